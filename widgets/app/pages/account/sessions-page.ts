// Where one is signed in, and ending that.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { SessionItem } from "../../../../schemas/account.ts";
import { ago, moment } from "../../figures.ts";
import { Page } from "../../page.ts";
import { tabs } from "../../ui/tabs.ts";
import { accountPages } from "./account-pages.ts";
import { deviceOf } from "./device.ts";
import { methodNames } from "./method-words.ts";

/** `<borgdeck-sessions-page>` */
export class SessionsPage extends Page<readonly SessionItem[]> {
  @state() private busy = false;

  protected heading(): string {
    return "Sessions";
  }

  protected key(): string {
    return "sessions";
  }

  protected override renderTrail(): TemplateResult {
    return tabs(this.app, "Account", accountPages, "/account/sessions");
  }

  protected async load(): Promise<readonly SessionItem[]> {
    const { items } = await this.app.api.get<{ items: SessionItem[] }>("/api/account/sessions");
    return [...items].sort((a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt.localeCompare(a.lastSeenAt));
  }

  protected override renderActions(sessions: readonly SessionItem[]): TemplateResult | typeof nothing {
    if (!sessions.some(({ current }) => !current)) return nothing;
    return html`<button type="button" class="button danger" ?disabled=${this.busy} @click=${() => this.endOthers()}>End all others</button>`;
  }

  private async endOthers(): Promise<void> {
    const sure = await this.app.confirm({
      title: "End all other sessions?",
      text: "Every other browser and every program with a signed token of yours has to sign in again. API tokens stay.",
      confirm: "End them",
      danger: true,
    });
    if (sure) await this.end("/api/account/sessions", "All other sessions are ended.");
  }

  private async end(path: string, done: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.app.api.send("DELETE", path);
      this.app.say(done);
      await this.reload();
    } catch (error) {
      this.app.report(error);
    } finally {
      this.busy = false;
    }
  }

  protected renderPage(sessions: readonly SessionItem[]): TemplateResult {
    if (sessions.length === 0) {
      return html`<p class="muted">None: you are signed in with every request, and Borgdeck keeps no session of it.</p>`;
    }
    return html`<div class="scroll">
      <table class="fold">
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">How</th>
            <th scope="col">Address</th>
            <th scope="col">Last seen</th>
            <th scope="col">Began</th>
            <th scope="col">Ends by</th>
            <th scope="col"><span class="hidden">End</span></th>
          </tr>
        </thead>
        <tbody>
          ${sessions.map((session) => this.renderRow(session))}
        </tbody>
      </table>
    </div>`;
  }

  private renderRow({ id, current, kind, method, address, lastSeenAt, createdAt, expiresAt, userAgent }: SessionItem) {
    const device = deviceOf(userAgent);
    const label = `End the session of ${device}${address ? ` at ${address}` : ""}`;
    return html`<tr>
      <th scope="row" title=${userAgent ?? ""}>${device} ${current ? html`<strong class="nowrap">(this one)</strong>` : nothing}</th>
      <td data-label="How">${kind === "bearer" ? "Signed token of a program" : kind === "presence" ? "Proof of presence" : methodNames[method]}</td>
      <td data-label="Address">${address ?? "unknown"}</td>
      <td data-label="Last seen">${ago(lastSeenAt)}</td>
      <td data-label="Began">${moment(createdAt)}</td>
      <td data-label="Ends by">${moment(expiresAt)}</td>
      <td class="number">${
        current
          ? nothing
          : html`<button type="button" class="button" aria-label=${label} ?disabled=${this.busy} @click=${() => this.end(`/api/account/sessions/${encodeURIComponent(id)}`, "The session is ended.")}>End</button>`
      }</td>
    </tr>`;
  }
}
