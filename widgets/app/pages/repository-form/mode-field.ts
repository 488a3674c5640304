// What Borgdeck may do with a repository, and how fresh an observed one has to be.
import type { TemplateResult } from "lit";
import type { RepositoryMode } from "../../../../schemas/repositories.ts";
import { type DurationDraft, durationField } from "../../fields/duration-field.ts";
import { choiceField } from "../../fields/fields.ts";
import { modeMeanings, modeNames } from "../../words.ts";

const modes: readonly RepositoryMode[] = ["full", "append-only", "observe"];

/** How old the newest archive of an observed repository may be, unless told: two days. */
export const usualFreshnessMs = 2 * 86_400_000;

export interface ModeDraft {
  readonly mode: RepositoryMode;
  readonly freshness: DurationDraft;
}

export interface ModeFieldOptions {
  /** What the names and ids of its fields begin with. */
  readonly prefix: string;
  readonly draft: ModeDraft;
  readonly at: (pointer: string) => string | undefined;
  readonly onChange: (change: Partial<ModeDraft>) => void;
}

export function modeField({ prefix, draft, at, onChange }: ModeFieldOptions): TemplateResult {
  return choiceField<RepositoryMode>({
    name: `${prefix}-mode`,
    legend: "Mode",
    hideLegend: true,
    value: draft.mode,
    error: at("/mode"),
    choices: modes.map((mode) => ({
      value: mode,
      label: modeNames[mode],
      hint: modeMeanings[mode],
      more:
        mode === "observe"
          ? durationField({
              id: `${prefix}-freshness`,
              label: "Its newest archive may be this old",
              value: draft.freshness,
              error: at("/freshnessMs"),
              onChange: (freshness) => onChange({ freshness }),
            })
          : undefined,
    })),
    onChange: (mode) => onChange({ mode }),
  });
}
