// Pages of lists that are in memory.
import { Fault } from "../../fault.ts";
import type { Page } from "../services.ts";

/** Items on a page where the client names no limit. */
export const defaultLimit = 50;

/**
 * The page behind `cursor`, which is the key of the last item of the page before. Throws Fault `invalid-input` where that item
 * is gone: the client begins anew.
 */
export function paginate<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { limit = defaultLimit, cursor }: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): Page<T> {
  const start = cursor === undefined ? 0 : items.findIndex((item) => keyOf(item) === cursor) + 1;
  if (cursor !== undefined && start === 0) {
    throw new Fault("invalid-input", "The list has changed; begin again without a cursor.", {
      fields: { "?cursor": "is not in the list any more" },
    });
  }
  const shown = items.slice(start, start + limit);
  const last = shown.at(-1);
  return { items: shown, next: last !== undefined && start + limit < items.length ? keyOf(last) : null };
}
