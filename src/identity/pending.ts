// What a browser has begun and not finished: a second step, a ceremony, a trip to the provider. Kept in memory, since
// nobody is signed in yet and a stranger must not be able to fill the disk.
import { createHash } from "node:crypto";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import { networkOf } from "./throttle/network.ts";

/** What can be pending; a browser has one at a time. */
export type Pending =
  /** The password was right, the second step is due. It is void once the password is another. */
  | { readonly kind: "totp"; readonly userId: string; readonly passwordHash: string }
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
  /** A new value for the cookie: 256 random bits. `address` is the client's. */
  begin(data: Pending, address: string | null): string;
  /** What is pending, of that kind; null where nothing is, or no more. */
  peek<K extends PendingKind>(id: string, kind: K): PendingOf<K> | null;
  /** The same, once only: whoever comes second gets null. */
  take<K extends PendingKind>(id: string, kind: K): PendingOf<K> | null;
  end(id: string): void;
}

/** How long it waits, in milliseconds. */
export const pendingMs = 5 * 60_000;
const providerMs = 10 * 60_000;
const maxPending = 5000;
/** Of one network: who begins without end pushes out what it began itself. */
const maxOfNetwork = 100;

/** Creates the store. */
export function createPending({ clock, random }: { readonly clock: Clock; readonly random: Random }): PendingStore {
  const all = new Map<string, { readonly data: Pending; readonly endsAt: number; readonly network: string }>();
  const keyOf = (id: string) => createHash("sha256").update(id).digest("base64url");

  const peek = <K extends PendingKind>(id: string, kind: K): PendingOf<K> | null => {
    const found = all.get(keyOf(id));
    if (!found || found.data.kind !== kind || clock.now() >= found.endsAt) return null;
    return found.data as PendingOf<K>;
  };

  const makeRoom = (network: string) => {
    const own = [...all].filter(([, each]) => each.network === network).map(([key]) => key);
    if (own[0] !== undefined && own.length >= maxOfNetwork) all.delete(own[0]);
    else if (all.size >= maxPending) all.delete(all.keys().next().value as string);
  };

  return {
    begin(data, address) {
      const id = random.bytes(32).toString("base64url");
      const network = networkOf(address);
      makeRoom(network);
      const endsAt = clock.now() + (data.kind === "oidc" || data.kind === "oidc-link" ? providerMs : pendingMs);
      all.set(keyOf(id), { data, endsAt, network });
      return id;
    },
    peek,
    take(id, kind) {
      const data = peek(id, kind);
      if (data) all.delete(keyOf(id));
      return data;
    },
    end: (id) => void all.delete(keyOf(id)),
  };
}
