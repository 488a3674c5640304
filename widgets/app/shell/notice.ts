// What everybody has to know on every page about how one is in.
import { html, nothing, type TemplateResult } from "lit";
import type { SessionReply } from "../../../schemas/sessions.ts";

/** The line above the bar; nothing where all is as usual. */
export function renderNotice({ banner, user }: SessionReply): TemplateResult | typeof nothing {
  switch (banner) {
    case "no-authentication":
      return html`<div class="banner banner-warn">
        <p><strong>Nobody is asked who they are.</strong> Whoever reaches this address is an administrator, because ALLOW_INSECURE_NO_AUTH is set.</p>
      </div>`;
    case "local-fallback":
      return html`<div class="banner">
        <p><strong>Signed in past the proxy</strong>, as the local account ${user.username}. That way is meant for emergencies; sign out when it is over.</p>
      </div>`;
    default:
      return nothing;
  }
}
