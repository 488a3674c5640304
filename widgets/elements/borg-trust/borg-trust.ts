// <borg-trust>: could I restore? What was tried, what was found, and what would be missing on the day.
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Status } from "../../../schemas/status.ts";
import { define } from "../../shared/element/element.ts";
import { type IconName, icon } from "../../shared/element/icons.ts";
import { fact, rowStyles } from "../../shared/element/rows.ts";
import { StatusElement } from "../../shared/element/status-element.ts";
import { chosen, listed } from "../../shared/model/listed.ts";
import type { RepositoryTrust, TrustLine, TrustVerdict } from "../../shared/model/trust.ts";
import { styles } from "./borg-trust.styles.ts";
import { trustEn } from "./messages-en.ts";

const usuallyRequired = ["drill", "check", "key", "copies", "offsite"] as const;
const dayMs = 86_400_000;

const shapes: Record<TrustVerdict, IconName> = {
  ok: "ok",
  gaps: "warning",
  unproven: "warning",
  failed: "failed",
  never: "never",
};

/**
 * Whether a restore would succeed: of each repository the newest backup, the last restore drill and how long it took, the last
 * check, whether the key is kept elsewhere, and how many copies there are, one of them off this host. One answer over all of it.
 *
 * @customElement borg-trust
 * @csspart verdict - The answer: shape and sentence.
 * @csspart repositories - The list of repositories.
 * @csspart repository - One of them.
 * @csspart facts - What speaks for it and against it.
 */
export class BorgTrust extends StatusElement {
  static override properties: PropertyDeclarations = {
    require: {},
    maxAgeDays: { type: Number, attribute: "max-age" },
  };
  static override styles: CSSResultGroup = [StatusElement.styles, rowStyles, styles];

  /**
   * What has to be so for a good answer, comma-separated: `drill`, `check`, `verify`, `key`, `copies` (two repositories at
   * least), `offsite` (one of them on another host, by SSH: a mounted folder counts as this host, wherever its disks are; leave
   * `offsite` out where such a copy is enough), `encryption`, `append-only`. Damage counts in any case. Nothing where it is
   * empty; `drill,check,key,copies,offsite` where it is absent or knows none of them.
   * @attr
   */
  require: string | null = null;

  /**
   * Days after which a check or a drill proves nothing any more.
   * @attr max-age
   */
  maxAgeDays = 100;

