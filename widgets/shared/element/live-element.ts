// The base of every element that has data: where it comes from, and how it is told.
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import type { Status } from "../../../schemas/status.ts";
import type { Catalogue } from "../../languages/catalogue.ts";
import type { DataWords } from "../client/data-words-en.ts";
import type { LiveErrorKind, LivePhase, LiveSource, LiveState } from "../client/live-state.ts";
import { BorgElement } from "./element.ts";
import { loadClient } from "./load-client.ts";
import { serverBase } from "./server.ts";
import { Spoken } from "./spoken.ts";

export type Client = Awaited<ReturnType<typeof loadClient>>;

const shortestRefreshSeconds = 15;

/**
 * @fires {CustomEvent<{ status: Status }>} borg-data - New data is shown.
 * @fires {CustomEvent<{ loginUrl: string }>} borg-auth-required - The service wants a sign-in.
 * @fires {CustomEvent<{ kind: string, detail: string | null }>} borg-error - There is no data, or it is old, for this reason.
 * @fires {CustomEvent<{ url: string, path: string }>} borg-navigate - A link into the service was followed; cancel it to go there yourself.
 */
export abstract class LiveElement extends BorgElement {
  static override properties: PropertyDeclarations = {
    server: {},
    refreshSeconds: { type: Number, attribute: "refresh" },
    linkTarget: { attribute: "link-target" },
    adapter: { reflect: true },
    data: { attribute: false },
  };

  /**
   * Address of the service. Where it is absent: where the script came from.
   * @attr
   */
  server: string | null = null;

  /**
   * Seconds between questions where no stream is possible; at least 15.
   * @attr refresh
   */
  refreshSeconds = 60;

  /**
   * Where links open: a name as of the `target` of a link.
   * @attr link-target
   */
  linkTarget: string | null = null;

  /**
   * Whose theme the colours are taken from: `ha`, `dashy`, `glance`, `homer`, `homepage`, or `none`. Where it is absent, what
   * cannot be mistaken is taken from any of them.
   * @attr
   */
  adapter: "ha" | "dashy" | "glance" | "homer" | "homepage" | "none" | null = null;

  /** A status to show instead of asking the service. */
  data: Status | null = null;

  /** The data, or why there is none. */
  protected live: LiveState = stateWithout("loading", null);
  protected readonly spoken = new Spoken(this);

  #client: Client | undefined;
  #source: LiveSource | undefined;
  #unsubscribe: (() => void) | undefined;

  /** The data client and what comes with it: there whenever there is data to draw. */
  protected get client(): Client {
    return this.#client as Client;
  }

  /** The same before it is known to be there. */
  protected get loadedClient(): Client | undefined {
    return this.#client;
  }

  override get catalogue(): Catalogue | null {
    return this.spoken.catalogue;
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
  }

  /** Also waits for the client, without which no data is drawn. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await this.#load().catch(() => null);
    return super.getUpdateComplete();
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
      const refreshMs = Math.max(shortestRefreshSeconds, this.refreshSeconds) * 1000;
      this.#unsubscribe = this.#source.subscribe((state) => this.#take(state), { refreshMs });
    } catch {
      this.#take(stateWithout("unreachable", "unreachable")); // the client's script comes from the service too
    }
  }

  /** Takes the colours of the host that the element names. */
  async #dress(): Promise<void> {
    const client = await this.#load().catch(() => null);
    if (this.shadowRoot) client?.dress(this.shadowRoot, this.adapter);
  }

  async #load(): Promise<Client> {
    const client = await loadClient();
    if (!this.#client) this.requestUpdate();
    this.#client = client;
    return client;
  }

  #take(live: LiveState): void {
    const { status, error } = this.live;
    this.live = live;
    this.requestUpdate();
    if (!live.error) {
      if (live.status && live.status !== status) this.emit("borg-data", { status: live.status });
    } else if (live.error.kind !== error?.kind) {
      this.emit("borg-error", { ...live.error });
      if (live.phase === "signed-out") this.emit("borg-auth-required", { loginUrl: `${this.base}/auth/return` });
    }
  }

  /** Text that elements share and only data needs. */
  protected get dataText(): DataWords {
    return this.say("data", this.client.dataWordsEn);
  }

  /** A time (ISO 8601) told by its distance from now, in full on hover; `none` where there is no time. */
  protected time(iso: string | null, none = "–"): TemplateResult | string {
    if (!iso) return none;
    const { client, locale } = this;
    const at = Date.parse(iso);
    return html`<time datetime=${iso} title=${client.formatDateTime(at, locale)}>${client.formatRelative(at, Date.now(), locale)}</time>`;
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
    return this.client.drawLink(html, this, path, label, style, this.linkTarget ?? nothing);
  }
}

function stateWithout(phase: LivePhase, kind: LiveErrorKind | null): LiveState {
  return { phase, status: null, fetchedAt: null, error: kind && { kind, detail: null } };
}
