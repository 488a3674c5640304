// The base of every element that shows the status: where its data comes from, and every state but that of having some.
import {
  type CSSResultGroup,
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import type { Status } from "../../schemas/status.ts";
import type { Catalogue } from "../languages/catalogue.ts";
import { loadClient } from "./client.ts";
import { BorgElement } from "./element.ts";
import { icon } from "./icons.ts";
import type { LiveError, LiveErrorKind, LivePhase, LiveSource, LiveState } from "./live-state.ts";
import { serverBase } from "./server.ts";
import { Spoken } from "./spoken.ts";
import { statusStyles } from "./status-element.styles.ts";
import { button } from "./styles.ts";

export type Client = Awaited<ReturnType<typeof loadClient>>;

const shortestRefreshSeconds = 15;

/**
 * @fires {CustomEvent<{ status: Status }>} borg-data - New data is shown.
 * @fires {CustomEvent<{ from: string, to: string }>} borg-state-change - The state shown became another one.
 * @fires {CustomEvent<{ loginUrl: string }>} borg-auth-required - The service wants a sign-in.
 * @fires {CustomEvent<{ kind: string, detail: string | null }>} borg-error - There is no data, or it is old, for this reason.
 * @fires {CustomEvent<{ url: string, path: string }>} borg-navigate - A link into the service was followed; cancel it to go there yourself.
 * @csspart root - The wrapper: background, radius, font.
 * @csspart heading - The title.
 * @csspart content - The data, below any notice.
 * @csspart icon - The shape of a state.
 * @csspart notice - What is wrong and what to do.
 * @csspart line - The line of configuration to add.
 * @csspart sign-in - The link to sign in.
 * @csspart retry - The button that asks again.
 * @csspart as-of - How old the data is.
 */
export abstract class StatusElement extends BorgElement {
  static override properties: PropertyDeclarations = {
    server: {},
    repo: {},
    size: { reflect: true },
    heading: {},
    refreshSeconds: { type: Number, attribute: "refresh" },
    staleAfterSeconds: { type: Number, attribute: "stale-after" },
    adapter: { reflect: true },
    linkTarget: { attribute: "link-target" },
    hideWhen: { attribute: "hide-when" },
    data: { attribute: false },
  };
  static override styles: CSSResultGroup = [BorgElement.styles, button, statusStyles];

  /**
   * Address of the service. Where it is absent: where the script came from.
   * @attr
   */
  server: string | null = null;

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
   * Seconds between questions where no stream is possible; at least 15.
   * @attr refresh
   */
  refreshSeconds = 60;

  /**
   * Seconds after which data counts as old and says so.
   * @attr stale-after
   */
  staleAfterSeconds = 300;

  /**
   * Whose theme the colours are taken from: `ha`, `dashy`, `glance`, `homer`, `homepage`, or `none`. Where it is absent, what
   * cannot be mistaken is taken from any of them.
   * @attr
   */
  adapter: "ha" | "dashy" | "glance" | "homer" | "homepage" | "none" | null = null;

  /**
   * Where links open: a name as of the `target` of a link.
   * @attr link-target
   */
  linkTarget: string | null = null;

  /**
   * States, comma-separated, in which nothing is shown, such as `ok`.
   * @attr hide-when
   */
  hideWhen: string | null = null;

  /** A status to show instead of asking the service. */
  data: Status | null = null;

  #live = stateWithout("loading", null);
  #source: LiveSource | undefined;
  #client: Client | undefined;
  readonly #spoken = new Spoken(this);
  #unsubscribe: (() => void) | undefined;
  #shown: Status | null = null;
  #state: string | undefined;
  #change: { from: string; to: string } | undefined;
  #announcement = "";

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

  /** The data client and what comes with it: there whenever there is data to draw. */
  protected get client(): Client {
    if (!this.#client) throw new Error("The data client is not loaded yet");
    return this.#client;
  }

  protected override get catalogue(): Catalogue | null {
    return this.#spoken.catalogue;
  }

  /**
   * Base address of the service; null where none is known.
   * @internal
   */
  get base(): string | null {
    return serverBase(this.server);
  }

  /** Asks the service again now. */
  refresh(): void {
    if (this.#source) this.#source.refresh();
    else this.#subscribe();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated || ["server", "refreshSeconds", "data"].some((name) => changed.has(name))) this.#subscribe();
    if (!this.hasUpdated || changed.has("adapter")) void this.#dress();
    const { status } = this.#live;
    this.#shown = (status && this.#client?.selectStatus(status, this.repo)) ?? null;
    this.#noteState();
  }

  /** Also waits for the client, without which no data is drawn. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await this.#load().catch(() => null);
    return super.getUpdateComplete();
  }

  protected override updated(): void {
    if (this.#change) this.emit("borg-state-change", this.#change);
    this.#change = undefined;
  }

  #leave(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#source = undefined;
  }

  #subscribe(): void {
    this.#leave();
    const { data } = this;
    if (data) this.#take({ ...stateWithout("ready", null), status: data });
    else if (this.isConnected) void this.#follow(this.base);
  }

  async #follow(base: string | null): Promise<void> {
    try {
      const client = await this.#load();
      if (!this.isConnected || this.data || this.base !== base) return;
      this.#leave();
      if (!base) return this.#take(stateWithout("misconfigured", "no-server"));
      this.#source = client.liveStatus(base);
      const refreshMs = Math.max(shortestRefreshSeconds, this.refreshSeconds || 0) * 1000;
      this.#unsubscribe = this.#source.subscribe((state) => this.#take(state), { refreshMs });
    } catch {
      this.#take(stateWithout("unreachable", "unreachable")); // the client's script comes from the service too
    }
  }

  /** Loads the client where nothing else has, and takes the colours of the host that the element names. */
  async #dress(): Promise<void> {
    const client = await this.#load().catch(() => null);
    if (this.shadowRoot) client?.dress(this.shadowRoot, this.adapter);
  }

  #load(): Promise<Client> {
    return loadClient().then((client) => {
      if (!this.#client) this.requestUpdate();
      this.#client = client;
      return client;
    });
  }

  #take(live: LiveState): void {
    const { status, error } = this.#live;
    this.#live = live;
    this.requestUpdate();
    if (!live.error) {
      if (live.status && live.status !== status) this.emit("borg-data", { status: live.status });
    } else if (live.error.kind !== error?.kind) {
      this.emit("borg-error", { ...live.error });
      if (live.phase === "signed-out") this.emit("borg-auth-required", { loginUrl: `${this.base}/auth/return` });
    }
  }

  /** Screen readers hear of a state once, when it follows another. */
  #noteState(): void {
    const { error } = this.#live;
    const shown = this.#shown;
    const from = this.#state;
    const to = error ? error.kind : shown ? this.stateOf(shown) : undefined;
    if (from === to) return;
    this.#state = to;
    if (!from || !to) return;
    this.#announcement = error
      ? (this.#client?.noticeTitle(error, this.catalogue?.notices) ?? this.text.unreachable)
      : shown
        ? this.sentence(shown)
        : "";
    this.#change = { from, to };
  }

  protected override render(): TemplateResult {
    const name = this.heading || this.defaultHeading();
    const loading = this.#spoken.pending || this.#live.phase === "loading";
    return html`<div class="root" part="root" role="group" lang=${this.locale} dir="auto" aria-label=${name} aria-busy=${loading}>
      ${this.#inside(name)}
      <p class="hidden" role="status">${loading ? this.text.loading : this.#announcement}</p>
    </div>`;
  }

  #inside(name: string): TemplateResult | typeof nothing {
    const { error } = this.#live;
    const shown = this.#spoken.pending ? null : this.#shown;
    try {
      const content = shown ? this.#unlessHidden(shown) : error ? nothing : this.skeleton();
      if (content === nothing && !error) return nothing;
      return html`<div class="frame">
        ${this.heading === "" ? nothing : html`<p class="heading" part="heading">${name}</p>`}
        ${error ? this.#notice(error) : nothing} ${this.#age()}
        <div class="content ${error && shown ? "old ruled" : ""}" part="content">${content}</div>
      </div>`;
    } catch (problem) {
      reportError(problem);
      return html`<div class="frame">${this.#plainNotice(this.text.broken, String(problem))}</div>`;
    }
  }

  #unlessHidden(status: Status): TemplateResult | typeof nothing {
    const hidden = (this.hideWhen ?? "").split(/[\s,]+/).includes(this.stateOf(status));
    return hidden ? nothing : this.content(status);
  }

  #notice(error: LiveError): TemplateResult {
    const { text, base, localName: tag } = this;
    const retry = { label: text.retry, act: () => this.refresh() };
    const options = { base, tag, retry, words: this.catalogue?.notices };
    return this.#client?.drawNotice(html, error, options) ?? this.#plainNotice(text.unreachable, text.unreachableHint);
  }

  /** What can be said without the data client. */
  #plainNotice(title: string, hint: string): TemplateResult {
    return html`<div class="pair" part="notice">
      ${icon("failed")}
      <div class="stack">
        <p class="strong">${title}</p>
        <p>${hint}</p>
        <p><button class="button" part="retry" @click=${() => this.refresh()}>${this.text.retry}</button></p>
      </div>
    </div>`;
  }

  /** How old the data is, where it is not of now. */
  #age(): TemplateResult | typeof nothing {
    const { error, status, fetchedAt } = this.#live;
    if (!status || !fetchedAt || (!error && Date.now() - fetchedAt < this.staleAfterSeconds * 1000)) return nothing;
    return html`<p class="muted" part="as-of">${this.text.asOf} ${this.time(new Date(fetchedAt).toISOString())}</p>`;
  }

  /** A time (ISO 8601) told by its distance from now, in full on hover; `none` where there is no time. */
  protected time(iso: string | null, none = "–"): TemplateResult | string {
    if (!iso) return none;
    const at = Date.parse(iso);
    return html`<time datetime=${iso} title=${this.client.formatDateTime(at, this.locale)}>${this.client.formatRelative(at, Date.now(), this.locale)}</time>`;
  }

  /** A whole number with its grouping. */
  protected count(count: number): string {
    return this.client.formatCount(count, this.locale);
  }

  /** A size. */
  protected bytes(bytes: number): string {
    return this.client.formatBytes(bytes, this.locale);
  }

  /** A duration in its two largest units. */
  protected duration(ms: number): string {
    return this.client.formatDuration(ms, this.locale);
  }

  /** A percentage of 0 to 100. */
  protected percent(percent: number): string {
    return this.client.formatPercent(percent, this.locale);
  }

  /** A link into the service; plain text where its address is unknown. */
  protected link(path: string, label: string, style = ""): TemplateResult {
    const { base } = this;
    if (!base) return html`<span class=${style}>${label}</span>`;
    const url = base + path;
    const follow = (event: Event) => {
      if (!this.emit("borg-navigate", { url, path }, true)) event.preventDefault();
    };
    return html`<a class=${style} href=${url} target=${this.linkTarget ?? nothing} rel="noopener" @click=${follow}>${label}</a>`;
  }
}

function stateWithout(phase: LivePhase, kind: LiveErrorKind | null): LiveState {
  return { phase, status: null, fetchedAt: null, error: kind && { kind, detail: null } };
}
