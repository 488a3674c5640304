// Changing the master key. Each step leaves a state from which the next start, or the same command again, goes on.
import { join } from "node:path";
import type { VaultRecord } from "../../schemas/vault.ts";
import { Fault } from "../fault.ts";
import type { Files } from "../ports/files.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import { keyIdOf } from "./envelope.ts";
import {
  createKeyring,
  givenKeyring,
  type Keyring,
  keepNewKey,
  keyFileName,
  keyringOf,
  nextKeyFileName,
  previousKeyrings,
  readKey,
} from "./keyring.ts";
import { createReseal } from "./reseal.ts";

/** The files that hold encrypted secrets, and those of the sessions; used only while nobody else has the store open. */
export interface SecretFiles {
  /** Every record of the vault and its copies that can be read; `problem` says what is wrong with the vault itself. */
  read(): Promise<{ readonly problem: string | null; readonly records: readonly VaultRecord[] }>;
  /**
   * Changes the vault, then its copies, each file as one step. Null keeps a copy as it is; in the vault itself it is a
   * Fault `secret-unreadable`, and nothing is changed.
   */
  rewrite(change: (record: VaultRecord) => VaultRecord | null): Promise<void>;
  /** Ends all sessions. */
  endSessions(): Promise<void>;
}

export interface RotationDependencies {
  readonly dataDir: string;
  readonly files: Pick<Files, "readText" | "writeDurable" | "info" | "remove">;
  readonly random: Pick<Random, "bytes">;
  readonly log: Log;
  /** SECRET_KEY; null where the key is kept in DATA_DIR. */
  readonly secretKey: string | null;
  /** SECRET_KEY_PREVIOUS: what is still encrypted with it is encrypted anew. */
  readonly previousSecretKey: string | null;
  readonly secretFiles: SecretFiles;
}

/** The key ring in use, and whether the key was changed to it just now. */
export interface OpenedKeyring {
  readonly keyring: Keyring;
  readonly rotated: boolean;
}

/**
 * Opens the key ring before the store is opened, finishing a rotation that was begun or asked for by SECRET_KEY_PREVIOUS.
 * While the vault's file is damaged nothing is changed, so that it can be recovered first. Faults as `createKeyring`.
 */
export async function openKeyring(deps: RotationDependencies): Promise<OpenedKeyring> {
  const begun = deps.secretKey === null ? await readKey(deps, nextKeyFileName) : null;
  if (begun === null && deps.previousSecretKey === null) return { keyring: await createKeyring(deps), rotated: false };
  const { problem, records } = await deps.secretFiles.read();
  if (problem !== null) return { keyring: await keyringOfDamaged(deps, begun, records), rotated: false };
  if (begun !== null) await finishKept(deps, begun);
  const keyring = await createKeyring(deps);
  const moved = await takeOverFromPrevious(deps, keyring, records);
  return { keyring, rotated: begun !== null || moved };
}

/** Changes the key that is kept in DATA_DIR for a new random one. The new one is durable before anything is under it. */
export async function rotateKeptKey(deps: RotationDependencies): Promise<Keyring> {
  await createKeyring(deps); // refuses an open or damaged file before anything is changed
  const next = await keepNewKey(deps, nextKeyFileName);
  return finishKept(deps, next);
}

/**
 * Changes the key for one that is given from outside from now on. Interrupted, it is done again with both keys. Fault
 * `invalid-input` where it is the key in use.
 */
export async function rotateToGivenKey(deps: RotationDependencies, newKey: string): Promise<Keyring> {
  const from = await createKeyring(deps);
  const to = givenKeyring(newKey);
  if (to.keyId === from.keyId) throw new Fault("invalid-input", "The new key is the one that is in use already");
  await resealAll(deps, [from], to);
  // The file's key opens nothing any more; left there, it would be taken for the one in use.
  if (deps.secretKey === null) await deps.files.remove(join(deps.dataDir, keyFileName));
  return to;
}

/** From here on the old key is not needed once this resolves; until then both are kept. */
async function finishKept(deps: RotationDependencies, next: Buffer): Promise<Keyring> {
  const kept = await readKey(deps, keyFileName);
  const to = keyringOf(next);
  if (!kept?.equals(next)) {
    await resealAll(deps, kept === null ? [] : [keyringOf(kept)], to);
    await deps.files.writeDurable(join(deps.dataDir, keyFileName), `${next.toString("base64url")}\n`, 0o600);
  }
  await deps.files.remove(join(deps.dataDir, nextKeyFileName));
  return to;
}

/** Sessions end first: killed after that, people sign in again, and no session outlives the key. */
async function resealAll(deps: RotationDependencies, from: readonly Keyring[], to: Keyring): Promise<void> {
  await deps.secretFiles.endSessions();
  await deps.secretFiles.rewrite(createReseal({ from, to, random: deps.random }));
}

async function takeOverFromPrevious(
  deps: RotationDependencies,
  keyring: Keyring,
  records: readonly VaultRecord[],
): Promise<boolean> {
  if (deps.previousSecretKey === null) return false;
  const previous = previousKeyrings(deps.previousSecretKey).filter(({ keyId }) => keyId !== keyring.keyId);
  const found = records.some(({ envelope }) => previous.some(({ keyId }) => keyId === keyIdOf(envelope)));
  if (found) await resealAll(deps, previous, keyring);
  deps.log.warn("Nothing is encrypted with SECRET_KEY_PREVIOUS any more: remove it from the configuration");
  return found;
}

/** What can be read of a damaged vault is read with the key that it is under. */
async function keyringOfDamaged(
  deps: RotationDependencies,
  begun: Buffer | null,
  records: readonly VaultRecord[],
): Promise<Keyring> {
  const next = begun && keyringOf(begun);
  if (next && records.some(({ envelope }) => keyIdOf(envelope) === next.keyId)) return next;
  return createKeyring(deps);
}
