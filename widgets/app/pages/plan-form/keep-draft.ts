// What a plan keeps, as a form holds it, and in words.
import type { Retention } from "../../../../schemas/upkeep.ts";

export type KeepRule = keyof Retention;

/** Numbers as typed. */
export type KeepDraft = Readonly<Record<KeepRule, string>>;

export const keepRules: readonly {
  readonly rule: KeepRule;
  readonly label: string;
  readonly one: string;
  readonly many: string;
}[] = [
  { rule: "keepLast", label: "Last", one: "archive", many: "archives" },
  { rule: "keepHourly", label: "Hourly", one: "hour", many: "hours" },
  { rule: "keepDaily", label: "Daily", one: "day", many: "days" },
  { rule: "keepWeekly", label: "Weekly", one: "week", many: "weeks" },
  { rule: "keepMonthly", label: "Monthly", one: "month", many: "months" },
  { rule: "keepYearly", label: "Yearly", one: "year", many: "years" },
];

const none: Retention = { keepLast: 0, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 };

export const keepPresets = {
  usual: {
    label: "7 days, 4 weeks, 6 months",
    keep: { ...none, keepDaily: 7, keepWeekly: 4, keepMonthly: 6 },
  },
  hourly: {
    label: "24 hours, 7 days, 4 weeks, 6 months",
    keep: { ...none, keepHourly: 24, keepDaily: 7, keepWeekly: 4, keepMonthly: 6 },
  },
  long: {
    label: "14 days, 8 weeks, 24 months, 10 years",
    keep: { ...none, keepDaily: 14, keepWeekly: 8, keepMonthly: 24, keepYearly: 10 },
  },
  few: { label: "The last 3", keep: { ...none, keepLast: 3 } },
} as const satisfies Record<string, { label: string; keep: Retention }>;

export type KeepPreset = keyof typeof keepPresets | "own";

export function draftOfKeep(keep: Retention): KeepDraft {
  return Object.fromEntries(keepRules.map(({ rule }) => [rule, String(keep[rule])])) as KeepDraft;
}

/** The preset whose numbers these are, or `own`. */
export function presetOf(draft: KeepDraft): KeepPreset {
  const found = Object.entries(keepPresets).find(([, { keep }]) =>
    keepRules.every(({ rule }) => String(keep[rule]) === draft[rule].trim()),
  );
  return (found?.[0] as KeepPreset | undefined) ?? "own";
}

/** The retention that a draft means. What is no whole number becomes NaN, which `keepErrors` names. */
export function keepOf(draft: KeepDraft): Retention {
  return Object.fromEntries(
    keepRules.map(({ rule }) => {
      const text = draft[rule].trim();
      return [rule, text === "" ? 0 : /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN];
    }),
  ) as Retention;
}

/** What is wrong with a draft, by pointer. */
export function keepErrors(draft: KeepDraft): Record<string, string> {
  const keep = keepOf(draft);
  const errors: Record<string, string> = {};
  for (const { rule } of keepRules) {
    if (Number.isNaN(keep[rule]) || keep[rule] > 10_000) errors[`/retention/${rule}`] = "A whole number up to 10000";
  }
  if (keepRules.every(({ rule }) => keep[rule] === 0))
    errors["/retention/keepLast"] = "At least one rule must be above zero";
  return errors;
}

/** The rules in words: "the newest archive of each of the last 7 days and 4 weeks". */
export function keepText(keep: Retention): string {
  const periods = keepRules
    .slice(1)
    .filter(({ rule }) => keep[rule] > 0)
    .map(({ rule, one, many }) => `${keep[rule]} ${keep[rule] === 1 ? one : many}`);
  const parts = [
    keep.keepLast > 0 ? (keep.keepLast === 1 ? "the last archive" : `the last ${keep.keepLast} archives`) : "",
    periods.length > 0 ? `the newest archive of each of the last ${list(periods)}` : "",
  ].filter(Boolean);
  return parts.join(", and ") || "nothing";
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
