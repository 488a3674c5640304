// Addresses that somebody typed, and what browsers make of two of them.

/** Names below which everybody may have one of their own, beside the ends of the list that browsers have: two labels long. */
const sharedEnds = new Set(["home.arpa", "duckdns.org", "co.uk", "com.au", "github.io"]);

/** An address of http or https without a slash at its end, and without what could end a string in a snippet; null for anything else. */
export function addressOf(text: string): string | null {
  const url = urlOf(text);
  if (url === null || url.username !== "" || url.password !== "") return null;
  const address = `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  return /^[\w.:/[\]~%-]+$/.test(address) ? address : null;
}

/** The origin of a dashboard, as DASHBOARD_ORIGINS has it; null where it is none. */
export function originOf(text: string): string | null {
  const address = addressOf(text);
  return address === null ? null : new URL(address).origin;
}

/** Why widgets in a page of `dashboard` cannot read from `server`; null where they can. */
export function obstacleOf(dashboard: string, server: string): "mixed" | "other-site" | null {
  const [page, service] = [new URL(dashboard), new URL(server)];
  if (page.protocol === "https:" && service.protocol === "http:" && !isLoopback(service.hostname)) return "mixed";
  return page.protocol === service.protocol && siteOf(page.hostname) === siteOf(service.hostname) ? null : "other-site";
}

function urlOf(text: string): URL | null {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null;
  return url && /^https?:$/.test(url.protocol) ? url : null;
}

/** Whether an address leads to whatever host it is asked on, which is another one within a container. */
export function isLocal(text: string): boolean {
  const url = urlOf(text);
  return url !== null && isLoopback(url.hostname);
}

const isLoopback = (name: string) => name === "localhost" || name === "127.0.0.1" || name === "[::1]";

/** The name for which browsers keep cookies together, as nearly as it can be told without their list. */
function siteOf(name: string): string {
  if (/^[\d.]+$|^\[/.test(name)) return name;
  const labels = name.split(".");
  const end = labels.slice(-2).join(".");
  return sharedEnds.has(end) ? labels.slice(-3).join(".") : end;
}
