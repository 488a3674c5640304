// Whether a request may go on: signed in, password changed, allowed, present.
import type { Action } from "../../schemas/access.ts";
import type { Caller } from "../access/caller.ts";
import { decide } from "../access/decide.ts";
import { policy, type Rule } from "../access/policy.ts";
import { Fault } from "../fault.ts";
import { requireRecentAuthentication } from "../identity/step-up.ts";
import type { Route, RouteRequest } from "./route.ts";
import type { Services } from "./services.ts";
import type { RequestState } from "./state.ts";

/** What can be said before the request is read: 401, 403 where the global role can never do this. */
export function admit(route: Route, state: RequestState): void {
  if (route.action === "public") return;
  const { identity, caller } = state;
  if (!identity || !caller) throw new Fault("not-signed-in", "Sign in first.");
  if (identity.user.mustChangePassword && identity.method === "password" && !route.beforePasswordChange) {
    throw new Fault("password-change-required", "Change the password first; until then nothing else works.");
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

/** Asked with nothing of somebody else's as the subject, the policy tells the ceiling of the global role. */
function require(caller: Caller, action: Action, subject: Parameters<typeof decide>[2]): void {
  const decision = decide(caller, action, subject);
  if (decision.allowed) return;
  throw decision.visible ? new Fault("not-allowed", decision.reason) : new Fault("not-found", decision.reason);
}

function needsStepUp(route: Route): boolean {
  if (route.stepUp) return true;
  const rule: Rule | null = route.action === "public" || route.action === "signed-in" ? null : policy[route.action];
  return rule?.stepUp === true;
}
