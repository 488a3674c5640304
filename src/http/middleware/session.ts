// The browser's session: koa-session over identity's store. The cookie holds a random id and nothing else.
import type Koa from "koa";
import type { Context, Middleware } from "koa";
import { createSession } from "koa-session";
import { Fault } from "../../fault.ts";
import type { IdentityService } from "../../identity/open-identity.ts";
import { absoluteMs, type SessionData, storedSessionId } from "../../identity/sessions.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import type { RequestState, SessionHandle } from "../state.ts";

export interface SessionMiddlewareDependencies {
  readonly app: Koa;
  readonly identity: Pick<IdentityService, "sessions" | "doors" | "proxySubject">;
  readonly clock: Clock;
  /** Whether PUBLIC_BASE_URL is https. Over plain http browsers drop a cookie that is Secure or named __Host-. */
  readonly secure: boolean;
}

/** What koa-session puts on a context; it does not type it. */
interface KoaSession extends Partial<SessionData> {
  readonly externalKey?: string;
  regenerate(): Promise<void>;
}
type SessionContext = Context & { session: KoaSession | SessionData | null };

/** Name of the cookie. */
export function cookieName(secure: boolean): string {
  return secure ? "__Host-borgdeck" : "borgdeck";
}

/**
 * Creates the middleware. Nothing is stored for visitors who do not sign in, and nothing is saved again while a request
 * runs: a slow one cannot bring back a session that was ended meanwhile.
 */
export function createSessionMiddleware(dependencies: SessionMiddlewareDependencies): Middleware<RequestState> {
  const { app, identity, secure } = dependencies;
  if (!identity.doors.password) return withoutSessions;
  const beginning = new WeakSet<Context>();
  const session = createSession(
    {
      key: cookieName(secure),
      maxAge: absoluteMs,
      httpOnly: true,
      secure,
      sameSite: "lax",
      signed: false, // the id is 256 random bits; a signature over it costs more than the rest of a request and adds nothing
      genid: () => identity.sessions.newId(),
      store: createStore(identity.sessions, beginning),
    },
    app,
  );
  return async function withSession(ctx, next) {
    // Koa asks the socket, which knows nothing of the proxy's TLS.
    ctx.cookies.secure = secure;
    ctx.state.session = createHandle(ctx as unknown as SessionContext, beginning, dependencies);
    await session(ctx, next);
  };
}

/** The session of the request's cookie; null where it has none that is alive. */
export function sessionOf(ctx: unknown): { readonly storedId: string; readonly data: SessionData } | null {
  const session = (ctx as { session?: KoaSession | null }).session;
  if (!session?.externalKey || !session.userId || !session.authenticatedAt) return null;
  const { userId, authenticatedAt, proxySubject = null } = session;
  return { storedId: storedSessionId(session.externalKey), data: { userId, authenticatedAt, proxySubject } };
}

/** koa-session hands the context to its store; its types call it optional. */
interface StoreOptions {
  readonly ctx?: Context;
}

function createStore(sessions: IdentityService["sessions"], beginning: WeakSet<Context>) {
  const stateOf = (ctx: Context | undefined) => ctx?.state as RequestState;
  return {
    get: async (id: string, _maxAge: number, { ctx }: StoreOptions) =>
      // What a page asks for by itself is no sign of somebody being there.
      sessions.read(id, { touch: !stateOf(ctx).route.crossOrigin }),
    set: async (id: string, value: SessionData, _maxAge: number, { ctx }: StoreOptions) => {
      const { userId, authenticatedAt, proxySubject } = value;
      const data = { userId, authenticatedAt, proxySubject };
      if (!ctx || !beginning.delete(ctx)) return sessions.write(id, data);
      await sessions.begin(id, data, stateOf(ctx).client);
    },
    destroy: (id: string) => sessions.end(id),
  };
}

function createHandle(
  ctx: SessionContext,
  beginning: WeakSet<Context>,
  { identity, clock }: SessionMiddlewareDependencies,
): SessionHandle {
  return {
    async begin(userId) {
      const { client } = ctx.state as RequestState;
      const proxySubject = await identity.proxySubject({ client, headers: ctx.req.headersDistinct });
      ctx.session = { userId, authenticatedAt: isoTime(clock.now()), proxySubject };
      beginning.add(ctx);
      await (ctx.session as unknown as KoaSession).regenerate();
    },
    async end() {
      ctx.session = null;
    },
  };
}

/** Where only the proxy signs people in, a cookie means nothing and is not even read. */
const withoutSessions: Middleware<RequestState> = (ctx, next) => {
  ctx.state.session = {
    begin: async () => {
      throw new Fault("not-found", "Signing in with a password is not offered here.");
    },
    end: async () => {
      // There is nothing to end: the proxy keeps its own.
    },
  };
  return next();
};
