// Whether the browser takes this page and the service for one site, and so lets a sign-in travel from one to the other. Part of the data
// client.

/**
 * Whether the browser takes the service at `base` for another site than the page. It knows which names belong together by a list of public
 * suffixes, which no script can read; but it refuses a cookie for all names below one. False where nothing can be told.
 */
export function isOtherSite(base: string): boolean {
  try {
    // Of a frame, the site of the page around it all counts. Not every browser tells it.
    const above = location.ancestorOrigins as DOMStringList | undefined;
    const [one = "", other = ""] = [[location.href, ...(above ?? [])].at(-1) ?? "", base].map(
      (url) => new URL(url).hostname,
    );
    return one !== other && !takesCookieFor(commonDomain(one.split("."), other));
  } catch {
    return false; // a sandboxed frame knows neither what is around it nor cookies
  }
}

/** What both end with, label by label: `home.lan` of `dash.home.lan` and `borg.home.lan`. */
function commonDomain(labels: readonly string[], other: string): string {
  const domain = labels.join(".");
  return `.${other}`.endsWith(domain && `.${domain}`) ? domain : commonDomain(labels.slice(1), other);
}

function takesCookieFor(domain: string): boolean {
  if (!domain.includes(".")) return false;
  const cookie = `borgdeck-site=1;domain=${domain};max-age=`;
  // biome-ignore-start lint/suspicious/noDocumentCookie: the other way does not exist on http
  document.cookie = `${cookie}9`;
  const isTaken = document.cookie.includes("borgdeck-site");
  document.cookie = `${cookie}0`;
  // biome-ignore-end lint/suspicious/noDocumentCookie: as above
  return isTaken;
}
