// secrets/ holds the master key and what is encrypted with keys derived from it.
import { hkdfSync } from "node:crypto";
import { join } from "node:path";
import { Fault } from "../fault.ts";
import type { Files } from "../ports/files.ts";
import type { Random } from "../ports/random.ts";

/** Keys derived from one master key. */
export interface Keyring {
  /** Names the master key without telling anything about it: 8 hex digits. */
  readonly keyId: string;
  /** 32 bytes for one purpose, always the same for the same master key. */
  derive(purpose: string): Buffer;
}

export interface KeyringDependencies {
  readonly dataDir: string;
  readonly files: Pick<Files, "readText" | "writeDurable" | "info">;
  readonly random: Pick<Random, "bytes">;
  /** SECRET_KEY, where the key is given from outside; otherwise one is kept in DATA_DIR. */
  readonly secretKey: string | null;
  /** The key before, where it is given to re-encrypt what is stored: then a new one may be made though there are secrets. */
  readonly previousSecretKey?: string | null;
}

/** The key file in DATA_DIR, and the one that takes its place when a rotation is finished. */
export const keyFileName = ".secret_key";
export const nextKeyFileName = ".secret_key.next";

const masterKeyPattern = /^[A-Za-z0-9_-]{43}\n?$/;
const salt = "borgdeck/v1";

/**
 * Opens the key ring, making a key where there is none yet. Fault `secret-unreadable` where the key's file can be read by
 * others or is damaged, or is gone although secrets were encrypted with it.
 */
export async function createKeyring(deps: KeyringDependencies): Promise<Keyring> {
  if (deps.secretKey !== null) return givenKeyring(deps.secretKey);
  return keyringOf((await readKey(deps, keyFileName)) ?? (await generate(deps)));
}

/** The keys derived from a key that was given as text. */
export function givenKeyring(secretKey: string): Keyring {
  return keyringOf(Buffer.from(secretKey, "utf8"));
}

/** What the text of a key before may stand for: a given key, or the content of the key file in DATA_DIR. */
export function previousKeyrings(text: string): readonly Keyring[] {
  const kept = masterKeyPattern.test(text) ? [keyringOf(Buffer.from(text.trim(), "base64url"))] : [];
  return [givenKeyring(text), ...kept];
}

/** The keys derived from a master key. */
export function keyringOf(master: Buffer): Keyring {
  const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", master, salt, `borgdeck/v1/${purpose}`, 32));
  return { keyId: derive("key-id").subarray(0, 4).toString("hex"), derive };
}

/** Makes a master key and keeps it under that name, closed to other users. Resolves when durable. */
export async function keepNewKey(
  { dataDir, files, random }: Pick<KeyringDependencies, "dataDir" | "files" | "random">,
  name: string,
): Promise<Buffer> {
  const key = random.bytes(32);
  await files.writeDurable(join(dataDir, name), `${key.toString("base64url")}\n`, 0o600);
  return key;
}

/** The master key of a key file; null where there is no such file. */
export async function readKey(
  { dataDir, files }: Pick<KeyringDependencies, "dataDir" | "files">,
  name: string,
): Promise<Buffer | null> {
  const path = join(dataDir, name);
  const info = await files.info(path);
  if (!info) return null;
  if ((info.mode & 0o077) !== 0) {
    throw unreadable(
      `The key file ${name} in DATA_DIR can be read by other users. Run: chmod 600 ${name}; if somebody may have read it, run "borgdeck secret rotate" and change the passphrases that it protects`,
    );
  }
  const text = (await files.readText(path)) ?? "";
  if (!masterKeyPattern.test(text)) {
    throw unreadable(`The key file ${name} in DATA_DIR is damaged: put it back from your copy of it`);
  }
  return Buffer.from(text.trim(), "base64url");
}

async function generate(deps: KeyringDependencies): Promise<Buffer> {
  const vault = await deps.files.readText(join(deps.dataDir, "store", "vault.json"));
  if (vault?.includes('"v1.') && !deps.previousSecretKey) {
    throw unreadable(
      "There are stored secrets, but no key for them: put .secret_key back into DATA_DIR, or set SECRET_KEY as it was before",
    );
  }
  return keepNewKey(deps, keyFileName);
}

function unreadable(detail: string): Fault {
  return new Fault("secret-unreadable", detail);
}
