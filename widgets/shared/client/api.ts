// The only place in the widgets and pages that calls fetch.
import type { Problem } from "../../../schemas/common.ts";

/** Codes of failures that the browser, not the service, reports. */
export type ClientCode = "unreachable" | "not-signed-in" | "unexpected-answer";

/** What an ApiError knows beside its code. */
export interface ApiErrorInit {
  /** HTTP status; 0 where no answer could be read. */
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fields?: Readonly<Record<string, string>> | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** A request that did not end well. `code` is the service's stable code, or a ClientCode. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** JSON pointer of the body → what is wrong there. */
  readonly fields: Readonly<Record<string, string>>;
  readonly retryAfterMs: number | null;

  constructor(init: ApiErrorInit) {
    super(init.detail);
    this.name = "ApiError";
    this.status = init.status;
    this.code = init.code;
    this.detail = init.detail;
    this.fields = init.fields ?? {};
    this.retryAfterMs = init.retryAfterMs ?? null;
  }
}

export interface GetOptions {
  readonly query?: Readonly<Record<string, string | number | null | undefined>>;
  readonly signal?: AbortSignal;
}

export interface SendOptions {
  /** Revision the caller has seen; sent as If-Match. */
  readonly ifRevision?: number;
}

export interface Api {
  get<T>(path: string, options?: GetOptions): Promise<T>;
  /** Same origin only: a JSON body is no simple request. Resolves to undefined where the reply has no body. */
  send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown, options?: SendOptions): Promise<T>;
}

/**
 * Client of the service at `base` (no trailing slash). Rejects with ApiError. A GET is a simple request without any
 * header of its own but Accept: a sign-on proxy answers a preflight with its login page.
 */
export function createApi(base: string): Api {
  return {
    get: (path, { query, signal } = {}) => read(base + path + queryString(query), signal ? { signal } : {}),
    send(method, path, body, { ifRevision } = {}) {
      const headers: Record<string, string> = {};
      if (body !== undefined) headers["Content-Type"] = "application/json";
      if (ifRevision !== undefined) headers["If-Match"] = `"${ifRevision}"`;
      return read(base + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    },
  };
}

/** Whether anything answers there, readable or not. */
export function answers(url: string): Promise<boolean> {
  return succeeds(url, { mode: "no-cors", credentials: "include" });
}

/** Whether everybody can read what is there, signed in or not. */
export function isReadable(url: string): Promise<boolean> {
  return succeeds(url, { method: "HEAD", credentials: "omit" });
}

async function succeeds(url: string, init: RequestInit): Promise<boolean> {
  try {
    const { ok, type } = await fetch(url, { ...init, cache: "no-store" });
    return ok || type === "opaque";
  } catch {
    return false; // the network, the browser or a policy refused: nothing more can be learnt here
  }
}

/** Reads the JSON at an address; what createApi is made of, for elements that only read. */
export async function read<T>(url: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...init,
      headers: { Accept: "application/json", ...init.headers },
      credentials: "include",
      redirect: "manual",
    });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError({ status: 0, code: "unreachable", detail: "The service could not be reached" });
  }
  if (response.ok) return (await body(response)) as T;
  throw await failure(response);
}

async function body(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  if (!isJson(response)) throw notTheService(response);
  try {
    return await response.json();
  } catch {
    throw new ApiError({ status: response.status, code: "unexpected-answer", detail: "The answer was cut off" });
  }
}

async function failure(response: Response): Promise<ApiError> {
  if (!isJson(response)) return notTheService(response);
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const seconds = Number(response.headers.get("Retry-After"));
  return new ApiError({
    status: response.status,
    code: problem.code ?? (response.status === 401 ? "not-signed-in" : "unexpected-answer"),
    detail: problem.detail ?? problem.title ?? `Status ${response.status}`,
    fields: problem.fields,
    retryAfterMs: problem.retryAfterMs ?? (seconds > 0 ? seconds * 1000 : undefined),
  });
}

/**
 * The service answers in JSON always; a redirect, a 401 or a page of HTML comes from the proxy in front: its login. A 404 is
 * the page of whatever else is at a wrong address.
 */
function notTheService(response: Response): ApiError {
  const login =
    response.type === "opaqueredirect" ||
    response.status === 401 ||
    (response.status < 500 && response.status !== 404 && /text\/html/.test(response.headers.get("Content-Type") ?? ""));
  if (login) return new ApiError({ status: 401, code: "not-signed-in", detail: "Sign in first" });
  return new ApiError({
    status: response.status,
    code: response.status >= 500 ? "unreachable" : "unexpected-answer",
    detail: `The proxy answered with status ${response.status}`,
  });
}

function isJson(response: Response): boolean {
  return /json/.test(response.headers.get("Content-Type") ?? "");
}

function queryString(query: GetOptions["query"]): string {
  const given = Object.entries(query ?? {}).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]));
  return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}
