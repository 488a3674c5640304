// Single sign-on as browsers see it: sent to the provider with what ties the answer to them, and taken back once.
import type { OidcProblem } from "../../../schemas/oidc.ts";
import type { OidcSettings } from "../../../schemas/sign-in-settings.ts";
import { Fault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import type { OpenDoors } from "../doors.ts";
import type { Client, Identity, IdentityAudit } from "../identity.ts";
import { authorizationUrl, exchangeCode, newTransaction, type ProviderSignIn } from "../methods/oidc/exchange.ts";
import type { Provider } from "../methods/oidc/provider.ts";
import { type ReturnRules, safeReturnTo } from "../methods/oidc/return-to.ts";
import type { OidcUrls } from "../methods/oidc/urls.ts";
import type { PendingOf } from "../pending.ts";
import { createExchangeGate } from "./exchange-gate.ts";
import type { OidcArrival, OidcArrivals } from "./oidc-arrivals.ts";
import { TripFailure, tripFailureOf } from "./oidc-trip.ts";

type Purpose = PendingOf<"oidc">["purpose"];

/** A browser that wants to go to the provider. */
export interface OidcDeparture {
  readonly purpose: Purpose;
  /** Where it wants to be afterwards, as it said it. */
  readonly returnTo: string | undefined;
  readonly identity: Identity | null;
}

export interface OidcSignIn {
  /**
   * Where to send the browser, and what is pending meanwhile. Throws Fault `not-found` where single sign-on is off,
   * `not-signed-in`, `conflict` or `provider-failed`.
   */
  begin(departure: OidcDeparture): Promise<{ readonly url: string; readonly pending: PendingOf<"oidc"> }>;
  /** The same for a browser that is navigating: what goes wrong is recorded, and told by a page of ours. */
  leave(
    departure: OidcDeparture & { readonly client: Client },
  ): Promise<{ readonly location: string; readonly pending: PendingOf<"oidc"> | null }>;
  /** Takes a browser back. `pending` was taken, so that an answer counts once; `search` is the query of the request. */
  arrive(arrival: {
    readonly pending: PendingOf<"oidc"> | null;
    readonly search: string;
    readonly identity: Identity | null;
    readonly client: Client;
  }): Promise<OidcArrival>;
  /** Our own sign-in page, for a browser that another site sent to sign in: its user decides. */
  signInPage(returnTo: string | undefined): string;
}

export interface OidcSignInDependencies {
  readonly provider: () => Promise<Provider>;
  readonly settings: () => OidcSettings;
  readonly doors: Pick<OpenDoors, "oidc">;
  /** Null without a public address; the door is closed then. */
  readonly urls: OidcUrls | null;
  readonly returnRules: ReturnRules;
  readonly arrivals: OidcArrivals;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
}

/** Of the issuer and the return address together: both are in the cookie, which browsers drop above 4096 bytes. */
const maxKept = 2500;

const events = { "sign-in": "session.sign-in", link: "oidc.link", "step-up": "session.step-up" } as const;

/** Creates it. */
export function createOidcSignIn(deps: OidcSignInDependencies): OidcSignIn {
  const { settings, doors, urls, returnRules, arrivals, audit, clock } = deps;
  const gate = createExchangeGate(clock);

  const redirectUri = () => {
    if (!doors.oidc || urls === null) throw new Fault("not-found", "Single sign-on is not offered here.");
    return settings().redirectUri ?? urls.callback;
  };

  const exchange = async (pending: PendingOf<"oidc">, search: string, client: Client): Promise<ProviderSignIn> => {
    const callback = new URL(redirectUri());
    callback.search = search;
    if (callback.searchParams.getAll("state").join() !== pending.state) {
      throw new TripFailure("oidc-expired", "the answer is to another question (state)", pending.userId);
    }
    const provider = await deps.provider();
    if (provider.issuer !== pending.issuer) throw new TripFailure("oidc-expired", "the provider was changed meanwhile");
    const answer = await gate.pass(pending, client, () => exchangeCode(provider, pending, callback));
    if (!("refused" in answer)) return answer;
    throw new TripFailure(answer.refused === "access-denied" ? "oidc-denied" : "oidc-failed", answer.reason);
  };

  const problemPath = (problem: OidcProblem, page: string) => {
    const url = new URL(page, "http://self.invalid");
    url.searchParams.set("problem", problem);
    return url.pathname + url.search;
  };

  /** Records what went wrong and gives where to tell it: on the page that the trip began at, or that of signing in. */
  const tell = async (error: unknown, purpose: Purpose, page: string | null, userId: string | null, client: Client) => {
    const failure = tripFailureOf(error);
    if (failure === null) throw error;
    const target = failure.userId ?? userId;
    const detail = `single sign-on: ${failure.message}`;
    const unasked = failure.problem === "oidc-expired";
    await audit.record({ event: events[purpose], outcome: "denied", actor: null, ...client, target, detail, unasked });
    return problemPath(failure.problem, page ?? `${returnRules.basePath}/sign-in`);
  };

  const begin: OidcSignIn["begin"] = async ({ purpose, returnTo, identity }) => {
    const redirect = redirectUri();
    if (purpose !== "sign-in" && identity === null) throw new Fault("not-signed-in", "Sign in first.");
    if (purpose === "step-up" && identity?.user.oidc === null) {
      throw new Fault("conflict", "This user is not linked to the provider. Prove presence in another way.");
    }
    const provider = await deps.provider();
    const transaction = newTransaction(provider);
    const options = { redirectUri: redirect, scopes: settings().scopes, fresh: purpose === "step-up" };
    const url = await authorizationUrl(provider, transaction, options);
    const wanted = safeReturnTo(returnTo, returnRules);
    const pending: PendingOf<"oidc"> = {
      kind: "oidc",
      purpose,
      ...transaction,
      returnTo: wanted.length + provider.issuer.length > maxKept ? `${returnRules.basePath}/` : wanted,
      issuer: provider.issuer,
      userId: purpose === "sign-in" ? null : (identity?.user.id ?? null),
      beganAt: clock.now(),
    };
    return { url: url.href, pending };
  };

  return {
    begin,
    async leave({ client, ...departure }) {
      try {
        const { url, pending } = await begin(departure);
        return { location: url, pending };
      } catch (error) {
        const { purpose, identity } = departure;
        const page = purpose === "sign-in" ? null : safePage(departure.returnTo, returnRules);
        return { location: await tell(error, purpose, page, identity?.user.id ?? null, client), pending: null };
      }
    },
    async arrive({ pending, search, identity, client }) {
      const purpose = pending?.purpose ?? "sign-in";
      try {
        if (pending === null) {
          throw new TripFailure("oidc-expired", "nothing was begun in this browser, or it was finished already");
        }
        return await arrivals({ pending, signIn: await exchange(pending, search, client), identity, client });
      } catch (error) {
        const page = pending === null || purpose === "sign-in" ? null : safePage(pending.returnTo, returnRules);
        const location = await tell(error, purpose, page, pending?.userId ?? null, client);
        return { location, session: null, proved: false, pending: null };
      }
    },
    signInPage(returnTo) {
      const query = new URLSearchParams({ returnTo: safeReturnTo(returnTo, returnRules) });
      return `${returnRules.basePath}/sign-in?${query}`;
    },
  };
}

/** Problems are told on pages of ours only, wherever the browser wanted to go. */
function safePage(returnTo: string | undefined, { basePath }: ReturnRules): string {
  return safeReturnTo(returnTo, { basePath, origins: [] });
}
