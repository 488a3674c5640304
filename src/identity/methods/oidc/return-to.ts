// Where a browser goes after signing in: never off this origin, unless the configuration names where.

export interface ReturnRules {
  /** Our own path as browsers see it: "" or "/x". */
  readonly basePath: string;
  /** Other origins that may be returned to, exactly (OIDC_ALLOWED_RETURN_ORIGINS). */
  readonly origins: readonly string[];
}

/** Stands for our own origin while a path is read as a browser would read it. */
const self = "http://self.invalid";

/** The address to go to: a path of this origin as a browser would understand it, or one of the named origins; else our root. */
export function safeReturnTo(wanted: string | undefined, { basePath, origins }: ReturnRules): string {
  const home = `${basePath}/`;
  if (wanted === undefined || !URL.canParse(wanted, self)) return home;
  // Browsers drop tabs and newlines from an address and read a backslash as a slash (URL Standard, "basic URL parser").
  if (/[\p{Cc}\\]/u.test(wanted)) return home;
  const url = new URL(wanted, self);
  if (url.username !== "" || url.password !== "") return home;
  // blob: addresses have the origin of who made them.
  if (!/^https?:$/.test(url.protocol)) return home;
  if (url.origin !== self) return !wanted.startsWith("/") && origins.includes(url.origin) ? url.href : home;
  if (!wanted.startsWith("/") || url.pathname.startsWith("//")) return home;
  // No page lives there, and signing in must not lead back into signing in.
  if (url.pathname.startsWith(`${basePath}/api/`)) return home;
  return url.pathname + url.search + url.hash;
}
