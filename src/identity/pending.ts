// What a browser has begun and not finished: a second step, a ceremony, a trip to the provider. What anybody can begin is
// kept by the browser itself, sealed; what a password or a session has earned is kept here, where no stranger can push it
// out. Neither is on the disk.
import { createHash } from "node:crypto";
import { Fault } from "../fault.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import { createSealer } from "./sealed.ts";
import { createUsedOnce } from "./used-once.ts";

/** What can be pending; a browser has one at a time. */
export type Pending =
  /** The password was right, the second step is due. It is void once the password is another. */
  | {
      readonly kind: "totp";
      readonly userId: string;
      readonly passwordHash: string;
      /** As Sessions.mark gave it before the password was looked at. */
      readonly since?: number;
    }
  /** A WebAuthn ceremony. `userId` is null for a sign-in, where nobody is named. */
  | {
      readonly kind: "passkey";
      readonly purpose: "sign-in" | "register" | "step-up";
      readonly challenge: string;
      readonly userId: string | null;
    }
  /** On the way to the provider and back. */
  | {
      readonly kind: "oidc";
      readonly purpose: "sign-in" | "link" | "step-up";
      readonly state: string;
      readonly nonce: string;
      readonly verifier: string;
      readonly returnTo: string;
      readonly issuer: string;
      /** Whom it is about; null for a sign-in. */
      readonly userId: string | null;
      readonly beganAt: number;
    }
  /** Signed in at the provider, but the name is that of a local account which has to agree first. */
  | {
      readonly kind: "oidc-link";
      readonly userId: string;
      readonly issuer: string;
      readonly subject: string;
      readonly sid: string | null;
      readonly returnTo: string;
    };

export type PendingKind = Pending["kind"];
export type PendingOf<K extends PendingKind> = Extract<Pending, { readonly kind: K }>;

export interface PendingStore {
  /**
   * A new value for the cookie: 256 random bits, or what is pending itself, sealed, where nobody is known yet. Throws Fault
   * `too-many-requests` where too many of a kind are kept.
   */
  begin(data: Pending): string;
  /** What is pending, of that kind; null where nothing is, or no more. */
  peek<K extends PendingKind>(id: string, kind: K): PendingOf<K> | null;
  /** The same, once only: whoever comes second gets null. */
  take<K extends PendingKind>(id: string, kind: K): PendingOf<K> | null;
  end(id: string): void;
}

/** How long it waits, in milliseconds. */
export const pendingMs = 5 * 60_000;
const providerMs = 10 * 60_000;
/** Of one owner and kind: who begins without end pushes out what it began itself. */
const maxOfOwner = 20;
const maxOfKind = 5000;
/** Tells what is sealed from the ids of what is kept here. */
const sealedPrefix = "s.";

interface Begun {
  readonly data: Pending;
  readonly beganAt: number;
}

/** Creates the store. */
export function createPending({ clock, random }: { readonly clock: Clock; readonly random: Random }): PendingStore {
  const kept = new Map<string, Begun>();
  const sealer = createSealer(random, "pending");
  const used = createUsedOnce({ clock, keepMs: providerMs });
  const keyOf = (id: string) => createHash("sha256").update(id).digest("base64url");

  const isOver = ({ data, beganAt }: Begun) => clock.now() >= beganAt + lifetimeOf(data);

  const makeRoom = (data: Pending) => {
    for (const [key, each] of kept) if (isOver(each)) kept.delete(key);
    const ofKind = [...kept].filter(([, each]) => each.data.kind === data.kind);
    const own = ofKind.filter(([, each]) => ownerOf(each.data) === ownerOf(data));
    if (own[0] !== undefined && own.length >= maxOfOwner) kept.delete(own[0][0]);
    else if (ofKind.length >= maxOfKind) {
      throw new Fault("too-many-requests", "Too many people are doing this just now. Try again in a few minutes.", {
        retryAfterMs: 60_000,
      });
    }
  };

  /** What a value of the cookie stands for, and how to use it up. */
  const find = (value: string): (Begun & { readonly use: () => boolean }) | null => {
    if (!value.startsWith(sealedPrefix)) {
      const found = kept.get(keyOf(value));
      return found ? { ...found, use: () => kept.delete(keyOf(value)) } : null;
    }
    const opened = sealer.open(value.slice(sealedPrefix.length));
    if (opened === null) return null;
    const { data, beganAt } = JSON.parse(opened.text) as Begun;
    if (!used.isFresh(opened.id, beganAt)) return null;
    return { data, beganAt, use: () => used.use(opened.id, beganAt) };
  };

  const findOf = (value: string, kind: PendingKind) => {
    const found = find(value);
    return found?.data.kind === kind && !isOver(found) ? found : null;
  };

  return {
    begin(data) {
      const begun = { data, beganAt: clock.now() };
      if (ownerOf(data) === null) return sealedPrefix + sealer.seal(JSON.stringify(begun));
      makeRoom(data);
      const id = random.bytes(32).toString("base64url");
      kept.set(keyOf(id), begun);
      return id;
    },
    peek: <K extends PendingKind>(id: string, kind: K) => (findOf(id, kind)?.data ?? null) as PendingOf<K> | null,
    take<K extends PendingKind>(id: string, kind: K) {
      const found = findOf(id, kind);
      return (found?.use() ? found.data : null) as PendingOf<K> | null;
    },
    end: (id) => void find(id)?.use(),
  };
}

function lifetimeOf({ kind }: Pending): number {
  return kind === "oidc" || kind === "oidc-link" ? providerMs : pendingMs;
}

/** Who has earned it; null where anybody can begin it. */
function ownerOf(data: Pending): string | null {
  // The name at the provider is its user's to choose: it must push out nobody's but its own.
  return data.kind === "oidc-link" ? `${data.issuer} ${data.subject}` : data.userId;
}
