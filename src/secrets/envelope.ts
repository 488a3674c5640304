// One encrypted secret as text: `v1.<key id>.<iv>.<ciphertext and tag>`.
import { createCipheriv, createDecipheriv } from "node:crypto";

const algorithm = "aes-256-gcm";
/** Always stated: without it Node accepts a tag of four bytes. */
const authTagLength = 16;
const ivLength = 12;

export interface SealRequest {
  readonly keyId: string;
  /** 32 bytes. */
  readonly key: Buffer;
  /** 12 random bytes, never used twice with a key. */
  readonly iv: Buffer;
  /** What the secret belongs to; it opens only for the same. */
  readonly context: string;
  readonly secret: string;
}

/** Encrypts a secret. */
export function seal({ keyId, key, iv, context, secret }: SealRequest): string {
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength });
  cipher.setAAD(Buffer.from(context, "utf8"));
  const data = Buffer.concat([cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1.${keyId}.${iv.toString("base64url")}.${data.toString("base64url")}`;
}

/** Decrypts an envelope; null where the key or the context is another one, or any bit of it was changed. */
export function unseal(envelope: string, key: Buffer, context: string): string | null {
  const [version, , iv, data] = envelope
    .split(".")
    .map((part, index) => (index < 2 ? part : Buffer.from(part, "base64url")));
  if (version !== "v1" || !Buffer.isBuffer(iv) || !Buffer.isBuffer(data)) return null;
  if (iv.length !== ivLength || data.length < authTagLength) return null;
  const decipher = createDecipheriv(algorithm, key, iv, { authTagLength });
  decipher.setAAD(Buffer.from(context, "utf8"));
  decipher.setAuthTag(data.subarray(data.length - authTagLength));
  try {
    return Buffer.concat([decipher.update(data.subarray(0, data.length - authTagLength)), decipher.final()]).toString(
      "utf8",
    );
  } catch {
    return null; // authentication failed
  }
}

/** Which key an envelope was sealed with. */
export function keyIdOf(envelope: string): string {
  return envelope.split(".")[1] ?? "";
}
