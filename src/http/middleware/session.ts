// The browser's session: koa-session over identity's store. The cookie holds a random id and nothing else.
import type Koa from "koa";
import type { Context, Middleware } from "koa";
import { createSession } from "koa-session";
import type { SessionData } from "../../../schemas/sessions.ts";
import { Fault } from "../../fault.ts";
import type { IdentityService } from "../../identity/open-identity.ts";
import { maxLifetimeMs, storedSessionId } from "../../identity/sessions.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import type { RequestState, SessionHandle } from "../state.ts";

export interface SessionMiddlewareDependencies {
  readonly app: Koa;
  readonly identity: Pick<IdentityService, "sessions" | "proxySubject">;
  readonly clock: Clock;
  /** Whether PUBLIC_BASE_URL is https. Over plain http browsers drop a cookie that is Secure or named __Host-. */
  readonly secure: boolean;
}

/** What koa-session puts on a context; it does not type it. */
type KoaSession = Partial<SessionData> & {
  readonly externalKey?: string;
  regenerate(): Promise<void>;
};
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
  const beginning = new WeakSet<Context>();
  const session = createSession(
    {
      key: cookieName(secure),
      maxAge: maxLifetimeMs,
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
    ctx.state.session = ctx.state.byToken
      ? createTokenHandle(ctx.state.identity, dependencies)
      : createHandle(ctx as unknown as SessionContext, beginning, dependencies);
    if (ctx.state.byToken) return next(); // no cookie is read, and none is set
    await session(ctx, next);
  };
}

/** The session of the request's cookie; null where it has none that is alive. */
export function sessionOf(ctx: unknown): { readonly storedId: string; readonly data: SessionData } | null {
  const session = (ctx as { session?: KoaSession | null }).session;
  const data = session && dataOf(session);
  return data && session.externalKey ? { storedId: storedSessionId(session.externalKey), data } : null;
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
      const data = dataOf(value);
      if (!data) return;
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
  const handle: SessionHandle = {
    async begin(wanted) {
      const { client, ambient } = ctx.state as RequestState;
      if (!ambient) throw new Fault("wrong-host", "A browser is signed in under an expected host name only.");
      const proxySubject = await identity.proxySubject({ client, headers: ctx.req.headersDistinct });
      const now = isoTime(clock.now());
      const held = sessionOf(ctx)?.data;
      // A session that goes on under a new id, as after a change of the password, still belongs to the provider's.
      const oidc = held?.userId === wanted.userId && held.method === wanted.method ? held.oidc : null;
      ctx.session = { kind: "browser", authenticatedAt: now, provedAt: now, oidc, ...wanted, proxySubject };
      beginning.add(ctx);
      await (ctx.session as unknown as KoaSession).regenerate();
      (ctx.state as RequestState).began = wanted;
    },
    async prove({ user, method, assurance }, change = {}) {
      const held = sessionOf(ctx);
      // Signed out while the proof was on its way: it must not bring the session back.
      if (held && !identity.sessions.list(user.id).some(({ id }) => id === held.storedId)) {
        throw new Fault("not-signed-in", "You have been signed out meanwhile. Sign in again.");
      }
      const provedAt = isoTime(clock.now());
      const data = held?.data.kind === "browser" && held.data.userId === user.id ? held.data : null;
      if (data) await handle.begin({ ...data, provedAt, ...change });
      else await handle.begin({ userId: user.id, kind: "presence", method, assurance, provedAt });
    },
    async end() {
      ctx.session = null;
    },
  };
  return handle;
}

/** A program has no browser to sign in; signing out ends the session that its signed token rests on. */
function createTokenHandle(
  identity: RequestState["identity"],
  { identity: { sessions } }: SessionMiddlewareDependencies,
): SessionHandle {
  const refuse = async () => {
    throw new Fault("not-allowed", "A token cannot sign a browser in. Leave the header Authorization out.");
  };
  return {
    begin: refuse,
    prove: refuse,
    end: () => sessions.endStored(identity?.sessionId ?? ""),
  };
}

/** What of a koa-session is ours; null where nobody is signed in. */
function dataOf(session: Partial<SessionData>): SessionData | null {
  const {
    userId,
    kind,
    method,
    assurance,
    authenticatedAt,
    provedAt = null,
    proxySubject = null,
    oidc = null,
  } = session;
  if (!userId || !kind || !method || !assurance || !authenticatedAt) return null;
  return { userId, kind, method, assurance, authenticatedAt, provedAt, proxySubject, oidc };
}
