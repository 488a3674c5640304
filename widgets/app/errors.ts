// What a failed request means to a person.
import { ApiError } from "../shared/client/api.ts";

/** The words for an error of a request; nothing else reaches people. */
export function errorText(error: unknown): string {
  if (error instanceof ApiError) {
    if (error.code === "unreachable")
      return "Borgdeck could not be reached. Check that the service runs and that you are online, then try again.";
    if (error.retryAfterMs !== null) return `${error.detail} Try again in ${Math.ceil(error.retryAfterMs / 1000)} s.`;
    return error.detail;
  }
  return "Something in this page went wrong. Reload it; if it stays, the browser's console says more.";
}

/** Errors of the fields of a request body: JSON pointer → what is wrong. */
export type FieldErrors = Readonly<Record<string, string>>;

/** The fields that a request was refused for, each below `prefix` so that several requests can share a form. */
export function fieldErrorsOf(error: unknown, prefix = ""): FieldErrors {
  if (!(error instanceof ApiError)) return {};
  return below(prefix, error.fields);
}

/** The errors of a part of a form, with the pointers that they have in the whole. */
export function below(prefix: string, errors: FieldErrors): FieldErrors {
  return Object.fromEntries(Object.entries(errors).map(([pointer, why]) => [prefix + pointer, why]));
}

/** The reverse: those of the part at `prefix`, with the pointers that they have in it. */
export function within(prefix: string, errors: FieldErrors): FieldErrors {
  const own = Object.entries(errors).filter(([pointer]) => pointer.startsWith(`${prefix}/`));
  return Object.fromEntries(own.map(([pointer, why]) => [pointer.slice(prefix.length), why]));
}

/** What is wrong at a pointer or below it, as one sentence; undefined where nothing is. */
export function errorAt(errors: FieldErrors, pointer: string): string | undefined {
  const found = Object.entries(errors).filter(([at]) => at === pointer || at.startsWith(`${pointer}/`));
  if (found.length === 0) return undefined;
  return sentence([...new Set(found.map(([, why]) => why))].join("; "));
}

/** The errors without those at these pointers, once what stands there is being changed. */
export function withoutErrors(errors: FieldErrors, ...pointers: readonly string[]): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter(([at]) => !pointers.includes(at)));
}

/** Whether a request ended without anybody knowing what became of it. */
export function isUncertain(error: unknown): boolean {
  return error instanceof ApiError && (error.code === "unreachable" || error.code === "unexpected-answer");
}

function sentence(text: string): string {
  return text === "" ? text : `${text[0]?.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
