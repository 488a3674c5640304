// What every page gets: the service, who is signed in, and the shell's few services.
import type { SessionReply } from "../../schemas/sessions.ts";
import type { Api } from "../shared/client/api.ts";
import type { LiveSource } from "../shared/client/live.ts";

/** What is asked before something that cannot be undone. */
export interface Question {
  readonly title: string;
  /** What will happen, and what will not. */
  readonly text: string;
  /** The words on the button that does it. */
  readonly confirm: string;
  readonly danger?: boolean;
}

export interface App {
  /** Origin and base path of the service, without a trailing slash. */
  readonly server: string;
  /** Where a request needs a fresh proof of who one is, that is asked for, and then the request is done again. */
  readonly api: Api;
  readonly live: LiveSource;
  readonly session: SessionReply;
  /** The address of a path of these pages, for a link. */
  href(path: string): string;
  go(path: string, options?: { readonly replace?: boolean }): void;
  /** Holds the page: leaving asks first, until the returned function lets go. */
  guard(mayLeave: () => Promise<boolean>): () => void;
  /** Says it once, on screen and to a screen reader. */
  say(text: string): void;
  /** Says why a request failed; silent where the session ended, which is told already. */
  report(error: unknown): void;
  /** Asks before something that cannot be undone. Resolves to whether it was confirmed. */
  confirm(question: Question): Promise<boolean>;
  /** Signs out and leaves. */
  signOut(): Promise<void>;
  /** Reads the session anew, after something changed it. */
  reloadSession(): Promise<void>;
}
