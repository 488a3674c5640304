// Entity tags of answers that are made for each question.
import { createHash } from "node:crypto";

/** A strong entity tag: equal texts have equal ones. */
export function etagOf(text: string): string {
  return `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
}
