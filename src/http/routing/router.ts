// Routes by method and path, each behind the middleware that all of them share.
import Router, { type RouterMiddleware } from "@koa/router";
import type { Context, Middleware, Next } from "koa";
import compose from "koa-compose";
import { Fault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import { type FieldErrors, fieldErrors } from "../../validate.ts";
import { send } from "../answer/send.ts";
import { maxBodyBytes, maxPublicBodyBytes, readForm, readJson, refuseOtherTypes } from "../read/body.ts";
import { queryReader } from "../read/query.ts";
import { createRequest, type RequestInput } from "../request.ts";
import type { Route } from "../route.ts";
import type { Services } from "../services.ts";
import type { RequestState } from "../state.ts";
import { admit, authorise } from "./authorise.ts";
import { createOwnChangeLimit } from "./own-changes.ts";
import { createTokenRequestLimit } from "./token-requests.ts";

export interface RouterDependencies {
  readonly routes: readonly Route[];
  readonly services: Services;
  readonly clock: Clock;
  /** What stands before a route, in order. */
  chainOf(route: Route): readonly Middleware<RequestState>[];
}

/** Creates the router. A path of ours with another method is 405; a path that is none of ours goes on to the pages. */
export function createRouter(dependencies: RouterDependencies): Middleware {
  const router = new Router({ sensitive: true, strict: true });
  const limitOwnChanges = createOwnChangeLimit(dependencies.clock);
  const limitTokens = createTokenRequestLimit(dependencies.clock);
  for (const route of dependencies.routes) {
    const chain = compose([
      mark(route),
      ...dependencies.chainOf(route),
      createEndpoint(route, dependencies, { limitOwnChanges, limitTokens }),
    ]);
    const methods = route.crossOrigin ? [route.method, "OPTIONS"] : [route.method];
    const paths = route.anyEnding ? [route.path, route.path.replace(/\/$/, "")] : route.path;
    router.register(paths, methods, chain as unknown as RouterMiddleware);
  }
  return compose([router.routes() as unknown as Middleware, refuseOtherMethods]);
}

/** Behind the router: a path that matched, but not with this method. */
const refuseOtherMethods: Middleware = (ctx, next) => {
  const layers = (ctx["matched"] ?? []) as readonly { readonly methods: readonly string[] }[];
  if (layers.length === 0) return next();
  ctx.set("allow", [...new Set([...layers.flatMap(({ methods }) => methods), "OPTIONS"])].join(", "));
  if (ctx.method !== "OPTIONS") throw new Fault("method-not-allowed", "This path does not take that method.");
  ctx.status = 204;
};

function mark(route: Route): Middleware<RequestState> {
  return function markRoute(ctx, next) {
    ctx.state.route = route;
    return next();
  };
}

/** The end of a route's chain: read, authorise, handle, send. */
function createEndpoint(
  route: Route,
  { services, clock }: RouterDependencies,
  limits: {
    readonly limitOwnChanges: ReturnType<typeof createOwnChangeLimit>;
    readonly limitTokens: ReturnType<typeof createTokenRequestLimit>;
  },
) {
  const read = createInputReader(route);
  return async function endpoint(ctx: Context, _next: Next): Promise<void> {
    const { identity } = ctx.state as RequestState;
    limits.limitTokens(identity);
    admit(route, ctx.state as RequestState, services);
    limits.limitOwnChanges(route, identity);
    const request = createRequest(ctx, await read(ctx));
    await authorise(route, request, services, clock.now());
    send(ctx, route, await route.handler(request, services));
  };
}

/** Reads parameters, query and body; Fault `invalid-input` names every field that is wrong. */
function createInputReader(route: Route): (ctx: Context) => Promise<RequestInput> | RequestInput {
  const readQuery = queryReader(route.query);
  const { body: bodySchema } = route;
  const limitBytes = route.action === "public" ? maxPublicBodyBytes : maxBodyBytes;
  if (!bodySchema) {
    return (ctx) => {
      if (route.method !== "GET") refuseOtherTypes(ctx);
      const { query, fields } = readQuery(ctx.query);
      refuse(fields);
      return { params: ctx["params"], query, body: undefined };
    };
  }
  return async (ctx) => {
    const { query, fields } = readQuery(ctx.query);
    const body = await (route.form ? readForm : readJson)(ctx, limitBytes);
    refuse({ ...fields, ...fieldErrors(bodySchema, body) });
    return { params: ctx["params"], query, body };
  };
}

function refuse(fields: FieldErrors): void {
  const all = Object.entries(fields);
  if (all.length === 0) return;
  const detail = all.map(([at, why]) => `${at || "The body"} ${why}`).join("; ");
  throw new Fault("invalid-input", `${detail.slice(0, 1000)}.`, { fields });
}
