// Whether a page of a dashboard's may read from the service, and what is missing where it may not.
import { html, nothing, type TemplateResult } from "lit";
import { obstacleOf } from "./snippets/address.ts";

interface Reach {
  /** Of the dashboard; null until it is known. */
  readonly origin: string | null;
  readonly server: string;
  /** DASHBOARD_ORIGINS as it is. */
  readonly known: readonly string[];
  /** The page reads with the sign-in of whoever looks. */
  readonly cookies: boolean;
}

const obstacles = {
  mixed: "A page of https cannot read from an http Borgdeck: give Borgdeck https, too.",
  "other-site":
    "Browsers send no sign-in between these two. Both need names under one domain, as dash.example.com and borg.example.com, and both http or both https.",
};

/** What the service has to know of the dashboard. */
export function renderOrigins({ origin, server, known, cookies }: Reach): TemplateResult | typeof nothing {
  if (origin === null || origin === new URL(server).origin) return nothing;
  const obstacle = obstacleOf(origin, server);
  const told = obstacle === null || (obstacle === "other-site" && !cookies) ? nothing : obstacles[obstacle];
  const line = `DASHBOARD_ORIGINS=${[...known, origin].join(",")}`;
  return html`
    ${told === nothing ? nothing : html`<p class="notice notice-warn">${told}</p>`}
    ${
      known.includes(origin)
        ? html`<p class="small muted">DASHBOARD_ORIGINS names it already.</p>`
        : html`<section class="stack-small" aria-labelledby="origins">
            <h3 id="origins">Into Borgdeck's environment, then restart it</h3>
            <pre class="snippet" tabindex="0" aria-label="DASHBOARD_ORIGINS">${line}</pre>
            <div class="actions"><borgdeck-copy .text=${line} .label=${"DASHBOARD_ORIGINS"}></borgdeck-copy></div>
          </section>`
    }
  `;
}
