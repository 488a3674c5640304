// The base of every element that shows the status: every state but that of having data, and which part of the data it is.
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Status } from "../../../schemas/status.ts";
import type { LiveError } from "../client/live-state.ts";
import { listed } from "../model/listed.ts";
import { icon } from "./icons.ts";
import { LiveElement } from "./live-element.ts";
import { heightBefore } from "./room.ts";
import { statusStyles } from "./status-element.styles.ts";
import { button } from "./styles.ts";

/**
 * @fires {CustomEvent<{ from: string, to: string }>} borg-state-change - The state shown became another one.
 * @csspart root - The wrapper: background, radius, font.
 * @csspart heading - The title.
 * @csspart content - The data, below any notice.
 * @csspart empty - That there is nothing to show, and what to do.
 * @csspart icon - The shape of a state.
 * @csspart notice - What is wrong and what to do.
 * @csspart line - The line of configuration to add.
 * @csspart sign-in - The link to sign in.
 * @csspart retry - The button that asks again.
 * @csspart as-of - How old the data is.
 */
export abstract class StatusElement extends LiveElement {
  static override properties: PropertyDeclarations = {
    repo: {},
    size: { reflect: true },
    heading: {},
    staleAfterSeconds: { type: Number, attribute: "stale-after" },
    hideWhen: { attribute: "hide-when" },
  };
  static override styles: CSSResultGroup = [LiveElement.styles, button, statusStyles];

  /**
   * Ids of the repositories to show, comma-separated; all where it is absent.
   * @attr
   */
  repo: string | null = null;

  /**
   * How much is shown: `auto` (by width), `compact`, `regular` or `large`.
   * @attr
   */
  size: "auto" | "compact" | "regular" | "large" = "auto";

  /**
   * Title; an empty one hides the line and keeps the default as accessible name.
   * @attr
   */
  heading: string | null = null;

  /**
   * Seconds after which data counts as old and says so.
   * @attr stale-after
   */
  staleAfterSeconds = 300;

  /**
   * States, comma-separated, in which nothing is shown, such as `ok`.
   * @attr hide-when
   */
  hideWhen: string | null = null;

  /** The part of the data that is shown; null before there is any. */
  protected shown: Status | null = null;
  #state: string | undefined;
  #change: { from: string; to: string } | undefined;
  #announcement = "";

  /** What the group is called where there is no `heading`. */
  protected abstract defaultHeading(): string;
  /** The state of the data, by which changes are announced; `empty` where there is nothing to show. */
  protected abstract stateOf(status: Status): string;
  /** The state in words, for announcements. */
  protected abstract sentence(status: Status): string;
  /** The data, where its state is not `empty`. */
  protected abstract content(status: Status): TemplateResult | typeof nothing;
  /** What stands there before the first data. */
  protected abstract skeleton(): TemplateResult;

  protected override updated(): void {
    this.#keepRoom();
    if (this.#change) this.emit("borg-state-change", this.#change);
    this.#change = undefined;
  }

  /** The name has few values, whatever a framework writes onto its elements. */
  #keepRoom(): void {
    const root = this.renderRoot.firstElementChild as HTMLElement;
    const name = `borgdeck ${[this.localName, this.repo, this.size, this.heading]}`;
    root.style.minBlockSize = this.#loading ? heightBefore(name) : "";
    if (this.shown) this.client.rememberHeight(name, root);
  }

