import { parseArgs } from "node:util";
import { createAudit } from "../audit/audit.ts";
import { type Config, loadConfig } from "../config/config.ts";
import { Fault, isFault } from "../fault.ts";
import { commandLine } from "../identity/identity.ts";
import { createLog } from "../ports/log.ts";
import { type Ports, systemPorts } from "../ports/ports.ts";
import { openKeyring, type RotationDependencies, rotateKeptKey, rotateToGivenKey } from "../secrets/rotation.ts";
import { acquireDirectoryLock } from "../store/directory-lock.ts";
import { openStore } from "../store/open.ts";
import { createSecretFiles } from "../store/secret-files.ts";
import type { Command, CommandContext } from "./command.ts";
import { requireOwnDataDir } from "./offline-users.ts";
import { UsageError } from "./usage-error.ts";

/** `borgdeck secret rotate`: another master key, and everything that is stored encrypted with it. */
export const secretCommand: Command = {
  name: "secret",
  summary: "change the key that stored secrets are encrypted with",
  usage: `Usage: borgdeck secret rotate
       borgdeck secret rotate --new-key-file FILE

Encrypts every stored secret with a new key: passphrases, two-factor secrets, the password pepper, and those in the daily
copies. Passwords and API tokens go on working; all sessions and signed tokens end. Stop the service before, and start it
after. It may be killed at any moment: run it again, or start the service, and it is finished.

Without a file it is for the key that Borgdeck keeps in DATA_DIR, and makes a new one. With a file the new key (32
characters at least) comes from outside: afterwards set SECRET_KEY or SECRET_KEY_FILE to it. Run it as the user that owns
DATA_DIR, with the same DATA_DIR and SECRET_KEY as the service.`,
  async run(args, context) {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { "new-key-file": { type: "string" } },
    });
    if (positionals.length !== 1 || positionals[0] !== "rotate") throw new UsageError('Only "secret rotate" is known.');
    const config = await loadConfig(context.env, context.files);
    await requireOwnDataDir(config.dataDir, context);
    const keyFile = values["new-key-file"];
    const newKey = keyFile === undefined ? null : await readNewKey(keyFile, context);
    if (newKey === null && config.secretKey !== null) throw givenFromOutside();
    await rotate(config, newKey, systemPorts(createLog("error")));
    context.print("Everything is encrypted with the new key, and all sessions have ended.");
    if (keyFile !== undefined) {
      context.print(`Set SECRET_KEY_FILE=${keyFile} (or SECRET_KEY to its content) before you start the service.`);
    }
    return 0;
  },
};

async function rotate(config: Config, newKey: string | null, ports: Ports): Promise<void> {
  const { dataDir } = config;
  const { files, random, log } = ports;
  const lock = await acquireDirectoryLock({ dataDir, ports }).catch((error: unknown) => {
    throw isFault(error, "already-running") ? stopFirst(error) : error;
  });
  try {
    const deps = { ...config, files, random, log, secretFiles: createSecretFiles({ dataDir, files }) };
    await openKeyring(deps); // finishes one that was interrupted
    await refuseDamaged(deps);
    await (newKey === null ? rotateKeptKey(deps) : rotateToGivenKey(deps, newKey));
    await record(dataDir, ports, newKey === null ? "a new key in DATA_DIR" : "a key given from outside");
  } finally {
    await lock.release();
  }
}

async function refuseDamaged({ secretFiles }: Pick<RotationDependencies, "secretFiles">): Promise<void> {
  const { problem } = await secretFiles.read();
  if (problem === null) return;
  throw new Fault("store-damaged", `store/vault.json ${problem}. Run "borgdeck recover" first; nothing was changed`);
}

async function record(dataDir: string, ports: Ports, detail: string): Promise<void> {
  const store = await openStore({ dataDir, ports });
  try {
    const audit = createAudit({ journal: store.auditJournal, clock: ports.clock, log: ports.log });
    await audit.record({ event: "secret.rotate", outcome: "ok", actor: commandLine, detail });
  } finally {
    await store.close();
  }
}

async function readNewKey(path: string, { files }: CommandContext): Promise<string> {
  const text = await files.readText(path).catch(() => null);
  if (text === null) throw new Fault("invalid-input", `${path} cannot be read. Write the new key into it first`);
  const key = text.replace(/\r?\n$/, "");
  if (key.length >= 32 && key.length <= 2048) return key;
  throw new Fault(
    "invalid-input",
    `The key in ${path} must have at least 32 characters, such as the output of: openssl rand -base64 32`,
  );
}

function givenFromOutside(): Fault {
  return new Fault(
    "invalid-input",
    "SECRET_KEY is given from outside, so Borgdeck cannot replace it. Write a new key into a file and run: borgdeck secret rotate --new-key-file FILE. Or start the service once with the new one as SECRET_KEY and the one before as SECRET_KEY_PREVIOUS",
  );
}

function stopFirst(cause: unknown): Fault {
  return new Fault(
    "already-running",
    "The service is running and holds the key in memory. Stop it, run this again, then start it",
    { cause },
  );
}
