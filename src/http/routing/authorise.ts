// Whether a request may go on: signed in, password changed, allowed, present.
import type { Action } from "../../../schemas/access.ts";
import type { TokenScope } from "../../../schemas/account.ts";
import type { Obligation } from "../../../schemas/sessions.ts";
import type { Caller } from "../../access/caller.ts";
import { decide } from "../../access/decide.ts";
import { policy, type Rule } from "../../access/policy.ts";
import { Fault } from "../../fault.ts";
import { requireRecentAuthentication } from "../../identity/step-up.ts";
import type { Route, RouteRequest } from "../route.ts";
import type { Services } from "../services.ts";
import type { RequestState } from "../state.ts";

/** What can be said before the request is read: 401, 403 where the global role can never do this. */
export function admit(route: Route, state: RequestState, services: Pick<Services, "identity">): void {
  if (route.action === "public") return;
  const { identity, caller } = state;
  if (!identity || !caller) throw new Fault("not-signed-in", "Sign in first.");
  if (!route.duringObligation) refuseBeforeObligation(services.identity.obligationOf(identity));
  // What is one's own (account, sessions, tokens) is not for a token that was made for something else.
  const scopes = identity.limits?.scopes;
  if (route.action === "signed-in" && scopes && (!route.anyToken || isForBadges(scopes))) {
    throw new Fault("not-allowed", "A token cannot do this. Sign in on the pages and do it there.");
  }
  if (route.action !== "signed-in") require(caller, route.action, { repositories: [], ownerId: caller.userId });
}

/** What takes the subject: 404 where it is not the caller's to see, 403 with the reason, step-up. */
export async function authorise(route: Route, request: RouteRequest, services: Services, nowMs: number): Promise<void> {
  if (route.action === "public") return;
  const { identity, caller } = request;
  if (!identity || !caller) throw new Fault("not-signed-in", "Sign in first.");
  if (route.action !== "signed-in") require(caller, route.action, await route.subject?.(request, services));
  if (needsStepUp(route)) requireRecentAuthentication(identity, nowMs);
}

/** Whether a token is for badges alone: it may stand in an address, so that whoever comes by it must learn no more. */
export function isForBadges(scopes: readonly TokenScope[]): boolean {
  return scopes.every((scope) => scope === "badge");
}

function refuseBeforeObligation(obligation: Obligation | null): void {
  if (obligation === "change-password")
    throw new Fault("password-change-required", "Change the password first; until then nothing else works.");
  if (obligation === "set-up-totp")
    throw new Fault("totp-required", "Set up two-factor first; an administrator requires it for your role.");
}

/** Asked with nothing of somebody else's as the subject, the policy tells the ceiling of the global role. */
function require(caller: Caller, action: Action, subject: Parameters<typeof decide>[2]): void {
  const decision = decide(caller, action, subject);
  if (decision.allowed) return;
  throw decision.visible ? new Fault("not-allowed", decision.reason) : new Fault("not-found", decision.reason);
}

/** Whether presence must have been proved in the last five minutes. */
export function needsStepUp(route: Route): boolean {
  if (route.stepUp) return true;
  const rule: Rule | null = route.action === "public" || route.action === "signed-in" ? null : policy[route.action];
  return rule?.stepUp === true;
}
