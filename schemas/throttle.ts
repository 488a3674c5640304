// What is remembered of attempts at signing in, so that a restart does not begin anew.
import Type from "typebox";
import { closed, Timestamp } from "./common.ts";

/** How much of one budget is used up. `key` is a keyed digest: what was typed as a name may have been a password. */
export const UsedBucket = Type.Object(
  {
    key: Type.String({ pattern: "^[A-Za-z0-9_-]{22}(\\.[A-Za-z0-9_-]{22})?$" }),
    missing: Type.Number({ minimum: 0, description: "Attempts that count at this time" }),
    at: Timestamp,
  },
  closed,
);
export type UsedBucket = Type.Static<typeof UsedBucket>;

/** The budgets of one kind. Bounded: those most used up are kept. */
export const ThrottleRecord = Type.Object(
  {
    id: Type.Enum([
      ...(["networks", "networks56", "networks48"] as const),
      ...(["pairs", "pairs56", "pairs48"] as const),
      ...(["accounts", "devices", "codes", "failures"] as const),
    ]),
    revision: Type.Integer({ minimum: 1 }),
    used: Type.Array(UsedBucket, { maxItems: 1000 }),
  },
  closed,
);
export type ThrottleRecord = Type.Static<typeof ThrottleRecord>;
