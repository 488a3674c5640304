// Addresses of the pages: the History API under BASE_PATH.

/** Where one is: the path below the base, always with a leading slash, and the query. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface Router {
  current(): Place;
  /** The address of a path as a link carries it. */
  href(path: string): string;
  /** The path of an address of these pages, as `href` made it; null for any other address. */
  within(address: string): string | null;
  /** Goes there. Asks the guard first, if one is set. */
  go(path: string, options?: { readonly replace?: boolean }): void;
  /** Calls `listener` after each change of place; returns the unsubscription. */
  subscribe(listener: (place: Place) => void): () => void;
  /** From now on leaving asks `mayLeave` (and the browser asks on unload), until the returned function lets go of it. */
  guard(mayLeave: () => Promise<boolean>): () => void;
  /** Follows links and the browser's buttons; returns what ends it. */
  start(): () => void;
}

/** Creates the router for pages below `base` ("" or "/x"). */
export function createRouter(base: string, view: Window = window): Router {
  const listeners = new Set<(place: Place) => void>();
  let mayLeave: (() => Promise<boolean>) | null = null;

  const current = (): Place => {
    const { pathname, search } = view.location;
    return { path: below(base, pathname) ?? "/", query: new URLSearchParams(search) };
  };
  const announce = () => {
    for (const listener of listeners) listener(current());
  };
  const move = (path: string, replace: boolean) => {
    view.history[replace ? "replaceState" : "pushState"](null, "", base + path);
    announce();
  };
  const go: Router["go"] = (path, { replace = false } = {}) => {
    if (!mayLeave) return move(path, replace);
    void mayLeave().then((leave) => {
      if (!leave) return;
      mayLeave = null;
      move(path, replace);
    });
  };
  const onClick = (event: MouseEvent) => {
    const path = followed(event, base, view);
    if (path === null) return;
    event.preventDefault();
    go(path);
  };
  const onUnload = (event: BeforeUnloadEvent) => {
    if (mayLeave) event.preventDefault();
  };

  return {
    current,
    href: (path) => base + path,
    within: (address) => within(address, base, view),
    go,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    guard(ask) {
      mayLeave = ask;
      return () => {
        if (mayLeave === ask) mayLeave = null; // another page may hold by now
      };
    },
    start() {
      view.addEventListener("popstate", announce);
      view.addEventListener("beforeunload", onUnload);
      view.document.addEventListener("click", onClick);
      return () => {
        view.removeEventListener("popstate", announce);
        view.removeEventListener("beforeunload", onUnload);
        view.document.removeEventListener("click", onClick);
      };
    },
  };
}

function below(base: string, pathname: string): string | null {
  if (pathname === base) return "/";
  return pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : null;
}

/** The path that a click leads to within the pages, or null where the browser should do as usual. */
function followed(event: MouseEvent, base: string, view: Window): string | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return null;
  const link = event
    .composedPath()
    .find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement && node.href !== "");
  if (!link || link.hasAttribute("download") || (link.target !== "" && link.target !== "_self")) return null;
  return new URL(link.href).hash === "" ? within(link.href, base, view) : null;
}

function within(address: string, base: string, view: Window): string | null {
  if (!URL.canParse(address, view.location.origin)) return null;
  const url = new URL(address, view.location.origin);
  if (url.origin !== view.location.origin) return null;
  const path = below(base, url.pathname);
  return path === null || /^\/(?:api|widgets|app|healthz|metrics)(?:\/|$)/.test(path) ? null : path + url.search;
}

/**
 * Holds a path against a pattern such as `/plans/:id`. Returns the decoded parameters, or null where it does not fit.
 */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (!part.startsWith(":")) {
      if (part !== value) return null;
      continue;
    }
    const decoded = decode(value);
    if (decoded === null || decoded === "") return null;
    params[part.slice(1)] = decoded;
  }
  return params;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a broken escape is an unknown page, not an error
  }
}
