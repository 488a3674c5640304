// Entity tags (RFC 9110, 8.8.3): whether a browser has what it asks for.
import { createHash } from "node:crypto";

/** A strong one: equal texts have equal ones. */
export function etagOf(text: string): string {
  return `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
}

/** Whether an If-None-Match header names this ETag; weakly compared, since compressing proxies weaken it. */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag) return true;
  const wanted = strong(etag);
  return ifNoneMatch.split(",").some((tag) => tag.trim() === "*" || strong(tag.trim()) === wanted);
}

function strong(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}
