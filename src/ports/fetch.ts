// Requests that Borgdeck makes itself, so that tests own whom it talks to.

/** What is asked for beside the URL. Redirects are never followed: where they lead, nobody has looked at. */
export interface FetchOptions {
  readonly method?: string;
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: RequestInit["body"] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request. A redirect comes back as it is. Rejects where there is no answer. */
export type Fetch = (url: string, options?: FetchOptions) => Promise<Response>;

/** The real one. */
export const systemFetch: Fetch = (url, options = {}) => {
  const { body, signal, ...rest } = options;
  return fetch(url, { ...rest, body: body ?? null, signal: signal ?? null, redirect: "manual" });
};