  get #words() {
    return this.say("trust", trustEn);
  }

  protected override defaultHeading(): string {
    return this.#words.title;
  }

  protected override stateOf(status: Status): string {
    return this.#judge(status)[0]?.verdict ?? "empty";
  }

  protected override sentence(status: Status): string {
    return this.#words.verdict[this.#judge(status)[0]?.verdict ?? "never"];
  }

  protected override content(status: Status): TemplateResult {
    const words = this.#words;
    const all = this.#judge(status);
    const [worst] = all;
    const most = this.#most;
    return html`${worst && this.#head(worst.verdict, words.verdict[worst.verdict], this.#summary(worst))}
    ${
      most > 0
        ? html`<ul class="stack" part="repositories">${this.first(most, all, (trust) => this.#repository(trust, status))}</ul>`
        : nothing
    }`;
  }

  /** As tall as repositories that lack nothing. */
  protected override skeleton(): TemplateResult {
    const bone = html`<span class="bone"></span>`;
    return html`${this.#head("never", bone, bone)}
    ${Array.from(
      { length: Math.min(listed(this.repo).length || 1, this.#most) },
      () => html`<div class="stack ruled">
        ${bone}
        <dl class="facts">${Object.values(this.#words.aspect).map((term) => fact(term, bone))}</dl>
      </div>`,
    )}`;
  }

  get #most(): number {
    return this.bySize(3, 0, 12);
  }

  #judge(status: Status): RepositoryTrust[] {
    return this.client.trustOf(status, this.live.status ?? status, {
      required: chosen(Object.keys(this.#words.aspect), this.require, usuallyRequired),
      longestMs: this.maxAgeDays * dayMs,
      now: Date.now(),
    });
  }

  #head(verdict: TrustVerdict, sentence: unknown, summary: unknown): TemplateResult {
    return html`<div class="pair verdict" part="verdict">
      ${icon(shapes[verdict])}
      <div>
        <p class="strong">${sentence}</p>
        <p class="muted">${summary}</p>
      </div>
    </div>`;
  }

  /** The line under the answer: what is wrong where it is worst, else when a restore was last tried there. */
  #summary({ repository, verdict, lines }: RepositoryTrust): TemplateResult | string {
    const { aspect } = this.#words;
    if (verdict === "ok") {
      const { lastDrill } = repository;
      return lastDrill ? html`${aspect.drill}${this.text.colon}${this.time(lastDrill.at)}` : "";
    }
    const wanted = verdict === "failed" ? "failed" : "warning";
    const names = lines.filter(({ state }) => state === wanted).map((line) => aspect[line.aspect]);
    if (this.size === "compact" && names.length > 1)
      names.splice(1, names.length, this.text.more(this.count(names.length - 1)));
    return [repository.name, names.join(this.text.comma)].filter(Boolean).join(this.text.colon);
  }

  #repository(trust: RepositoryTrust, status: Status): TemplateResult {
    const { id, name } = trust.repository;
    return html`<li class="stack ruled" part="repository">
      <p class="row">
        ${icon(shapes[trust.verdict])}
        <span>${this.link(`/repositories/${id}`, name, "strong")} ${this.#words.word[trust.verdict]}</span>
      </p>
      <dl class="facts" part="facts">
        ${trust.lines.map((line) => fact(this.#words.aspect[line.aspect], this.#line(line, trust, status)))}
      </dl>
    </li>`;
  }

  #line(line: TrustLine, trust: RepositoryTrust, status: Status): TemplateResult {
    const words = this.#words;
    const { aspect, state, path } = line;
    const mend = (words.mend as Partial<Record<typeof aspect, string>>)[aspect];
    const job = status.running.find(
      ({ repositoryId, kind }) => repositoryId === trust.repository.id && kind === aspect,
    );
    return html`<div class="pair">
      ${icon(job ? "running" : state)}
      <div>
        <p>${this.#value(line, trust)}</p>
        ${
          job
            ? html`<p>${this.link(`/jobs/${job.id}`, this.text.state.running)}</p>`
            : path && mend
              ? html`<p>${this.link(path, mend)}</p>`
              : nothing
        }
      </div>
    </div>`;
  }

  #value({ aspect, state, at }: TrustLine, trust: RepositoryTrust): unknown {
    const words = this.#words;
    switch (aspect) {
      case "copies":
        return words.copies(trust.copies, this.count(trust.copies));
      case "encryption":
        return trust.repository.encryption;
      case "offsite":
      case "append-only":
        return state === "ok" ? words.yes : words.no;
      case "key":
        return this.time(at, words.keyHereOnly);
      default: {
        const found = at && (state === "failed" || aspect === "drill" ? this.#found(aspect, state, trust) : null);
        const doubt = at && state !== "ok" && state !== "failed" && words[aspect === "backup" ? "behind" : "tooOld"];
        const parts = [doubt, found, aspect === "check" && trust.repository.lastCheck?.partial && this.dataText.partly];
        return html`${this.time(at, words.never)}${parts.map((part) => (part ? ` · ${part}` : nothing))}`;
      }
    }
  }

  /** What a check or drill found. */
  #found(aspect: TrustLine["aspect"], state: TrustLine["state"], { repository }: RepositoryTrust): string {
    const words = this.#words;
    const drill = aspect === "drill" && repository.lastDrill;
    if (!drill) return words.damaged;
    const { filesDamaged, filesRestored, restoreMs } = drill;
    return state === "failed"
      ? words.notRestored(filesDamaged, this.count(filesDamaged))
      : words.restored(filesRestored, this.count(filesRestored), this.duration(restoreMs));
  }
}

define("borg-trust", BorgTrust);

declare global {
  interface HTMLElementTagNameMap {
    "borg-trust": BorgTrust;
  }
}
