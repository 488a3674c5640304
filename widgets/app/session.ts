// Who is signed in, and what becomes of it: signing in, out, the forced password change, and losing the session meanwhile.
import type { MethodsReply, SessionReply, SignInReply } from "../../schemas/sessions.ts";
import { type Api, ApiError } from "../shared/api.ts";

/** `lost`: the session ended while a page was open; the page stays, and who it was is still known. */
export type SessionState =
  | { readonly phase: "loading" }
  | { readonly phase: "signed-out"; readonly methods: MethodsReply }
  | { readonly phase: "signed-in"; readonly session: SessionReply }
  | { readonly phase: "lost"; readonly session: SessionReply; readonly methods: MethodsReply }
  | { readonly phase: "failed"; readonly error: unknown };

export interface SessionStore {
  state(): SessionState;
  subscribe(listener: (state: SessionState) => void): () => void;
  /** Asks the service who one is. */
  load(): Promise<void>;
  /** Throws ApiError `wrong-credentials` or `too-many-requests`. */
  signIn(username: string, password: string): Promise<void>;
  changePassword(currentPassword: string, newPassword: string): Promise<void>;
  /** Resolves with the address to go to afterwards, or null. */
  signOut(): Promise<string | null>;
  /** The service answered 401 to a page. */
  lose(): void;
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
  const lose = async () => {
    if (state.phase !== "signed-in" || losing) return;
    losing = true;
    const { session } = state;
    const offered = await methods();
    losing = false;
    set({ phase: "lost", session, methods: offered });
  };

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    load,
    async signIn(username, password) {
      const reply = await api.send<SignInReply>("POST", "/api/session", { username, password });
      if ("session" in reply) set({ phase: "signed-in", session: reply.session });
    },
    async changePassword(currentPassword, newPassword) {
      await api.send("PUT", "/api/account/password", { currentPassword, newPassword });
      await load();
    },
    async signOut() {
      const reply = await api.send<{ signOutUrl?: string | null } | null>("DELETE", "/api/session");
      set({ phase: "signed-out", methods: await methods() });
      return reply?.signOutUrl ?? null;
    },
    lose: () => void lose(),
  };
}
