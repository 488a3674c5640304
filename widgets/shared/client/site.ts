// Whether the browser takes this page and the service for one site, and so lets a sign-in travel from one to the other. Loaded
// by the data client where somebody is signed out.

/** What to know where it does not; English, for languages that have no words of their own for it. */
export const otherSiteEn =
  "Still signed out after that? To the browser this page and the service are two sites: a sign-in at one does not reach the other. Give them one name and two paths, or two names below one domain, such as dash.home.lan and borg.home.lan.";

const known = new Map<string, boolean>();

/**
 * Whether the browser takes the service at `base` for another site than the page. It knows which names belong together by a list of public
 * suffixes, which no script can read; but it refuses a cookie for all names below one. False where nothing can be told.
 */
export function isOtherSite(base: string): boolean {
  if (!known.has(base)) known.set(base, isApart(base));
  return known.get(base) ?? false;
}

function isApart(base: string): boolean {
  try {
    // Of a frame, the site of the page around it all counts. Not every browser tells it.
    const above = location.ancestorOrigins as DOMStringList | undefined;
    const { hostname } = new URL([location.href, ...(above ?? [])].at(-1) ?? "");
    let domain = new URL(base).hostname;
    if (!hostname || hostname === domain) return false;
    // What both end with, label by label: `home.lan` of `dash.home.lan` and `borg.home.lan`.
    while (domain.includes(".") && !`.${hostname}`.endsWith(`.${domain}`)) domain = domain.replace(/.*?\./, "");
    return !takesCookieFor(domain);
  } catch {
    return false; // a sandboxed frame knows neither what is around it nor cookies
  }
}

function takesCookieFor(domain: string): boolean {
  const cookie = `borgdeck-site=1;domain=${domain};max-age=`;
  // biome-ignore-start lint/suspicious/noDocumentCookie: the other way does not exist on http
  document.cookie = `${cookie}9`;
  const isTaken = document.cookie.includes("borgdeck-site=1");
  document.cookie = `${cookie}0`;
  // biome-ignore-end lint/suspicious/noDocumentCookie: as above
  return isTaken;
}
