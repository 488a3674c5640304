// Who is signed in, and what becomes of it: the ways in and out, proofs of presence, and losing the session meanwhile.
import type { OidcLinkedReply, OidcLinkRequest } from "../../schemas/oidc.ts";
import type {
  MethodsReply,
  SessionReply,
  SignInReply,
  SignOutReply,
  StepUpReply,
  StepUpRequest,
} from "../../schemas/sessions.ts";
import { type Api, ApiError } from "../shared/client/api.ts";
import { usePasskey } from "./passkeys.ts";

/** `lost`: the session ended while a page was open; the page stays, and who it was is still known. */
export type SessionState =
  | { readonly phase: "loading" }
  | { readonly phase: "signed-out"; readonly methods: MethodsReply }
  | { readonly phase: "signed-in"; readonly session: SessionReply }
  | { readonly phase: "lost"; readonly session: SessionReply; readonly methods: MethodsReply }
  | { readonly phase: "failed"; readonly error: unknown };

/** Whether one is in, or which step is still due. */
export type Progress = "signed-in" | "second-step";

export interface SessionStore {
  state(): SessionState;
  subscribe(listener: (state: SessionState) => void): () => void;
  /** Asks the service who one is. */
  load(): Promise<void>;
  /** Throws ApiError `wrong-credentials` or `too-many-requests`. */
  signIn(username: string, password: string): Promise<Progress>;
  /** The second step, by a code of the authenticator app or a recovery code. */
  finish(kind: "totp" | "recovery", code: string): Promise<void>;
  /** By a passkey, chosen in the browser's dialog. */
  signInWithPasskey(): Promise<void>;
  /**
   * By a passkey from what the browser fills in, which waits until somebody chooses one. `chosen` is called then: what fails
   * before that was nobody's wish.
   */
  signInByAutofill(chosen: () => void): Promise<void>;
  /** Links the local account that has the name of the provider's user. Resolves with where one wanted to go. */
  link(proof: OidcLinkRequest): Promise<string>;
  changePassword(currentPassword: string, newPassword: string): Promise<void>;
  /** Proves that one is here now. */
  prove(proof: StepUpRequest): Promise<void>;
  /** The same by a passkey. */
  proveWithPasskey(): Promise<void>;
  /** Resolves with the address to go to afterwards, or null. */
  signOut(): Promise<string | null>;
  /** The service answered 401 to a page. */
  lose(): void;
  /** After that: looks whether one is signed in again, by another tab or the proxy. Nothing changes otherwise. */
  recover(): Promise<void>;
}

const passwordOnly: MethodsReply = {
  password: true,
  passkey: false,
  oidc: null,
  header: false,
  signedIn: false,
  banner: null,
};

/** Creates the store over the api of this service. */
export function createSessionStore(api: Api): SessionStore {
  const listeners = new Set<(state: SessionState) => void>();
  let state: SessionState = { phase: "loading" };
  let losing = false;
  let leaving = false;

  const set = (next: SessionState) => {
    state = next;
    for (const listener of listeners) listener(state);
  };
  const methods = () => api.get<MethodsReply>("/api/auth/methods").catch(() => passwordOnly);
  const load = async () => {
    try {
      set({ phase: "signed-in", session: await api.get<SessionReply>("/api/session") });
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) set({ phase: "signed-out", methods: await methods() });
      else set({ phase: "failed", error });
    }
  };
  const current = () => api.get<SessionReply>("/api/session").catch(() => null);
  const lose = async () => {
    if (state.phase !== "signed-in" || losing) return;
    losing = true;
    const offered = await methods();
    // The request that was refused may have left before an answer brought the cookie of a renewed session.
    const renewed = await current();
    losing = false;
    if (state.phase !== "signed-in" || leaving) return;
    set(
      renewed ? { phase: "signed-in", session: renewed } : { phase: "lost", session: state.session, methods: offered },
    );
  };
  const settle = (reply: SignInReply): Progress => {
    if ("challenge" in reply) return "second-step";
    set({ phase: "signed-in", session: reply.session });
    return "signed-in";
  };
  const passkeyOptions = () => api.send<Record<string, unknown>>("POST", "/api/auth/passkey/options");
  const prove = async (proof: StepUpRequest) => {
    const { until } = await api.send<StepUpReply>("POST", "/api/session/step-up", proof);
    if (state.phase !== "signed-in") return;
    const { session } = state;
    set({ phase: "signed-in", session: { ...session, stepUp: { ...session.stepUp, until } } });
  };

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    load,
    async signIn(username, password) {
      return settle(await api.send<SignInReply>("POST", "/api/session", { username, password }));
    },
    async finish(kind, code) {
      settle(await api.send<SignInReply>("POST", `/api/session/${kind}`, { code }));
    },
    async signInWithPasskey() {
      const proof = await usePasskey(await passkeyOptions());
      settle(await api.send<SignInReply>("POST", "/api/auth/passkey", proof));
    },
    async signInByAutofill(chosen) {
      const proof = await usePasskey(await passkeyOptions(), { autofill: true });
      chosen();
      settle(await api.send<SignInReply>("POST", "/api/auth/passkey", proof));
    },
    async link(proof) {
      const { session, returnTo } = await api.send<OidcLinkedReply>("POST", "/api/auth/oidc/link", proof);
      settle({ session });
      return returnTo;
    },
    async changePassword(currentPassword, newPassword) {
      await api.send("PUT", "/api/account/password", { currentPassword, newPassword });
      await load();
    },
    prove,
    async proveWithPasskey() {
      const options = await api.send<Record<string, unknown>>("POST", "/api/session/step-up/passkey-options");
      await prove({ passkey: await usePasskey(options) });
    },
    async signOut() {
      leaving = true;
      try {
        const reply = await api.send<SignOutReply | undefined>("DELETE", "/api/session").catch(nobodyLeft);
        set({ phase: "signed-out", methods: await methods() });
        return reply?.signOutUrl ?? null;
      } finally {
        leaving = false;
      }
    },
    lose: () => void lose(),
    async recover() {
      const session = await current();
      if (session && state.phase === "lost") set({ phase: "signed-in", session });
    },
  };
}

/** Whose session has ended already is signed out. */
function nobodyLeft(error: unknown): undefined {
  if (!(error instanceof ApiError && error.status === 401)) throw error;
}
