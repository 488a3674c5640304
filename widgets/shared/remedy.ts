// What to do about each kind of failure, in words, and the exact line that mends a wrong set-up.
import { hintsEn } from "./hints-en.ts";
import type { LiveErrorKind } from "./live-state.ts";

export interface Remedy {
  readonly hint: string;
  /** To be copied as it is; null where no line mends it. */
  readonly line: string | null;
}

/** The remedy for a failure of the element `tag`, whose service is at `base`. */
export function remedyFor(kind: LiveErrorKind, base: string | null, tag: string): Remedy {
  const opaque = kind === "origin" && location.origin === "null";
  return { hint: hintsEn[opaque ? "opaque-origin" : kind], line: opaque ? null : lineToAdd(kind, base, tag) };
}

function lineToAdd(kind: LiveErrorKind, base: string | null, tag: string): string | null {
  switch (kind) {
    case "origin":
      return `DASHBOARD_ORIGINS=${location.origin}`;
    case "policy":
      return base && new URL(base).origin;
    case "mixed-content":
      return `<${tag} server="${base?.replace("http:", "https:")}">`;
    case "no-server":
      return `<${tag} server="https://borg.example.com">`;
    default:
      return null;
  }
}
