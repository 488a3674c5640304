// How somebody signed in, in words.
import type { SessionReply, SignInMethod } from "../../../../schemas/sessions.ts";

export const methodNames: Readonly<Record<SignInMethod, string>> = {
  password: "Password",
  passkey: "Passkey",
  oidc: "Single sign-on",
  header: "Proxy",
  assertion: "Proxy, signed",
  token: "API token",
  bearer: "Signed token",
  none: "Nobody is asked",
};

/** The same as part of a sentence about a session. */
export function signedInWords({ method, assurance }: Pick<SessionReply, "method" | "assurance">): string {
  switch (method) {
    case "header":
      return "By the proxy in front of Borgdeck, with every request";
    case "assertion":
      return "By a signed assertion of the proxy, with every request";
    case "none":
      return "Nobody is asked who they are";
    case "password":
      return assurance === "two-factor" ? "With a password and a one-time code" : "With a password";
    case "passkey":
      return "With a passkey";
    default:
      return "With single sign-on";
  }
}
