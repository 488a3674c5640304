// Who may do what, worked out anew from the policy table and the scopes alone, for the test that walks every route.
import type { Action, GlobalRole } from "../../schemas/access.ts";
import type { TokenScope } from "../../schemas/account.ts";
import { policy, type RepositoryLevel, type Rule, repositoryLevels } from "../../src/access/policy.ts";
import { scopeActions } from "../../src/access/scopes.ts";
import { allRoutes } from "../../src/http/routes/all.ts";
import { openapiOf } from "../../src/http/routing/openapi.ts";

/** How an answer looks from outside. `in`: whatever the handler made of it. */
export type Outcome = "in" | "not-signed-in" | "not-allowed" | "step-up-required" | "hidden";

export interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly action: Action | "public" | "signed-in";
  readonly stepUp: boolean;
  readonly hasBody: boolean;
}

/** Somebody who walks. `level` is what it is on the repository and the plan that the paths are about. */
export interface Walker {
  readonly name: string;
  readonly role: GlobalRole;
  readonly level: RepositoryLevel;
  readonly owner?: true;
  /** Presence was proved in the last five minutes. */
  readonly present?: true;
  /** An API token with these scopes, or a signed token. */
  readonly token?: { readonly scopes: readonly TokenScope[] | null };
}

/** Operations on one's own things that are otherwise than the rest, by name. */
export interface Exceptions {
  /** Open to tokens with scopes all the same. */
  readonly tokenMayAsk: ReadonlySet<string>;
  /** Closed to signed tokens as well. */
  readonly forPeople: ReadonlySet<string>;
}

/** Every operation of the OpenAPI document, as the service makes it. */
export function operations(): Operation[] {
  const routes = allRoutes({
    streams: {},
    clock: {},
    version: "test",
    config: { basePath: "", publicBaseUrl: null, dashboardOrigins: [] },
  } as unknown as Parameters<typeof allRoutes>[0]);
  const { paths } = openapiOf(routes, "test", "/") as {
    paths: Record<
      string,
      Record<string, { "x-action": Operation["action"]; "x-step-up"?: true; requestBody?: unknown }>
    >;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      action: operation["x-action"],
      stepUp: operation["x-step-up"] === true,
      hasBody: operation.requestBody !== undefined,
    })),
  );
}

/** What the table says of an operation. `walker` null is nobody. */
export function expected(operation: Operation, walker: Walker | null, exceptions: Exceptions): Outcome {
  const { action, stepUp, name } = operation;
  if (action === "public") return "in";
  if (walker === null) return "not-signed-in";
  const before = action === "signed-in" ? ownThings(name, walker, exceptions) : bySay(operation, action, walker);
  if (before !== "in" || !stepUp) return before;
  if (walker.token) return "not-allowed";
  return walker.present ? "in" : "step-up-required";
}

function ownThings(name: string, { token }: Walker, { tokenMayAsk, forPeople }: Exceptions): Outcome {
  if (token && forPeople.has(name)) return "not-allowed";
  const onlyBadges = token?.scopes?.every((scope) => scope === "badge") ?? false;
  return token?.scopes && (onlyBadges || !tokenMayAsk.has(name)) ? "not-allowed" : "in";
}

function bySay({ path, name }: Operation, action: Action, walker: Walker): Outcome {
  const rule: Rule = policy[action];
  const scopes = walker.token?.scopes;
  if (scopes && !scopes.some((scope) => (scopeActions[scope] as readonly Action[]).includes(action)))
    return "not-allowed";
  if (ranked(["viewer", "operator", "admin"], walker.role) < ranked(["viewer", "operator", "admin"], rule.global))
    return "not-allowed";
  const aboutOne = /^\/api\/(repositories|plans|runs|jobs|widgets\/badge)\/\{id\}|\/checks\/\{key\}$/.test(path);
  if (aboutOne && walker.level === "none") return "hidden";
  if (aboutOne && rule.own && !walker.owner && walker.role !== "admin") return "not-allowed";
  // A plan names its repositories in its body: one that is not seen is a wrong value, which is for the handler to say.
  const named = aboutOne || (name === "POST /api/plans" && walker.level !== "none");
  const needed = rule.repository;
  return named && needed !== null && ranked(repositoryLevels, walker.level) < ranked(repositoryLevels, needed)
    ? "not-allowed"
    : "in";
}

function ranked<T>(order: readonly T[], value: T): number {
  return order.indexOf(value);
}
