// What went wrong on the way back from a provider: the codes that the address carries, in words.

import type { OidcProblem } from "../../../../schemas/oidc.ts";

export interface SignInProblem {
  readonly title: string;
  readonly text: string;
  /** Nothing failed: somebody else has to do something first. */
  readonly waits?: true;
}

const problems: Readonly<Record<OidcProblem, SignInProblem>> = {
  "oidc-denied": {
    title: "The provider let nobody in",
    text: "The sign-in was cancelled there, or the provider does not let you use Borgdeck.",
  },
  "oidc-failed": {
    title: "Single sign-on did not work",
    text: "Try again. If it stays so, an administrator finds the reason in the audit journal.",
  },
  "oidc-expired": {
    title: "That took too long",
    text: "The sign-in was begun too long ago, in another browser, or it was finished already. Begin again.",
  },
  "oidc-no-account": {
    title: "You have no account here",
    text: "The provider knows you, and Borgdeck does not. Ask an administrator to let you in.",
  },
  "oidc-pending": {
    title: "Waiting for approval",
    text: "Your account is made, and an administrator has to approve it before you can come in. Ask one, then sign in again.",
    waits: true,
  },
  "oidc-inactive": {
    title: "Your account is switched off",
    text: "An administrator can activate it again.",
  },
  "oidc-link": {
    title: "The name is taken",
    text: "A local account has the name that the provider knows you by, and local accounts are switched off. An administrator has to sort that out.",
  },
  "oidc-taken": {
    title: "Not linked",
    text: "That account of the provider belongs to another user of Borgdeck, or yours is linked to another one already.",
  },
  "oidc-other-user": {
    title: "That was somebody else",
    text: "The provider named another user than the one who is signed in here, or did not ask again. Choose your own account there.",
  },
};

/** The words for the `problem` of an address; null where it has none. An unknown one is told in general. */
export function problemOf(query: URLSearchParams): SignInProblem | null {
  const code = query.get("problem");
  if (code === null) return null;
  return Object.hasOwn(problems, code) ? problems[code as OidcProblem] : problems["oidc-failed"];
}
