// Text that its holder can neither read nor change: for what a browser keeps for us.
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "../ports/random.ts";

export interface Sealer {
  /** URL-safe, without dots. */
  seal(text: string): string;
  /** The text, and an id that no other sealed text has; null where it was not sealed here or any bit of it was changed. */
  open(sealed: string): { readonly text: string; readonly id: string } | null;
}

const algorithm = "aes-256-gcm";
const ivLength = 12;
/** Always stated: without it Node accepts a tag of four bytes. */
const authTagLength = 16;

/** Creates it for one purpose. Its key is made now and is kept nowhere: nothing outlives the process. */
export function createSealer(random: Pick<Random, "bytes">, purpose: string): Sealer {
  const key = random.bytes(32);
  const context = Buffer.from(purpose, "utf8");
  return {
    seal(text) {
      const iv = random.bytes(ivLength);
      const cipher = createCipheriv(algorithm, key, iv, { authTagLength }).setAAD(context);
      const sealed = [iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
      return Buffer.concat(sealed).toString("base64url");
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, "base64url");
      if (bytes.length < ivLength + authTagLength) return null;
      const [iv, tag] = [bytes.subarray(0, ivLength), bytes.subarray(-authTagLength)];
      const decipher = createDecipheriv(algorithm, key, iv, { authTagLength }).setAAD(context).setAuthTag(tag);
      const data = bytes.subarray(ivLength, -authTagLength);
      try {
        const text = Buffer.concat([decipher.update(data), decipher.final()]).toString("utf8");
        return { text, id: iv.toString("base64url") };
      } catch {
        return null; // authentication failed
      }
    },
  };
}
