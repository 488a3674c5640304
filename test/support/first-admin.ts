// A data folder as a service leaves it whose first administrator has chosen a password.
import { createAudit } from "../../src/audit/audit.ts";
import { createEventBus } from "../../src/events/bus.ts";
import { openIdentity } from "../../src/identity/open-identity.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { createKeyring } from "../../src/secrets/keyring.ts";
import { createVault } from "../../src/secrets/vault.ts";
import { createSignInSettings } from "../../src/settings/sign-in-settings.ts";
import { openStore } from "../../src/store/open.ts";
import { createMemoryJournal } from "./memory-journal.ts";

/**
 * Makes it, with an administrator `admin` of this password. Its hash is of bcrypt's lowest cost, which is read from the hash:
 * every sign-in there takes a millisecond in place of a fifth of a second of one core.
 */
export async function makeFirstAdmin(dataDir: string, password: string): Promise<void> {
  const ports = systemPorts(silentLog);
  const { files, random, clock, log } = ports;
  const store = await openStore({ dataDir, ports });
  try {
    const keyring = await createKeyring({ dataDir, files, random, secretKey: null });
    const identity = await openIdentity({
      ...store,
      settings: createSignInSettings(store.settings),
      deriveKey: keyring.derive,
      vault: createVault({ collection: store.vault, keyring, random }),
      audit: createAudit({ journal: createMemoryJournal([]), clock, log }),
      events: createEventBus({ log, epoch: "test" }),
      ports,
      config: {
        initialAdminPassword: password,
        publicBaseUrl: null,
        basePath: "",
        returnOrigins: [],
        port: 0,
        noAuthentication: false,
        trustedProxies: [],
        proxyAuth: null,
      },
      passwordCost: 4,
    });
    await identity.ensureFirstAdmin();
    const admin = identity.accounts.byDoor("local", "admin");
    await store.users.update(admin?.id ?? "", (user) => ({ ...user, mustChangePassword: false }));
  } finally {
    await store.close();
  }
}
