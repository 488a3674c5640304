// What a trusted proxy says about who is asking, however it says it.
import type { AllRepositoriesRole, GlobalRole } from "../../../schemas/access.ts";

/** Headers as Node's `headersDistinct`: lower-case name → each value that was sent. */
export type DistinctHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** Whom the proxy names. */
export interface ProxyClaim {
  /** `assertion`: a signature says so; `header`: only that the proxy is where it should be. */
  readonly method: "header" | "assertion";
  readonly subject: string;
  readonly username: string;
  readonly displayName: string | null;
  readonly email: string | null;
  /**
   * The roles that follow from this request, where the configuration takes roles from the proxy; undefined where it does
   * not, and then those set by administrators hold.
   */
  readonly roles: { readonly role: GlobalRole; readonly allRepositoriesRole: AllRepositoriesRole } | undefined;
}

/** A way of being told by a proxy. */
export interface ProxyMethod {
  /**
   * Null where nobody is named.
   * Throws Fault `untrusted-peer` (not a trusted proxy, without its secret, a signature that does not hold) or `invalid-request`.
   */
  read(peer: string | null, headers: DistinctHeaders): ProxyClaim | null | Promise<ProxyClaim | null>;
}
