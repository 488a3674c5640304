// The base of every element that shows the status: where its data comes from, and every state but that of having some.
import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Status } from "../../schemas/status.ts";
import { BorgElement } from "./element.ts";
import { liveStatus } from "./live.ts";
import { initialState, type LiveSource, type LiveState } from "./live-state.ts";
import { noticeFor, noticeTitle } from "./notice.ts";
import { selectStatus } from "./select.ts";
import { serverBase } from "./server.ts";
import { buttons } from "./styles.ts";
import { statusStyles } from "./status-element.styles.ts";

const shortestRefreshSeconds = 15;

/**
 * @fires {CustomEvent<{ status: Status }>} borg-data - New data is shown.
 * @fires {CustomEvent<{ from: string, to: string }>} borg-state-change - The state shown became another one.
 * @fires {CustomEvent<{ loginUrl: string }>} borg-auth-required - The service wants a sign-in.
 * @fires {CustomEvent<{ kind: string, detail: string | null }>} borg-error - There is no data, or it is old, for this reason.
 * @fires {CustomEvent<{ url: string, path: string }>} borg-navigate - A link into the service was followed; cancel it to go there yourself.
 * @csspart root - The wrapper: background, radius, font.
 * @csspart heading - The title.
 * @csspart icon - The shape of a state.
 * @csspart notice - What is wrong and what to do.
 * @csspart line - The line of configuration to add.
 * @csspart sign-in - The link to sign in.
 * @csspart retry - The button that asks again.
 * @csspart as-of - How old the data is.
 */
export abstract class StatusElement extends BorgElement {
  static override styles: CSSResultGroup = [BorgElement.styles, buttons, statusStyles];

  /** Address of the service. Where it is absent: where the script came from. */
  @property() server: string | null = null;

  /** Ids of the repositories to show, comma-separated; all where it is absent. */
  @property() repo: string | null = null;

  /** How much is shown: `auto` (by width), `compact`, `regular` or `large`. */
  @property({ reflect: true }) size: "auto" | "compact" | "regular" | "large" = "auto";

  /** Title; an empty one hides the line and keeps the default as accessible name. */
  @property() heading: string | null = null;

  /** Seconds between questions where no stream is possible; at least 15. */
  @property({ type: Number, attribute: "refresh" }) refreshSeconds = 60;

  /** Seconds after which data counts as old and says so. */
  @property({ type: Number, attribute: "stale-after" }) staleAfterSeconds = 300;

  /** A status to show instead of asking the service. */
  @property({ attribute: false }) data: Status | null = null;

  @state() private live: LiveState = initialState;
  private source: LiveSource | null = null;
  private unsubscribe: (() => void) | null = null;
  private shown: Status | null = null;
  private stateShown: string | null = null;
  private change: { from: string; to: string } | null = null;
  private announcement = "";

  /** What the group is called where there is no `heading`. */
  protected abstract defaultHeading(): string;
  /** The state of the data, by which changes are announced. */
  protected abstract stateOf(status: Status): string;
  /** The state in words, for announcements. */
  protected abstract sentence(status: Status): string;
  /** The data. */
  protected abstract content(status: Status): TemplateResult | typeof nothing;
  /** What stands there before the first data. */
  protected abstract skeleton(): TemplateResult;

  /** Base address of the service; null where none is known. */
  protected get base(): string | null {
    return serverBase(this.server);
  }

  /** Asks the service again now. */
  refresh(): void {
    this.source?.refresh();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.();
    this.unsubscribe = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (["server", "refreshSeconds", "data"].some((name) => changed.has(name)) || !this.hasUpdated) this.subscribe();
    this.shown = this.live.status && selectStatus(this.live.status, this.repo);
    this.noteState();
  }

  protected override updated(): void {
    if (this.change) this.emit("borg-state-change", this.change);
    this.change = null;
  }

  private subscribe(): void {
    this.unsubscribe?.();
    this.unsubscribe = null;
    const { base, data } = this;
    if (data) this.take({ ...initialState, phase: "ready", status: data });
    else if (!base) this.take({ ...initialState, phase: "misconfigured", error: { kind: "no-server", detail: null } });
    else if (this.isConnected) {
      this.source = liveStatus(base);
      const refreshMs = Math.max(shortestRefreshSeconds, this.refreshSeconds || 0) * 1000;
      this.unsubscribe = this.source.subscribe((state) => this.take(state), { refreshMs });
    }
  }

  private take(live: LiveState): void {
    const before = this.live;
    this.live = live;
    if (live.phase === "ready" && live.status && live.status !== before.status) this.emit("borg-data", { status: live.status });
    if (!live.error || live.error.kind === before.error?.kind) return;
    this.emit("borg-error", { ...live.error });
    if (live.phase === "signed-out") this.emit("borg-auth-required", { loginUrl: `${this.base}/auth/return` });
  }

  protected override render(): TemplateResult {
    const { text } = this.words;
    const name = this.heading || this.defaultHeading();
    return html`<div class="root" part="root" role="group" aria-label=${name} aria-busy=${this.live.phase === "loading"}>
      ${this.inside(name)}
      <p class="hidden" role="status">${this.announcement}</p>
      ${this.live.phase === "loading" ? html`<p class="hidden">${text.loading}</p>` : nothing}
    </div>`;
  }

  private inside(name: string): TemplateResult | typeof nothing {
    const { text } = this.words;
    const options = { text, base: this.base, tag: this.localName, retry: () => this.refresh() };
    try {
      const { error } = this.live;
      const content = this.shown ? this.content(this.shown) : error ? nothing : this.skeleton();
      if (content === nothing && !error) return nothing;
      return html`<div class="frame">
        ${this.heading === "" ? nothing : html`<p class="heading" part="heading">${name}</p>`}
        ${error ? noticeFor(error, options) : nothing}
        ${content === nothing ? nothing : html`<div class="content ${error ? "old" : ""}" part="content">${content}</div>`}
        ${this.age()}
      </div>`;
    } catch (problem) {
      reportError(problem);
      return html`<div class="frame">${noticeFor({ kind: "broken", detail: String(problem) }, options)}</div>`;
    }
  }

  /** How old the data is, where it is not of now. */
  private age(): TemplateResult | typeof nothing {
    const { error, status, fetchedAt } = this.live;
    if (!status || fetchedAt === null) return nothing;
    if (!error && Date.now() - fetchedAt < this.staleAfterSeconds * 1000) return nothing;
    return html`<p class="muted" part="as-of">${this.words.text.asOf} ${this.time(new Date(fetchedAt).toISOString())}</p>`;
  }

  /** Screen readers hear of a state once, when it follows another. */
  private noteState(): void {
    const { error } = this.live;
    const from = this.stateShown;
    const to = error ? error.kind : this.shown ? this.stateOf(this.shown) : "loading";
    if (from === to) return;
    this.stateShown = to;
    if (from === null || from === "loading") return;
    this.announcement = error ? noticeTitle(error.kind, this.words.text) : this.shown ? this.sentence(this.shown) : "";
    this.change = { from, to };
  }

  /** A link into the service; plain text where its address is unknown. */
  protected link(path: string, label: string | TemplateResult, style = ""): TemplateResult {
    const { base } = this;
    if (!base) return html`<span class=${style}>${label}</span>`;
    const url = base + path;
    const follow = (event: Event) => {
      if (!this.emit("borg-navigate", { url, path }, true)) event.preventDefault();
    };
    return html`<a class=${style} href=${url} @click=${follow}>${label}</a>`;
  }
}
