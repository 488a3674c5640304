import { createAudit } from "../audit/audit.ts";
import type { Config } from "../config/config.ts";
import { createEventBus } from "../events/bus.ts";
import { Fault } from "../fault.ts";
import { openIdentity } from "../identity/open-identity.ts";
import { createLog } from "../ports/log.ts";
import { systemPorts } from "../ports/ports.ts";
import { openKeyring } from "../secrets/rotation.ts";
import { createVault } from "../secrets/vault.ts";
import { createSignInSettings } from "../settings/sign-in-settings.ts";
import type { CommandRequest } from "../store/command-channel.ts";
import { acquireDirectoryLock } from "../store/directory-lock.ts";
import { openStore } from "../store/open.ts";
import { createSecretFiles } from "../store/secret-files.ts";
import type { CommandContext } from "./command.ts";

/** Does what the running service would do, where none runs: opens the store itself, holding its lock. */
export async function runUserCommandOffline(
  config: Config,
  request: CommandRequest,
  context: Pick<CommandContext, "files" | "userId">,
): Promise<unknown> {
  const { dataDir } = config;
  await requireOwnDataDir(dataDir, context);
  const ports = systemPorts(createLog("error"));
  const { files, random, clock, log } = ports;
  const lock = await acquireDirectoryLock({ dataDir, ports });
  try {
    const secretFiles = createSecretFiles({ dataDir, files });
    const { keyring } = await openKeyring({ ...config, files, random, log, secretFiles });
    const store = await openStore({ dataDir, ports });
    try {
      const identity = await openIdentity({
        users: store.users,
        sessions: store.sessions,
        tokens: store.tokens,
        throttle: store.throttle,
        settings: createSignInSettings(store.settings),
        deriveKey: keyring.derive,
        vault: createVault({ collection: store.vault, keyring, random }),
        audit: createAudit({ journal: store.auditJournal, clock, log }),
        events: createEventBus({ log, epoch: "cli" }),
        ports,
        config,
      });
      return await identity.command(request);
    } finally {
      await store.close();
    }
  } finally {
    await lock.release();
  }
}

/** Fault where there is no data folder, or where its files would then belong to somebody else than the service. */
export async function requireOwnDataDir(
  dataDir: string,
  { files, userId }: Pick<CommandContext, "files" | "userId">,
): Promise<void> {
  const info = await files.info(dataDir);
  if (!info)
    throw new Fault(
      "not-found",
      `There is no data folder at ${dataDir}. Set DATA_DIR as the service has it, or start the service first`,
    );
  if (info.uid === userId) return;
  throw new Fault(
    "not-allowed",
    `${dataDir} belongs to the user with the id ${info.uid}. Run this as that user: sudo -u "#${info.uid}" …`,
  );
}
