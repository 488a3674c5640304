// The browser's session: koa-session over identity's store. The cookie holds a random id and nothing else.
import type Koa from "koa";
import type { Context, Middleware } from "koa";
import { createSession } from "koa-session";
import type { SessionData } from "../../../schemas/sessions.ts";
import { Fault, isFault } from "../../fault.ts";
import type { IdentityService } from "../../identity/open-identity.ts";
import { type SessionBasis, stillHolds } from "../../identity/session-basis.ts";
import { maxLifetimeMs, storedSessionId } from "../../identity/sessions.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import type { AuditService } from "../services.ts";
import type { NewSession, RequestState, SessionHandle } from "../state.ts";

export interface SessionMiddlewareDependencies {
  readonly app: Koa;
  readonly identity: Pick<IdentityService, "sessions" | "proxySubject" | "accounts">;
  readonly audit: Pick<AuditService, "record">;
  readonly clock: Clock;
  /** Whether PUBLIC_BASE_URL is https. Over plain http browsers drop a cookie that is Secure or named __Host-. */
  readonly secure: boolean;
}

/** What koa-session puts on a context; it does not type it. */
type KoaSession = Partial<SessionData> & {
  readonly externalKey?: string;
  regenerate(): Promise<void>;
};
/** What koa-session's store needs to know of a session that begins: it is told nothing of it. */
interface Beginning {
  readonly basis: SessionBasis;
  readonly replaces: string | undefined;
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
  const beginning = new WeakMap<Context, Beginning>();
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

function createStore(sessions: IdentityService["sessions"], beginning: WeakMap<Context, Beginning>) {
  const stateOf = (ctx: Context | undefined) => ctx?.state as RequestState;
  return {
    get: async (id: string, _maxAge: number, { ctx }: StoreOptions) =>
      // What a page asks for by itself is no sign of somebody being there.
      sessions.read(id, { touch: !stateOf(ctx).route.crossOrigin }),
    set: async (id: string, value: SessionData, _maxAge: number, { ctx }: StoreOptions) => {
      const data = dataOf(value);
      if (!data) return;
      const begun = ctx && beginning.get(ctx);
      if (!begun) return sessions.write(id, data);
      beginning.delete(ctx);
      await sessions.begin(id, data, stateOf(ctx).client, begun);
    },
    // A session that another takes the place of ends once that is written, so that it can be asked whether it lives still.
    destroy: async (id: string, options?: StoreOptions) => {
      if (!options?.ctx || !beginning.has(options.ctx)) await sessions.end(id);
    },
  };
}

function createHandle(
  ctx: SessionContext,
  beginning: WeakMap<Context, Beginning>,
  { identity, audit, clock }: SessionMiddlewareDependencies,
): SessionHandle {
  const { sessions, accounts } = identity;
  const since = sessions.mark();

  const requireBrowser = () => {
    if ((ctx.state as RequestState).ambient) return;
    throw new Fault("wrong-host", "A browser is signed in under an expected host name only.");
  };

  const begin = async (wanted: NewSession, basis: SessionBasis) => {
    requireBrowser();
    const { client } = ctx.state as RequestState;
    const proxySubject = await identity.proxySubject({ client, headers: ctx.req.headersDistinct });
    const now = isoTime(clock.now());
    const held = sessionOf(ctx);
    // A session that goes on under a new id, as after a change of the password, still belongs to the provider's.
    const goesOn = held?.data.userId === wanted.userId && held.data.method === wanted.method;
    const oidc = goesOn ? held.data.oidc : null;
    // Asked here too: then nothing was touched of what the browser has.
    if (!sessions.stands(wanted.userId, basis)) throw signedOutMeanwhile();
    ctx.session = { kind: "browser", authenticatedAt: now, provedAt: now, oidc, ...wanted, proxySubject };
    beginning.set(ctx, { basis, replaces: held?.storedId });
    try {
      await (ctx.session as unknown as KoaSession).regenerate();
    } catch (error) {
      ctx.session = null;
      if (held) await sessions.endStored(held.storedId);
      throw error;
    }
    (ctx.state as RequestState).began = wanted;
  };

  /** Under a new id, what is held goes on; where nothing is, something new begins. */
  const goOn = (wanted: NewSession) => {
    const held = sessionOf(ctx);
    const holds = () => accounts.get(wanted.userId)?.active ?? false;
    return begin(wanted, { ...(held && { continues: held.storedId }), holds });
  };

  return {
    since,
    requireBrowser,
    async begin(wanted, proved) {
      const holds = () => stillHolds(proved.user, accounts.get(wanted.userId), wanted.method);
      await begin(wanted, { since: proved.since ?? since, holds }).catch(async (error: unknown) => {
        if (isFault(error, "not-signed-in")) {
          const detail = "the account was changed meanwhile, or its sessions were ended";
          const { client } = ctx.state as RequestState;
          const denied = { event: "session.sign-in", outcome: "denied", actor: null, target: wanted.userId } as const;
          await audit.record({ ...denied, ...client, detail });
        }
        throw error;
      });
    },
    async renew(wanted) {
      if (sessionOf(ctx) === null) throw signedOutMeanwhile();
      await goOn(wanted);
    },
    async prove({ user, method, assurance }, change = {}) {
      const held = sessionOf(ctx);
      const provedAt = isoTime(clock.now());
      const data = held?.data.kind === "browser" && held.data.userId === user.id ? held.data : null;
      if (data) await goOn({ ...data, provedAt, ...change });
      else await goOn({ userId: user.id, kind: "presence", method, assurance, provedAt });
    },
    async end() {
      ctx.session = null;
    },
  };
}

function signedOutMeanwhile(): Fault {
  return new Fault("not-signed-in", "You have been signed out meanwhile, or your account was changed. Sign in again.");
}

/** A program has no browser to sign in; signing out ends the session that its signed token rests on. */
function createTokenHandle(
  identity: RequestState["identity"],
  { identity: { sessions } }: SessionMiddlewareDependencies,
): SessionHandle {
  const requireBrowser = () => {
    throw new Fault("not-allowed", "A token cannot sign a browser in. Leave the header Authorization out.");
  };
  const refuse = async () => requireBrowser();
  return {
    since: sessions.mark(),
    requireBrowser,
    begin: refuse,
    renew: refuse,
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
