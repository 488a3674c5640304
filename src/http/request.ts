// A request as handlers get it; what few of them need is worked out when it is asked for.
import type { Context } from "koa";
import type { Caller } from "../access/caller.ts";
import { Fault } from "../fault.ts";
import type { Client, Identity } from "../identity/identity.ts";
import { revisionOf } from "./read/if-match.ts";
import type { RouteRequest } from "./route.ts";
import type { Actor, Viewer } from "./services.ts";
import type { PendingHandle, RequestState, SessionHandle } from "./state.ts";
import { viewerOf } from "./viewer.ts";

/** What was read and validated of the request. */
export interface RequestInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Makes the request of a handler from Koa's context and what was read of it. */
export function createRequest(context: Context, input: RequestInput): RouteRequest {
  return new KoaRequest(context, input);
}

class KoaRequest implements RouteRequest {
  readonly context: Context;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly #state: RequestState;
  #signal: AbortSignal | undefined;

  constructor(context: Context, { params, query, body }: RequestInput) {
    this.context = context;
    this.params = params;
    this.query = query;
    this.body = body;
    this.#state = context.state as RequestState;
  }

  get identity(): Identity | null {
    return this.#state.identity;
  }

  get caller(): Caller | null {
    return this.#state.caller;
  }

  get readElsewhere(): boolean {
    return this.#state.readElsewhere;
  }

  get client(): Client {
    return this.#state.client;
  }

  get session(): SessionHandle {
    return this.#state.session;
  }

  get pending(): PendingHandle {
    return this.#state.pending;
  }

  get viewer(): Viewer {
    const { caller, readElsewhere } = this.#state;
    return viewerOf(caller ?? notSignedIn(), { readElsewhere });
  }

  get actor(): Actor {
    const { user } = this.#state.identity ?? notSignedIn();
    return { userId: user.id, username: user.username, ...this.#state.client };
  }

  get ifRevision(): number | undefined {
    return revisionOf(this.context.req.headers["if-match"]);
  }

  get signal(): AbortSignal {
    this.#signal ??= goneSignal(this.context);
    return this.#signal;
  }
}

function goneSignal({ res }: Context): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(new Fault("stopping", "The client has gone."));
  if (res.destroyed) abort();
  else res.once("close", () => res.writableFinished || abort());
  return controller.signal;
}

function notSignedIn(): never {
  throw new Fault("not-signed-in", "Sign in first.");
}
