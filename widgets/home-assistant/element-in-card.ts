// The elements as they are in cards: what no entity tells is unknown or left out, and the card hears whether anything is shown.
import { html, nothing, type TemplateResult } from "lit";
import { BorgRepository } from "../elements/borg-repository/borg-repository.ts";
import { repositoryEn } from "../elements/borg-repository/messages-en.ts";
import type { BorgStatus } from "../elements/borg-status/borg-status.ts";
import type { Catalogue } from "../languages/catalogue.ts";
import { define } from "../shared/element/element.ts";
import type { Messages } from "../shared/element/messages-en.ts";
import { fact } from "../shared/element/rows.ts";
import type { StatusElement } from "../shared/element/status-element.ts";
import type { RepositoryRow } from "../shared/model/repository-rows.ts";
import { isWhole } from "./language.ts";

/** Fired by the element, for its card alone: what it has drawn is nothing, or something. */
export type DrawnEvent = CustomEvent<{ readonly empty: boolean }>;

/** Defines an element for cards under a name of its own, beside the one for pages. */
export function defineInCard(tag: string, element: new () => StatusElement): string {
  const name = `${tag}-in-card`;
  const Base = element as typeof BorgStatus; // any of them is whole; the type of their base is not
  define(
    name,
    class extends Base {
      /** English where the language's file is of another version. */
      override get catalogue(): Catalogue | null {
        const { catalogue } = this.spoken;
        return catalogue && isWhole(catalogue) ? catalogue : null;
      }

      /** An entity that is missing does not say that there was no backup. */
      protected override get text(): Messages {
        const text = super.text;
        return this.data ? { ...text, none: text.unknown } : text;
      }

      /** Entities have no page of the service that a button could open. */
      protected override link(path: string, label: string, style = ""): TemplateResult {
        return style === "button" && !this.base ? html`${nothing}` : super.link(path, label, style);
      }

      protected override updated(): void {
        super.updated();
        const empty = !this.renderRoot.querySelector(".frame, .pill");
        this.dispatchEvent(new CustomEvent("borg-drawn", { detail: { empty } }));
      }
    },
  );
  return name;
}

/** `<borg-repository>` of which entities tell: without the figures that nobody knows. */
export class RepositoryInCard extends BorgRepository {
  protected override facts(row: RepositoryRow | null): TemplateResult {
    if (!row || !this.data) return super.facts(row);
    const words = this.say("repository", repositoryEn);
    const { lastBackupAt, lastCheckAt, lastVerifyAt, sizeBytes, archivesCount } = row.repository;
    const told = <T>(term: string, value: T | null, tell: (value: T) => unknown) =>
      value === null ? nothing : fact(term, tell(value));
    const time = (at: string) => this.time(at);
    return html`<dl class="facts ruled" part="facts">
      ${told(this.text.lastBackup, lastBackupAt, time)} ${told(this.text.nextRun, row.nextRunAt, time)}
      ${told(words.size, sizeBytes, (bytes) => this.bytes(bytes))}
      ${told(words.archives, archivesCount, (count) => this.count(count))}
      ${told(words.check, lastCheckAt, time)} ${told(words.verify, lastVerifyAt, time)}
    </dl>`;
  }
}