  get #loading(): boolean {
    return this.spoken.pending || this.live.phase === "loading";
  }

  /** Screen readers hear of a state once, when it follows another. */
  #noteState(): void {
    const { error } = this.live;
    const { shown } = this;
    const from = this.#state;
    const to = error ? error.kind : shown ? this.stateOf(shown) : undefined;
    if (from === to) return;
    this.#state = to;
    if (!from || !to) return;
    this.#announcement = error
      ? (this.loadedClient?.noticeTitle(error, this.catalogue?.notices) ?? this.text.unreachable)
      : shown
        ? to === "empty"
          ? this.emptyWord
          : this.sentence(shown)
        : "";
    this.#change = { from, to };
  }

  protected override render(): TemplateResult {
    const { status } = this.live;
    const loading = this.#loading;
    let name = "";
    let inside: TemplateResult | typeof nothing;
    try {
      this.shown = (status && this.loadedClient?.selectStatus(status, this.repo)) ?? null;
      this.#noteState();
      name = this.heading || this.defaultHeading();
      inside = this.inside(name);
    } catch (problem) {
      reportError(problem); // its own fault: neither the page's nor another element's
      inside = html`<div class="frame">${this.#plainNotice(this.text.broken, String(problem))}</div>`;
    }
    return html`<div class="root" part="root" role="group" lang=${this.locale} dir="auto" aria-label=${name} aria-busy=${loading}>
      ${inside}
      <p class="hidden" role="status">${loading ? this.text.loading : this.#announcement}</p>
    </div>`;
  }

  /** All that people see of the element. */
  protected inside(name: string): TemplateResult | typeof nothing {
    const { error } = this.live;
    const shown = this.spoken.pending ? null : this.shown;
    // Data takes the place of bones: it does not move them.
    const content = shown ? this.unlessHidden(shown) : error ? nothing : html`${this.skeleton()}`;
    if (content === nothing && !error) return nothing;
    return html`<div class="frame">
      ${this.heading === "" ? nothing : html`<p class="heading" part="heading">${name}</p>`}
      ${error ? this.#notice(error) : nothing} ${this.#age()}
      <div class="content ${error && shown ? "old ruled" : ""}" part="content">${content}</div>
    </div>`;
  }

  /** The data, or that there is nothing, unless its state is one in which nothing is shown. */
  protected unlessHidden(status: Status): TemplateResult | typeof nothing {
    const state = this.stateOf(status);
    if (listed(this.hideWhen).includes(state)) return nothing;
    return state === "empty" ? this.empty() : this.content(status);
  }

  /** Why there is nothing to show: nothing is set up, or nothing is to be seen of what `repo` names. */
  protected get emptyWord(): string {
    return this.repo && !this.shown?.repositories.length ? this.dataText.hidden : this.text.state.empty;
  }

  /** The same where the data would be. */
  protected empty(): TemplateResult {
    const { emptyWord: word } = this;
    const action = word === this.text.state.empty && html`<p>${this.link("/", this.dataText.emptyAction)}</p>`;
    return html`<div class="pair" part="empty">
      ${icon("never")}
      <div><p class="strong">${word}</p>${action || nothing}</div>
    </div>`;
  }

  /** A number by size; `auto` and what is no size have the regular one. */
  protected bySize(regular: number, compact: number, large: number): number {
    return this.size === "compact" ? compact : this.size === "large" ? large : regular;
  }

  /** The first of a list, and how many more there are. */
  protected first<T>(most: number, all: readonly T[], draw: (one: T) => unknown): unknown {
    const rest = all.length - Math.ceil(most);
    const more = rest > 0 && html`<li>${this.link("/", this.text.more(this.count(rest)))}</li>`;
    return [all.slice(0, Math.ceil(most)).map(draw), more || nothing];
  }

  #notice(error: LiveError): TemplateResult {
    const { text, loadedClient: client } = this;
    return client?.drawNotice(html, error, this) ?? this.#plainNotice(text.unreachable, text.unreachableHint);
  }

  /** What can be said without the data client. */
  #plainNotice(title: string, hint: string): TemplateResult {
    return html`<div class="stack" part="notice">
      <p class="strong">${icon("failed")} ${title}</p>
      <p>${hint}</p>
      <p><button class="button" part="retry" @click=${() => this.refresh()}>${this.text.retry}</button></p>
    </div>`;
  }

  /** How old the data is, where it is not of now. */
  #age(): TemplateResult | typeof nothing {
    const { error, status, fetchedAt } = this.live;
    if (!status || !fetchedAt || (!error && Date.now() - fetchedAt < this.staleAfterSeconds * 1000)) return nothing;
    return html`<p class="muted" part="as-of">${this.text.asOf} ${this.time(new Date(fetchedAt).toISOString())}</p>`;
  }
}
