// What a trusted proxy says about who is asking, however it says it.
import type { UserRecord } from "../../../schemas/users.ts";

/** Headers as Node's `headersDistinct`: lower-case name → each value that was sent. */
export type DistinctHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** Whom the proxy names. */
export interface ProxyClaim {
  /** `assertion`: a signature says so; `header`: only that the proxy is where it should be. */
  readonly method: "header" | "assertion";
  /** What the user is known by: the name of the header, or issuer and subject of the assertion. */
  readonly subject: string;
  readonly username: string;
  /** What PROXY_AUTH_INITIAL_ADMIN may say to mean this user: nothing that users can choose for themselves. */
  readonly adminNames: readonly string[];
  readonly displayName: string | null;
  readonly email: string | null;
  /**
   * The roles that follow from this request, as far as the configuration takes roles from the proxy; where it does not,
   * those set by administrators hold.
   */
  readonly roles: Partial<Pick<UserRecord, "role" | "allRepositoriesRole">>;
}

/** A way of being told by a proxy. */
export interface ProxyMethod {
  /**
   * Null where nobody is named.
   * Throws Fault `untrusted-peer` (not a trusted proxy, or without its secret), `invalid-request`, `invalid-assertion`, or
   * `keys-unavailable` where an assertion cannot be checked.
   */
  read(peer: string | null, headers: DistinctHeaders): ProxyClaim | null | Promise<ProxyClaim | null>;
}
