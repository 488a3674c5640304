// What gets somebody in the first time, shown once.
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { FirstEntry } from "../../../schemas/users.ts";
import { when } from "../figures.ts";
import { AppElement } from "../page.ts";

/** `<borgdeck-first-entry>`: the link or the one-time password of a user. */
export class FirstEntryView extends AppElement {
  @property({ attribute: false }) entry!: FirstEntry;
  @property({ attribute: false }) username = "";

  protected override render(): TemplateResult {
    const { invitationUrl, oneTimePassword, expiresAt } = this.entry;
    return html`<div class="stack-small">
      ${invitationUrl === null ? nothing : this.renderPart("Invitation link", new URL(invitationUrl, this.app.server).href)}
      ${oneTimePassword === null ? nothing : this.renderPart("One-time password", oneTimePassword)}
      <p>
        ${
          invitationUrl === null
            ? html`${this.username} signs in with it once and then has to choose another.`
            : html`Whoever opens it first chooses the password of ${this.username}.`
        }
        It is shown only here, and not kept: send it by a way that only they can read.
      </p>
      ${invitationUrl?.startsWith("/") ? this.renderReach() : nothing}
      ${expiresAt === null ? nothing : html`<p class="muted small">Good until ${when(expiresAt)}.</p>`}
    </div>`;
  }

  /** Without a public address the service knows none, and the link is made of the one in the address bar. */
  private renderReach(): TemplateResult {
    const here = isLoopback(location.hostname);
    return html`<p class="warning-text">
      ${here ? "It opens only on this machine" : html`It leads to ${location.host}, as you came here`} until
      <code>PUBLIC_BASE_URL</code> is set to the address that people use.
    </p>`;
  }

  private renderPart(label: string, text: string): TemplateResult {
    return html`<div class="stack-tight">
      <div class="page-head">
        <h3>${label}</h3>
        <borgdeck-copy .text=${text} .label=${label}></borgdeck-copy>
      </div>
      <pre class="secret" tabindex="0" aria-label=${label}>${text}</pre>
    </div>`;
  }
}

const isLoopback = (hostname: string): boolean => /(^|\.)localhost$|^127\.|^\[::1\]$/.test(hostname);
