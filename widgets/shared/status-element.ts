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
import { loadClient } from "./client.ts";
import { BorgElement } from "./element.ts";
import type { LiveErrorKind, LivePhase, LiveSource, LiveState, Remedy } from "./live.ts";
import { noticeFor, noticeTitle } from "./notice.ts";
import { selectStatus } from "./select.ts";
import { serverBase } from "./server.ts";
import { statusStyles } from "./status-element.styles.ts";
import { button } from "./styles.ts";

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

  /** A status to show instead of asking the service. */
  data: Status | null = null;

  #live = stateWithout("loading", null);
  #source: LiveSource | undefined;
  #remedyFor: ((kind: LiveErrorKind) => Remedy) | undefined;
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

  /** Base address of the service; null where none is known. */
  protected get base(): string | null {
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
    const { status } = this.#live;
    this.#shown = status && selectStatus(status, this.repo);
    this.#noteState();
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
      const { liveStatus, remedyFor } = await loadClient();
      if (!this.isConnected || this.data || this.base !== base) return;
      this.#leave();
      this.#remedyFor = (kind) => remedyFor(kind, base, this.localName);
      if (!base) return this.#take(stateWithout("misconfigured", "no-server"));
      this.#source = liveStatus(base);
      const refreshMs = Math.max(shortestRefreshSeconds, this.refreshSeconds || 0) * 1000;
      this.#unsubscribe = this.#source.subscribe((state) => this.#take(state), { refreshMs });
    } catch {
      this.#take(stateWithout("unreachable", "unreachable")); // the client's script comes from the service too
    }
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
    this.#announcement = error ? noticeTitle(error.kind, this.text) : shown ? this.sentence(shown) : "";
    this.#change = { from, to };
  }

  protected override render(): TemplateResult {
    const name = this.heading || this.defaultHeading();
    const loading = this.#live.phase === "loading";
    return html`<div class="root" part="root" role="group" lang=${this.locale} dir="auto" aria-label=${name} aria-busy=${loading}>
      ${this.#inside(name)}
      <p class="hidden" role="status">${loading ? this.text.loading : this.#announcement}</p>
    </div>`;
  }

  #inside(name: string): TemplateResult | typeof nothing {
    const { text, base } = this;
    const { error } = this.#live;
    const remedy = (error && this.#remedyFor?.(error.kind)) ?? null;
    const options = { text, base, remedy, retry: () => this.refresh() };
    try {
      const content = this.#shown ? this.content(this.#shown) : error ? nothing : this.skeleton();
      if (content === nothing && !error) return nothing;
      return html`<div class="frame">
        ${this.heading === "" ? nothing : html`<p class="heading" part="heading">${name}</p>`}
        ${error ? noticeFor(error, options) : nothing} ${this.#age()}
        <div class="content ${error && this.#shown ? "old ruled" : ""}" part="content">${content}</div>
      </div>`;
    } catch (problem) {
      reportError(problem);
      return html`<div class="frame">${noticeFor({ kind: "broken", detail: String(problem) }, options)}</div>`;
    }
  }

  /** How old the data is, where it is not of now. */
  #age(): TemplateResult | typeof nothing {
    const { error, status, fetchedAt } = this.#live;
    if (!status || !fetchedAt || (!error && Date.now() - fetchedAt < this.staleAfterSeconds * 1000)) return nothing;
    return html`<p class="muted" part="as-of">${this.text.asOf} ${this.time(new Date(fetchedAt).toISOString())}</p>`;
  }

  /** A link into the service; plain text where its address is unknown. */
  protected link(path: string, label: string, style = ""): TemplateResult {
    const { base } = this;
    if (!base) return html`<span class=${style}>${label}</span>`;
    const url = base + path;
    const follow = (event: Event) => {
      if (!this.emit("borg-navigate", { url, path }, true)) event.preventDefault();
    };
    return html`<a class=${style} href=${url} @click=${follow}>${label}</a>`;
  }
}

function stateWithout(phase: LivePhase, kind: LiveErrorKind | null): LiveState {
  return { phase, status: null, fetchedAt: null, error: kind && { kind, detail: null } };
}
