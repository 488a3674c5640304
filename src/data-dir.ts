// DATA_DIR as one process has it: locked, decrypted, and with every file in it named.
import { join } from "node:path";
import { createAudit } from "./audit/audit.ts";
import type { Config } from "./config/config.ts";
import { createEventBus } from "./events/bus.ts";
import type { Ports } from "./ports/ports.ts";
import { newId } from "./ports/random.ts";
import { openKeyring } from "./secrets/rotation.ts";
import { createVault } from "./secrets/vault.ts";
import { hostIdOf } from "./settings/host-id.ts";
import { acquireDirectoryLock } from "./store/directory-lock.ts";
import { openStore } from "./store/open.ts";
import { createSecretFiles } from "./store/secret-files.ts";

/**
 * Opens it: what is stored, what is secret, and the record of what is done. A change of the master key that was interrupted is finished.
 * Throws Faults that say what to change: another process has it, the key is wrong, a file is of a newer version.
 */
export async function openDataDir(config: Config, ports: Ports) {
  const { clock, random, files, log } = ports;
  const { dataDir } = config;
  const folders = { run: join(dataDir, "run"), logs: join(dataDir, "logs"), borg: join(dataDir, "borg") };
  const epoch = newId(random);

  const lock = await acquireDirectoryLock({ dataDir, ports });
  const secretFiles = createSecretFiles({ dataDir, files });
  const { keyring, rotated } = await openKeyring({ ...config, files, random, log, secretFiles });
  const store = await openStore({ dataDir, ports });
  for (const folder of Object.values(folders)) await files.makeDirectory(folder);
  const vault = createVault({ collection: store.vault, keyring, random });
  const events = createEventBus({ log, epoch });
  const audit = createAudit({ journal: store.auditJournal, clock, log });
  if (rotated)
    await audit.record({ event: "secret.rotate", outcome: "ok", actor: null, detail: "finished at the start" });
  const hostId = await hostIdOf(store.settings, random, store.fault() === null);
  return { lock, folders, keyring, store, vault, events, audit, hostId };
}
