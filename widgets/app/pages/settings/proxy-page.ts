// What the proxy in front really sends, and what Borgdeck makes of it.
import { html, nothing, type TemplateResult } from "lit";
import type { ProxyCheckReply } from "../../../../schemas/sign-in-settings.ts";
import { Page } from "../../page.ts";
import { mark } from "../../ui/state-mark.ts";
import { roleNames } from "../../words.ts";
import { settingsNav } from "./settings-nav.ts";

type Header = ProxyCheckReply["headers"][number];

const modeNames: Record<ProxyCheckReply["mode"], string> = {
  header: "A trusted proxy names people in headers",
  assertion: "A proxy names people in signed assertions",
  none: "No proxy signs people in; Borgdeck does",
};

const useNames: Record<Header["use"], string> = {
  user: "Who it is",
  name: "Full name",
  email: "E-mail",
  groups: "Groups",
  role: "Role",
  "all-repositories-role": "Role on every repository",
  secret: "Shared secret",
  assertion: "Signed assertion",
  address: "Client address",
  ignored: "Not looked at",
};

/** `<borgdeck-proxy-page>` */
export class ProxyPage extends Page<ProxyCheckReply> {
  protected heading(): string {
    return "Proxy check";
  }

  protected key(): string {
    return "proxy";
  }

  protected load(): Promise<ProxyCheckReply> {
    return this.app.api.get<ProxyCheckReply>("/api/settings/proxy");
  }

  protected override renderTrail(): TemplateResult | typeof nothing {
    return settingsNav(this.app, "/settings/proxy");
  }

  protected override renderActions(): TemplateResult {
    return html`<button type="button" class="button" ?disabled=${this.loading} @click=${() => this.reload()}>Check again</button>`;
  }

  protected renderPage(check: ProxyCheckReply): TemplateResult {
    return html`
      <p class="muted">What arrived with the request that filled this page, as your browser and everything between sent it. Secrets are not shown.</p>
      ${check.advice.length > 0 ? html`<div class="notice notice-warn"><ul class="stack-tight">${check.advice.map((line) => html`<li>${line}</li>`)}</ul></div>` : nothing}
      <section class="card" aria-labelledby="decision">
        <h2 id="decision">Decision</h2>
        <p>${check.decision}</p>
        <dl class="facts">
          <dt>User</dt>
          <dd>${check.user ?? "nobody"} ${check.role === null ? nothing : html`<span class="muted">(${roleNames[check.role]})</span>`}</dd>
          <dt>Mode</dt>
          <dd>${modeNames[check.mode]} ${check.preset === null ? nothing : html`<code>${check.preset}</code>`}</dd>
        </dl>
      </section>
      <section class="card" aria-labelledby="connection">
        <h2 id="connection">Connection</h2>
        <dl class="facts">
          <dt>From</dt>
          <dd>
            <span class="mono">${check.peer ?? "unknown"}</span>
            <div>${check.peerTrusted ? mark("ok", "Trusted proxy") : mark("unreachable", "Not in TRUSTED_PROXIES")}</div>
          </dd>
          <dt>Trusted proxies</dt>
          <dd class="mono">${check.trustedProxies.length > 0 ? check.trustedProxies.join(", ") : "none"}</dd>
          <dt>Client address</dt>
          <dd><span class="mono">${check.clientAddress ?? "unknown"}</span> <span class="muted">for throttling and the audit</span></dd>
        </dl>
      </section>
      <section class="stack-small" aria-labelledby="headers">
        <h2 id="headers">Headers</h2>
        ${check.headers.length === 0 ? html`<p class="muted">None that means anything to Borgdeck.</p>` : renderHeaders(check.headers)}
      </section>
    `;
  }
}

function renderHeaders(headers: readonly Header[]): TemplateResult {
  return html`<div class="scroll">
    <table class="fold">
      <thead>
        <tr>
          <th scope="col">Header</th>
          <th scope="col">Taken as</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        ${headers.map(
          ({ name, use, value, count }) => html`<tr>
            <th scope="row" class="mono">${name}</th>
            <td data-label="Taken as">${use === "ignored" ? html`<span class="muted">${useNames[use]}</span>` : useNames[use]}</td>
            <td data-label="Value">
              ${count === 0 ? html`<span class="muted">not sent</span>` : value === null ? html`<span class="muted">sent, not shown</span>` : html`<span class="mono">${value}</span>`}
              ${count > 1 ? html`<div class="bad-text small">Sent ${count} times: remove it at the proxy before setting it.</div>` : nothing}
            </td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
