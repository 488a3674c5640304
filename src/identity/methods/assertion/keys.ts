// The keys that a proxy signs with: fetched from one pinned address, kept for a while, and never from anywhere else.
import type { JSONWebKeySet, JWTVerifyGetKey } from "jose";
import { Fault, isFault } from "../../../fault.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Fetch } from "../../../ports/fetch.ts";
import { createBoundedFetch, isSafeUrl } from "../bounded-fetch.ts";

export interface KeyDependencies {
  /** Where the JSON Web Key Set is. */
  readonly url: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

const minute = 60_000;
/** Keys are asked for again after this long. */
const freshMs = 10 * minute;
/** While the address does not answer, keys hold this long. */
const keptMs = 60 * minute;
/** An unknown key, or an address that fails, makes for one question in this time. */
const pauseMs = 30_000;
/** The same where no keys are known at all: nobody gets in meanwhile. */
const shortPauseMs = 5000;

/**
 * Creates the resolver of keys, for jose. A key is chosen from the set by `kid`, type and algorithm alone: `jwk`, `jku` and
 * `x5u` in a token's header are not looked at. Rejects with Fault `keys-unavailable` where there are no keys to check by.
 */
export function createKeys({ url, fetch, clock }: KeyDependencies): JWTVerifyGetKey {
  const ask = createBoundedFetch(fetch, { maxBytes: 256 * 1024, timeoutMs: 5000, mayAsk: isSafeUrl });
  let known: { readonly find: JWTVerifyGetKey; readonly at: number } | null = null;
  let pausedUntil = 0;
  let refreshing: Promise<boolean> | null = null;
  let failure = "";

  const ageMs = () => (known === null ? Number.POSITIVE_INFINITY : clock.now() - known.at);

  const fetchSet = async (): Promise<boolean> => {
    const at = clock.now();
    try {
      const { createLocalJWKSet } = await import("jose");
      known = { find: createLocalJWKSet(await readSet(ask, url)), at };
    } catch (error) {
      failure = isFault(error) ? error.detail : "it does not answer with a JSON Web Key Set";
      pausedUntil = at + (known === null ? shortPauseMs : pauseMs);
      return false;
    }
    pausedUntil = at + pauseMs;
    return true;
  };

  /** Whether the set is new. Requests that come together share one question. */
  const refresh = (): Promise<boolean> => {
    if (refreshing === null && clock.now() < pausedUntil) return Promise.resolve(false);
    refreshing ??= fetchSet().finally(() => {
      refreshing = null;
    });
    return refreshing;
  };

  const find: JWTVerifyGetKey = (header, token) => {
    if (known !== null && ageMs() < keptMs) return known.find(header, token);
    const detail = `The keys of the proxy's assertions could not be fetched from ${url}: ${failure}. Nobody is let in by an assertion until they are.`;
    throw new Fault("keys-unavailable", detail, { retryAfterMs: shortPauseMs });
  };

  return async (header, token) => {
    if (ageMs() >= freshMs) await refresh();
    try {
      return await find(header, token);
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ERR_JWKS_NO_MATCHING_KEY" || !(await refresh())) throw error;
      return find(header, token); // the keys have changed meanwhile
    }
  };
}

async function readSet(ask: Fetch, url: string): Promise<JSONWebKeySet> {
  const response = await ask(url, { headers: { accept: "application/jwk-set+json, application/json" } }).catch(
    (error: unknown) => {
      throw isFault(error) ? error : new Fault("provider-failed", "there was no answer");
    },
  );
  if (response.status !== 200) throw new Fault("provider-failed", `the answer had status ${response.status}`);
  return (await response.json()) as JSONWebKeySet;
}
