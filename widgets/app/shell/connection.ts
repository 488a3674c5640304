// The banner for what is wrong between the page and the service, or with the service itself.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { LiveState } from "../../shared/client/live.ts";
import { moment } from "../figures.ts";
import { AppElement } from "../page.ts";

/** `<borgdeck-connection>`: empty while all is well. */
export class Connection extends AppElement {
  @state() private live: LiveState | null = null;
  @state() private offline = !navigator.onLine;
  private stop: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("online", this.onNetwork);
    addEventListener("offline", this.onNetwork);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("online", this.onNetwork);
    removeEventListener("offline", this.onNetwork);
    this.stop?.();
    this.stop = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("app") || this.stop) return;
    this.stop = this.app.live.subscribe((live) => {
      this.live = live;
      // A request that carries the session tells for certain.
      if (live.phase === "signed-out") void this.app.api.get("/api/session").catch(() => undefined);
    });
  }

  private readonly onNetwork = () => {
    this.offline = !navigator.onLine;
  };

  protected override render(): TemplateResult {
    return html`<div role="status">${this.renderBanner()}</div>`;
  }

  private renderBanner(): TemplateResult | typeof nothing {
    const { live } = this;
    if (this.offline || live?.phase === "unreachable") {
      const since = live?.fetchedAt ? new Date(live.fetchedAt).toISOString() : null;
      return html`<div class="banner">
        <p>
          <strong>${this.offline ? "You are offline." : "Borgdeck does not answer."}</strong>
          ${since ? html`What you see is as of ${moment(since)}.` : nothing}
        </p>
        <button type="button" class="button" @click=${() => this.app.live.refresh()}>Try again</button>
      </div>`;
    }
    const fault = live?.status?.fault;
    return fault
      ? html`<div class="banner"><p><strong>The service reports a fault.</strong> ${fault.detail}</p></div>`
      : nothing;
  }
}
