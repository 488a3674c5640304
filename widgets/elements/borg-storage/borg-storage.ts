// <borg-storage>: how large repositories are, how fast they grow, and when there will be no more room.
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Status } from "../../../schemas/status.ts";
import { define } from "../../shared/element/element.ts";
import { HistoryElement } from "../../shared/element/history-element.ts";
import { chip, rowStyles } from "../../shared/element/rows.ts";
import { chosen, listed } from "../../shared/model/listed.ts";
import type { Storage } from "../../shared/model/storage.ts";
import { styles } from "./borg-storage.styles.ts";
import { storageEn } from "./messages-en.ts";

const metrics = ["room", "growth", "full"] as const;
type Metric = (typeof metrics)[number];
const dayMs = 86_400_000;

/**
 * Repositories, the fullest first: the deduplicated size, what is left of the quota or the disk (whichever ends first), the growth of
 * the last 30 days, and an estimate of the days until it is full, where there is growth and a bound.
 *
 * @customElement borg-storage
 * @csspart repository - A repository.
 * @csspart bar - How full it is.
 * @csspart line - Its size over time.
 * @csspart figures - Its figures.
 */
export class BorgStorage extends HistoryElement {
  static override properties: PropertyDeclarations = { metric: {}, warnAt: { type: Number, attribute: "warn-at" } };
  static override styles: CSSResultGroup = [HistoryElement.styles, rowStyles, styles];

  /**
   * What is shown beside the size, comma-separated: `room`, `growth`, `full` (the days until then); none where it is
   * empty, all where it is absent or knows none of them.
   * @attr
   */
  metric: string | null = null;

  /**
   * Percentage used from which a repository counts as nearly full.
   * @attr warn-at
   */
  warnAt = 90;

  get #words() {
    return this.say("storage", storageEn);
  }

  protected override defaultHeading(): string {
    return this.#words.title;
  }

  protected override stateOf(status: Status): string {
    const [fullest] = this.#storage(status);
    return fullest ? (fullest.fullness ?? "never") : "empty";
  }

  protected override sentence(status: Status): string {
    const [fullest] = this.#storage(status);
    return fullest ? fullest.repository.name + this.text.colon + this.#word(fullest) : "";
  }

  protected override content(status: Status): TemplateResult {
    const most = this.bySize(8, 1, 40);
    return html`<ul class="stack">${this.first(most, this.#storage(status), (each) => this.#repository(each))}</ul>`;
  }

  protected override skeleton(): TemplateResult {
    return html`<ul class="stack">${Array.from({ length: listed(this.repo).length || 1 }, () => this.#repository(null))}</ul>`;
  }

  #storage({ repositories }: Status): Storage[] {
    return this.client.storageOf(repositories, this.past, this.warnAt);
  }

  #word({ fullness }: Storage): string {
    return fullness ? this.#words.fullness[fullness] : this.#words.unknownRoom;
  }

  /** Bones where there is no data yet. */
  #repository(storage: Storage | null): TemplateResult {
    const bone = html`<span class="bone"></span>`;
    const compact = this.size === "compact";
    return html`<li class="repository ${compact ? "" : "ruled"}" part="repository">
      <div class="head">
        <p class="name">${storage ? this.#name(storage) : bone}</p>
        <p class="strong">${storage ? this.#size(storage) : nothing}</p>
      </div>
      ${compact ? nothing : html`${this.#bar(storage)}${this.#line(storage)}`}
      <ul class="figures" part="figures">
        <li>${storage ? chip(storage.fullness ?? "never", this.#word(storage)) : bone}</li>
        ${compact ? nothing : storage && this.past ? this.#figures(storage).map((figure) => html`<li class="muted">${figure}</li>`) : this.#bones()}
      </ul>
    </li>`;
  }

  #name({ repository: { id, name } }: Storage): TemplateResult {
    return this.link(`/repositories/${id}/growth`, name, "strong");
  }

  #size({ sizeBytes }: Storage): string {
    return sizeBytes === null ? this.text.unknown : this.bytes(sizeBytes);
  }

  #shows(metric: Metric): boolean {
    return chosen(metrics, this.metric).includes(metric);
  }

  #bones(): TemplateResult[] {
    return chosen(metrics, this.metric).map(() => html`<li class="bone"></li>`);
  }

  #figures({ bound, freeBytes, totalBytes, bytesPerDay, daysToFull }: Storage): string[] {
    const words = this.#words;
    const figures: string[] = [];
    if (bound && freeBytes !== null && totalBytes !== null && this.#shows("room"))
      figures.push(words.free[bound](this.bytes(freeBytes), this.bytes(totalBytes)));
    if (bytesPerDay !== null && this.#shows("growth")) {
      const size = this.bytes(Math.abs(bytesPerDay));
      figures.push(
        Math.abs(bytesPerDay) < 1 ? words.steady : bytesPerDay > 0 ? words.growth(size) : words.shrinking(size),
      );
    }
    if (daysToFull !== null && this.#shows("full")) figures.push(words.fullIn(this.duration(daysToFull * dayMs)));
    return figures;
  }

  /** As high before the room is known. */
  #bar(storage: Storage | null): TemplateResult | typeof nothing {
    if (!this.#shows("room")) return nothing;
    const { usedPercent = null, fullness } = storage ?? {};
    const label = usedPercent === null ? this.#words.unknownRoom : this.#words.used(this.percent(usedPercent));
    return html`<svg class="bar ${fullness ?? ""}" part="bar" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label=${label}>
      <rect class="used" width=${usedPercent ?? 0} height="1"></rect>
    </svg>`;
  }

  #line(storage: Storage | null): TemplateResult | typeof nothing {
    const { sizes = [] } = storage ?? {};
    const [first] = sizes;
    const last = sizes.at(-1);
    if (!this.#shows("growth")) return nothing;
    if (first === undefined || last === undefined) return html`<div class="line"></div>`;
    const label = this.#words.line(this.count(sizes.length), this.bytes(first), this.bytes(last));
    return html`<svg class="line" part="line" viewBox="0 -1 120 26" preserveAspectRatio="none" role="img" aria-label=${label}>
      <polyline points=${this.client.linePoints(sizes, 120, 24)} vector-effect="non-scaling-stroke"></polyline>
    </svg>`;
  }
}

define("borg-storage", BorgStorage);

declare global {
  interface HTMLElementTagNameMap {
    "borg-storage": BorgStorage;
  }
}
