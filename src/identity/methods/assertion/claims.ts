// What a checked assertion says about whom it names.
import type { JWTHeaderParameters, JWTPayload } from "jose";
import type { PresetAssertion } from "../../../../schemas/proxy-presets.ts";
import { Fault } from "../../../fault.ts";
import { isUsername, proxySubject } from "../../names.ts";
import { plainText } from "../header-text.ts";
import type { ProxyClaim } from "../proxy-claim.ts";
import { groupsDecide, type ProxyRoleRules, roleOfGroups } from "../proxy-roles.ts";

/** What a proxy's assertions must be. */
export interface AssertionRules
  extends Pick<
    PresetAssertion,
    "header" | "scheme" | "algorithms" | "kind" | "mustBe" | "usernameClaims" | "groupsClaims" | "emails"
  > {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}

/** Seconds that clocks may differ. */
export const clockToleranceSeconds = 30;
/** Longest `sub` (OpenID Connect Core 1.0, 2). */
const maxSubjectLength = 255;

/** The fault for an assertion that does not hold. `why` completes "The assertion is refused: …". */
export function refusedAssertion(header: string, why: string, cause?: unknown): Fault {
  const detail = `The assertion in the header ${header} is refused: ${why}.`;
  return new Fault("invalid-assertion", detail, cause === undefined ? {} : { cause });
}

/** Throws Fault `invalid-assertion` for a token whose signature is right but that is none for this purpose. */
export function requireKind(
  rules: AssertionRules,
  header: JWTHeaderParameters,
  payload: JWTPayload,
  nowMs: number,
): void {
  const refuse = (why: string) => {
    throw refusedAssertion(rules.header, why);
  };
  // Explicit types are for other purposes: at+jwt (RFC 9068) gives access, logout+jwt ends sessions.
  if (header.typ !== undefined && header.typ.toUpperCase() !== "JWT") refuse("it is a token of another type");
  if (payload["events"] !== undefined) refuse("it reports an event, such as a sign-out");
  if ((payload.iat ?? 0) > nowMs / 1000 + clockToleranceSeconds)
    refuse("it was issued in the future (or the clocks differ)");
  const { mustBe } = rules;
  if (mustBe !== null && payload[mustBe.claim] !== mustBe.value)
    refuse(`its claim ${mustBe.claim} is not ${mustBe.value}`);
  if (rules.kind === "id-token" && !isIdToken(payload, rules.audience)) {
    refuse("it is no ID token for PROXY_AUTH_JWT_AUDIENCE, but an access token or one for another client");
  }
}

/** `azp`: OpenID Connect Core 1.0, 2. `typ` is Keycloak's, `token_use` Cognito's way to tell ID from access tokens. */
function isIdToken(payload: JWTPayload, clientId: string): boolean {
  const { azp = clientId, typ = "ID", token_use: use = "id" } = payload as Readonly<Record<string, unknown>>;
  return azp === clientId && typ === "ID" && use === "id";
}

/** Whom a token names. Throws Fault `invalid-assertion` where that is no person, as with a service token. */
export function claimOfToken(
  rules: AssertionRules & { readonly roles: ProxyRoleRules },
  payload: JWTPayload,
): ProxyClaim {
  const sub: unknown = payload.sub; // jose asks only that it is there
  if (typeof sub !== "string" || sub === "" || sub.length > maxSubjectLength || /\p{Cc}/u.test(sub)) {
    throw refusedAssertion(
      rules.header,
      "it names no subject, as that of a service does; a program signs in with a token of Borgdeck",
    );
  }
  const username = usernameOf(rules, payload);
  if (username === null) {
    throw refusedAssertion(rules.header, `none of its claims (${rules.usernameClaims.join(", ")}) is a user's name`);
  }
  return {
    method: "assertion",
    // A comma is in no name that a plain header can carry, so that none of those can be taken for this.
    subject: `${rules.issuer},${sub}`,
    username,
    adminNames: [sub, ...verifiedEmail(rules, payload)].map(proxySubject),
    displayName: textOf(payload["name"], 200),
    email: textOf(payload["email"], 320),
    roles: groupsDecide(rules.roles) ? { role: roleOfGroups(groupsOf(rules, payload), rules.roles) } : {},
  };
}

/** The address, where the proxy or its provider has checked that it is the user's. */
function verifiedEmail({ emails }: AssertionRules, payload: JWTPayload): string[] {
  const { email, email_verified: verified } = payload as Readonly<Record<string, unknown>>;
  if (typeof email !== "string" || email === "" || verified === false) return [];
  const counts = emails === "verified" || (emails === "as-claimed" && verified === true);
  return counts ? [email] : [];
}

function usernameOf({ usernameClaims }: AssertionRules, payload: JWTPayload): string | null {
  for (const claim of usernameClaims) {
    // An address that nobody has checked could be somebody else's.
    if (claim === "email" && payload["email_verified"] === false) continue;
    const name = payload[claim];
    const username = typeof name === "string" ? proxySubject(name) : "";
    if (isUsername(username)) return username;
  }
  return null;
}

/** A list of names, or a single one; never a text to be split, since a name may hold any character. */
function groupsOf({ groupsClaims }: AssertionRules, payload: JWTPayload): string[] {
  return groupsClaims.flatMap((path) => {
    const found = path.split(".").reduce<unknown>(memberOf, payload);
    return (Array.isArray(found) ? found : [found]).filter((group) => typeof group === "string");
  });
}

function memberOf(from: unknown, name: string): unknown {
  return typeof from === "object" && from !== null && Object.hasOwn(from, name)
    ? from[name as keyof typeof from]
    : undefined;
}

function textOf(value: unknown, maxLength: number): string | null {
  return typeof value === "string" ? plainText(value, maxLength) : null;
}
