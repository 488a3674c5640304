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
}

const masterKeyPattern = /^[A-Za-z0-9_-]{43}\n?$/;
const salt = "borgdeck/v1";

/**
 * Opens the key ring, making a key where there is none yet. Fault `secret-unreadable` where the key's file can be read by
 * others or is damaged, or is gone although secrets were encrypted with it.
 */
export async function createKeyring({ dataDir, files, random, secretKey }: KeyringDependencies): Promise<Keyring> {
  const master = secretKey === null ? await keptKey(dataDir, files, random) : Buffer.from(secretKey, "utf8");
  const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", master, salt, `borgdeck/v1/${purpose}`, 32));
  return { keyId: derive("key-id").subarray(0, 4).toString("hex"), derive };
}

async function keptKey(
  dataDir: string,
  files: KeyringDependencies["files"],
  random: KeyringDependencies["random"],
): Promise<Buffer> {
  const path = join(dataDir, ".secret_key");
  const info = await files.info(path);
  if (!info) return generate(path, dataDir, files, random);
  if ((info.mode & 0o077) !== 0) {
    throw unreadable(
      "The key file .secret_key in DATA_DIR can be read by other users. Run: chmod 600 .secret_key; if somebody may have read it, change the passphrases that it protects",
    );
  }
  const text = (await files.readText(path)) ?? "";
  if (!masterKeyPattern.test(text)) {
    throw unreadable("The key file .secret_key in DATA_DIR is damaged: put it back from your copy of it");
  }
  return Buffer.from(text.trim(), "base64url");
}

async function generate(
  path: string,
  dataDir: string,
  files: KeyringDependencies["files"],
  random: KeyringDependencies["random"],
): Promise<Buffer> {
  const vault = await files.readText(join(dataDir, "store", "vault.json"));
  if (vault?.includes('"v1.')) {
    throw unreadable(
      "There are stored secrets, but no key for them: put .secret_key back into DATA_DIR, or set SECRET_KEY as it was before",
    );
  }
  const key = random.bytes(32);
  await files.writeDurable(path, `${key.toString("base64url")}\n`, 0o600);
  return key;
}

function unreadable(detail: string): Fault {
  return new Fault("secret-unreadable", detail);
}
