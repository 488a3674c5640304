// One declaration of a route feeds the router, validation, authorisation and the OpenAPI document.

import type { Context } from "koa";
import type { Static, TSchema, TUnknown, TVoid } from "typebox";
import type { Action } from "../../schemas/access.ts";
import type { Caller } from "../access/caller.ts";
import type { Subject } from "../access/decide.ts";
import type { Fault } from "../fault.ts";
import type { Client, Identity } from "../identity/identity.ts";
import type { Raw, Streamed } from "./answer/answer.ts";
import type { Actor, Services, Viewer } from "./services.ts";
import type { PendingHandle, SessionHandle } from "./state.ts";

export { Raw, Streamed } from "./answer/answer.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** `public`: nobody need be signed in. `signed-in`: anybody who is. Otherwise what access decides about. */
export type RouteAction = Action | "public" | "signed-in";

/** Names of a path's `:parts`, each a decoded string. */
export type PathParams<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [K in Name]: string } & PathParams<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? { readonly [K in WithoutEnding<Name>]: string }
    : unknown;
type WithoutEnding<Name extends string> = Name extends `${infer Stem}.${string}` ? Stem : Name;

/** A request as a handler gets it: validated, identified and, when the handler runs, authorised. */
export interface RouteRequest<Params = unknown, Query = unknown, Body = unknown, Who = Identity | null> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Never null but on a public route. */
  readonly identity: Who;
  /** Null only where the identity is. */
  readonly caller: Who extends null ? null : Caller;
  /** A page of another origin reads the answer (DASHBOARD_ORIGINS). */
  readonly readElsewhere: boolean;
  /** The caller as the read models take it. */
  readonly viewer: Viewer;
  /** For the audit trail. */
  readonly actor: Actor;
  readonly client: Client;
  readonly session: SessionHandle;
  readonly pending: PendingHandle;
  /** The revision of `If-Match`; undefined without one. */
  readonly ifRevision: number | undefined;
  /** Aborted when the client has gone before the answer was complete. */
  readonly signal: AbortSignal;
  /** For what no other part gives, such as Last-Event-ID. */
  readonly context: Context;
}

type WhoOf<A extends RouteAction> = A extends "public" ? Identity | null : Identity;
type Answer<R> = R | Raw | Streamed;

/** A route as its file writes it; `defineRoute` fills in the rest. */
export interface RouteDeclaration<
  A extends RouteAction,
  P extends string,
  Q extends TSchema,
  B extends TSchema,
  R extends TSchema,
> {
  readonly method: Method;
  readonly path: P;
  readonly action: A;
  /** One line for the OpenAPI document. */
  readonly summary: string;
  /** Which repositories (or whose plan) the request is about. Throws Fault `not-found` where there is no such thing. */
  subject?(
    request: RouteRequest<PathParams<P>, Static<Q>, Static<B>, WhoOf<A>>,
    services: Services,
  ): Subject | Promise<Subject>;
  /** Query parameters; numbers and booleans are converted, unknown ones ignored. */
  readonly query?: Q;
  /** The JSON body; without a schema the route takes none. */
  readonly body?: B;
  /** The body is form-encoded, not JSON: back-channel logout, whose form a specification sets. */
  readonly form?: boolean;
  /** What is answered; without a schema the answer is empty, 204. */
  readonly reply?: R;
  /** Status of the answer where it is not 200 (or 204). */
  readonly status?: 201 | 202;
  /** `no-store` unless said otherwise; `revalidate` is `private, no-cache`, for answers with an ETag. */
  readonly cache?: "no-store" | "revalidate";
  /** Needs presence proved within five minutes, also where the policy does not ask for it of the action. */
  readonly stepUp?: boolean;
  /** Works while something is still to be done first: the password to be changed, a second factor to be set up. */
  readonly duringObligation?: boolean;
  /** A token that is limited to scopes may call it although it is about nothing that access decides. */
  readonly anyToken?: boolean;
  /** A public route that never looks at who is asking. */
  readonly anonymous?: boolean;
  /** May be called from DASHBOARD_ORIGINS. */
  readonly crossOrigin?: boolean;
  /** A browser may navigate to it: a download, a page. Others send navigations to the pages. */
  readonly navigable?: boolean;
  /**
   * Any site may cause the request, since that site learns nothing by it: a page without data, a picture that says "signed
   * in", a badge, which is as large whatever it says.
   */
  readonly anySite?: boolean;
  /** A token of the scope `badge` may stand in the address (`?token=`), for pictures, which send no header. */
  readonly tokenInAddress?: boolean;
  /** The token may come in `X-Api-Key`, as programs send it that take us for Healthchecks. */
  readonly keyHeader?: boolean;
  /** With or without the slash at the end of the path. */
  readonly anyEnding?: boolean;
  /** Stands for the problem where something is refused or fails, for those who can show nothing else; its status is 200. */
  refusal?(fault: Fault, context: Context): Raw;
  handler(
    request: RouteRequest<PathParams<P>, Static<Q>, Static<B>, WhoOf<A>>,
    services: Services,
  ): Answer<Static<R>> | Promise<Answer<Static<R>>>;
}

/** Any route, its types forgotten. */
export type Route = RouteDeclaration<RouteAction, string, TSchema, TSchema, TSchema>;

/**
 * Declares a route. It does not compile without an action; a public one says `action: "public"`.
 * A handler makes one call into the folder of its noun and presents the answer.
 */
export function defineRoute<
  const A extends RouteAction,
  const P extends `/${string}`,
  Q extends TSchema = TUnknown,
  B extends TSchema = TUnknown,
  R extends TSchema = TVoid,
>(declaration: RouteDeclaration<A, P, Q, B, R>): Route {
  return declaration as unknown as Route;
}
