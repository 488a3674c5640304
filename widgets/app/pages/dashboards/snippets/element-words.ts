// What each element shows, in the words by which somebody chooses it.
import type { ElementTag } from "./element-tags.ts";

export const elementWords = {
  "borg-status": ["Status", "Is everything backed up, and if not, what is wrong?"],
  "borg-alerts": ["Alerts", "Only what needs someone."],
  "borg-repositories": ["Repositories", "Each with its state, its last backup and its size."],
  "borg-repository": ["One repository", "Choose one below."],
  "borg-activity": ["Activity", "What runs now, and how long it will take."],
  "borg-schedule": ["Schedule", "Next runs, and those that were missed."],
  "borg-timeline": ["Timeline", "The last days of each plan."],
  "borg-storage": ["Storage", "How much is stored, and how it grows."],
  "borg-trust": ["Trust", "Could I restore? Last check, last drill, key, copies."],
  "borg-badge": ["Badge", "One word in a line of text."],
} as const satisfies Readonly<Record<string, readonly [name: string, shows: string]>>;

/** Those that this build has, most wanted first. */
export function elementsOf(tags: readonly ElementTag[]): readonly ElementTag[] {
  return (Object.keys(elementWords) as (keyof typeof elementWords)[]).filter((tag): tag is ElementTag =>
    (tags as readonly string[]).includes(tag),
  );
}
