// Making the token that a dashboard's snippet holds.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { CreateTokenReply, CreateTokenRequest } from "../../../../schemas/account.ts";
import { createSubmission } from "../../fields/submission.ts";
import { daysOf, type TokenLifetime, tokenLifetimeField } from "../../fields/token-lifetime.ts";
import { AppElement } from "../../page.ts";

/** A token, and whom it was made for. */
export interface MadeToken {
  readonly secret: string;
  readonly name: string;
  /** Ids; none for all. */
  readonly repositoryIds: readonly string[];
}

/** `<borgdeck-dashboard-token>`: fires `borgdeck-made` with the token. */
export class DashboardToken extends AppElement {
  /** The token's name: that of the dashboard. */
  @property({ attribute: false }) name = "";
  @property({ attribute: false }) repositoryIds: readonly string[] = [];
  /** `badge` where it stands in the address of a picture. */
  @property({ attribute: false }) scope: "status" | "badge" = "status";
  @property({ attribute: false }) made: MadeToken | null = null;
  @state() private lifetime: TokenLifetime = "365";
  private readonly submission = createSubmission(this);

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { name, repositoryIds, scope } = this;
    const body: CreateTokenRequest = {
      name,
      scopes: [scope],
      repositoryIds: repositoryIds.length === 0 ? null : [...repositoryIds],
      expiresInDays: daysOf(this.lifetime),
    };
    const done = await this.submission.run(() =>
      this.app.api.send<CreateTokenReply>("POST", "/api/account/tokens", body),
    );
    if (!done) return;
    const detail: MadeToken = { secret: done.reply.secret, name, repositoryIds };
    this.dispatchEvent(new CustomEvent<MadeToken>("borgdeck-made", { detail }));
    this.app.say("The token is made, and stands in the snippet.");
  };

  protected override render(): TemplateResult {
    return html`<form class="stack-small" novalidate aria-labelledby="dashboard-token" @submit=${this.submit}>
      <h3 id="dashboard-token">Token</h3>
      <p class="muted">${
        this.scope === "badge"
          ? "It stands in the picture's address: it may see how these repositories stand, as a picture, and nothing else."
          : `${this.name} asks by itself, and shows a token: it may see how these repositories stand and where they are, and nothing else.`
      }</p>
      ${this.made === null ? nothing : this.renderMade(this.made)}
      ${tokenLifetimeField({
        id: "dashboard-token-lifetime",
        value: this.lifetime,
        error: this.submission.at("/expiresInDays"),
        onChange: (lifetime) => {
          this.lifetime = lifetime;
        },
      })}
      ${this.submission.render([
        ["/expiresInDays", "expiry"],
        ["/name", "name"],
        ["/repositoryIds", "repositories"],
      ])}
      <div class="actions">
        <button type="submit" class="button ${this.made ? "" : "primary"}" ?disabled=${this.submission.busy}>${this.made ? "Make another token" : "Make the token"}</button>
        <a href=${this.app.href("/account/tokens")}>Your tokens</a>
      </div>
    </form>`;
  }

  private renderMade({ repositoryIds }: MadeToken): TemplateResult {
    const same = [...repositoryIds].sort().join() === [...this.repositoryIds].sort().join();
    return same
      ? html`<p class="notice">It stands in the snippet. Copy that now: the token is shown only this once.</p>`
      : html`<p class="notice notice-warn">The token in the snippet was made for other repositories. Make another, and revoke that one.</p>`;
  }
}
