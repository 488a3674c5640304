// The choices of a restore: where to, what to keep, and what becomes of files that are there already.
import { html, type TemplateResult } from "lit";
import { safeText } from "../../../shared/client/format.ts";
import { checkField, choiceField, textField } from "../../fields/fields.ts";
import { landingOf, type RestoreDraft } from "./restore-draft.ts";

export interface RestoreFormOptions {
  readonly draft: RestoreDraft;
  /** One of the paths, as an example; null for the whole archive. */
  readonly example: string | null;
  /** Folders that come into question. */
  readonly suggestions: readonly string[];
  readonly at: (pointer: string) => string | undefined;
  readonly onChange: (change: Partial<RestoreDraft>) => void;
}

export function renderRestoreForm(options: RestoreFormOptions): TemplateResult {
  const { draft, at, onChange } = options;
  return html`
    <section class="card" aria-label="Where to">
      ${choiceField<RestoreDraft["place"]>({
        name: "restore-place",
        legend: "Where to",
        value: draft.place,
        choices: [
          {
            value: "original",
            label: "Where it was",
            hint: "On the host on which Borgdeck runs, under the paths of the archive.",
          },
          { value: "folder", label: "Another folder of that host", more: renderFolder(options) },
        ],
        error: at("/destination/type"),
        onChange: (place) => onChange({ place }),
      })}
    </section>
    <section class="card" aria-label="Files that are there already">
      ${choiceField<RestoreDraft["conflicts"]>({
        name: "restore-conflicts",
        legend: "Files that are there already",
        value: draft.conflicts,
        choices: [
          { value: "skip", label: "Leave them as they are", hint: "Only what is missing comes back." },
          { value: "rename", label: "Keep both", hint: "The restored file gets another name beside the present one." },
          { value: "replace", label: "Replace them", hint: "What is there now is lost." },
        ],
        error: at("/conflicts"),
        onChange: (conflicts) => onChange({ conflicts }),
      })}
      ${checkField({
        id: "restore-ownership",
        label: "Give files their former owner and group",
        hint: "As far as the service may do that. Times and modes come back in any case; access control lists and extended attributes only with borg extract.",
        checked: draft.ownership,
        onChange: (ownership) => onChange({ ownership }),
      })}
    </section>
  `;
}

function renderFolder({ draft, example, suggestions, at, onChange }: RestoreFormOptions): TemplateResult {
  const landing = (layout: RestoreDraft["layout"]) =>
    safeText(landingOf({ ...draft, place: "folder", layout }, example ?? "home/anna/letter.txt"));
  return html`${textField({
    id: "restore-folder",
    label: "Folder",
    mono: true,
    value: draft.folder,
    suggestions,
    hint: "It is made if it is not there.",
    error: at("/destination/path"),
    onInput: (folder) => onChange({ folder }),
  })}
  ${choiceField<RestoreDraft["layout"]>({
    name: "restore-layout",
    legend: "Folders above",
    value: draft.layout,
    choices: [
      { value: "full-path", label: "Keep them", hint: landing("full-path") },
      { value: "stripped", label: "Leave them out", hint: landing("stripped") },
    ],
    error: at("/layout"),
    onChange: (layout) => onChange({ layout }),
  })}`;
}
