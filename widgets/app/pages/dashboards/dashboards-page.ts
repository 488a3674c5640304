// Backups in somebody's dashboard: which dashboard, what to show, and what to paste where.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { DashboardsReply } from "../../../../schemas/dashboards.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { checkField, choiceField, errorLine, selectField, textField } from "../../fields/fields.ts";
import { Page } from "../../page.ts";
import type { MadeToken } from "./dashboard-token.ts";
import { renderOrigins } from "./origins.ts";
import { addressOf, isLocal, originOf } from "./snippets/address.ts";
import { dashboards } from "./snippets/dashboards.ts";
import { type ElementTag, elementTags } from "./snippets/element-tags.ts";
import { elementsOf, elementWords } from "./snippets/element-words.ts";
import { type Dashboard, needsToken, type Part, type Way } from "./snippets/snippet.ts";

interface Loaded {
  readonly addresses: DashboardsReply;
  readonly repositories: readonly RepositoryReply[];
}

/** What stands where a token belongs until there is one. */
const noToken = "YOUR_TOKEN";

/** `<borgdeck-dashboards-page>` */
export class DashboardsPage extends Page<Loaded> {
  @state() private dashboard: Dashboard = dashboards[0];
  @state() private way: Way = dashboards[0].ways[0];
  @state() private elements: ReadonlySet<ElementTag> = new Set(["borg-status", "borg-activity"]);
  @state() private where: "all" | "chosen" = "all";
  @state() private chosen: ReadonlySet<string> = new Set();
  @state() private dashboardAddress = "";
  /** Null until somebody says otherwise than the public one. */
  @state() private inside: string | null = null;
  @state() private made: MadeToken | null = null;

  protected heading(): string {
    return "Dashboards";
  }

  protected key(): string {
    return "dashboards";
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [addresses, { items }] = await Promise.all([
      api.get<DashboardsReply>("/api/dashboards"),
      api.get<{ items: RepositoryReply[] }>("/api/repositories", { query: { limit: 500 } }),
    ]);
    return { addresses, repositories: items };
  }

  private choose(id: string): void {
    this.dashboard = dashboards.find((each) => each.id === id) ?? dashboards[0];
    this.way = this.dashboard.ways[0];
    this.made = null;
  }

  private get repositoryIds(): readonly string[] {
    return this.where === "all" || !this.way.repositories ? [] : [...this.chosen];
  }

  protected renderPage({ addresses, repositories }: Loaded): TemplateResult {
    const server = addresses.publicBaseUrl ?? this.app.server;
    return html`
      <p class="muted">Show how your backups stand where you look anyway. Choose your dashboard, and copy what it needs.</p>
      <section class="card stack" aria-labelledby="choice">
        <h2 id="choice">What to show</h2>
        ${selectField({
          id: "dashboard",
          label: "Dashboard",
          value: this.dashboard.id,
          choices: dashboards.map(({ id, name }) => ({ value: id, label: name })),
          onChange: (id) => this.choose(id),
        })}
        ${this.renderWays()} ${this.way.elements ? this.renderElements() : nothing}
        ${this.way.repositories ? this.renderRepositories(repositories) : nothing}
      </section>
      <section class="card stack" aria-labelledby="paste">
        <h2 id="paste">What to paste</h2>
        ${this.renderAccess(addresses, server)} ${this.renderParts(server, repositories)}
        ${this.way.notes.length > 0 ? html`<ul class="stack-tight small muted">${this.way.notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
      </section>
    `;
  }

  private renderWays(): TemplateResult {
    const { ways } = this.dashboard;
    if (ways.length === 1) return html`<p>${this.way.about}</p>`;
    return choiceField({
      name: "way",
      legend: "As",
      value: this.way.id,
      choices: ways.map(({ id, title, about }) => ({ value: id, label: title, hint: about })),
      onChange: (id) => {
        this.way = ways.find((way) => way.id === id) ?? ways[0];
      },
    });
  }

  private renderElements(): TemplateResult {
    return html`<fieldset class="group">
      <legend>Widgets</legend>
      <div class="checks">${elementsOf(elementTags).map((tag) =>
        checkField({
          id: tag,
          label: elementWords[tag][0],
          hint: elementWords[tag][1],
          checked: this.elements.has(tag),
          onChange: (checked) => {
            this.elements = toggled(this.elements, tag, checked);
          },
        }),
      )}</div>
      ${errorLine("elements", this.elements.size === 0 ? "Choose at least one." : undefined)}
    </fieldset>`;
  }

  private renderRepositories(repositories: readonly RepositoryReply[]): TemplateResult {
    return choiceField<"all" | "chosen">({
      name: "where",
      legend: "Repositories",
      value: this.where,
      choices: [
        {
          value: "all",
          label: "All that you see",
          hint:
            this.way.asks === "nobody" ? "Those there are now: each is named in the snippet." : "Also those to come.",
        },
        {
          value: "chosen",
          label: "Only some",
          more: html`<div class="checks">${repositories.map(({ id, name }) =>
            checkField({
              id: `repository-${id}`,
              label: name,
              checked: this.chosen.has(id),
              onChange: (checked) => {
                this.chosen = toggled(this.chosen, id, checked);
              },
            }),
          )}</div>`,
        },
      ],
      error: this.lacksRepositories ? "Choose at least one." : undefined,
      onChange: (where) => {
        this.where = where;
      },
    });
  }

  private get lacksRepositories(): boolean {
    return this.way.repositories && this.where === "chosen" && this.chosen.size === 0;
  }

  /** How whoever asks gets in: by a token, or as a page that may read. */
  private renderAccess({ dashboardOrigins }: DashboardsReply, server: string): TemplateResult {
    const { asks } = this.way;
    return html`
      ${asks === "server" ? this.renderInside(server) : nothing}${asks === "nobody" ? this.renderBroker() : nothing}
      ${
        needsToken(this.way) && !this.lacksRepositories
          ? html`<borgdeck-dashboard-token
              .app=${this.app}
              .name=${this.dashboard.name}
              .repositoryIds=${this.repositoryIds}
              .scope=${this.way.asks === "picture" ? "badge" : "status"}
              .made=${this.made}
              @borgdeck-made=${({ detail }: CustomEvent<MadeToken>) => {
                this.made = detail;
              }}
            ></borgdeck-dashboard-token>`
          : nothing
      }
      ${
        asks === "browser" || asks === "key"
          ? html`${textField({
              id: "dashboard-address",
              label: `Address of ${this.dashboard.id === "plain-html" ? "your page" : this.dashboard.name}`,
              hint: "As it stands in your browser: Borgdeck has to know it.",
              type: "url",
              placeholder: "https://dash.example.com",
              value: this.dashboardAddress,
              error:
                this.dashboardAddress.trim() !== "" && originOf(this.dashboardAddress) === null
                  ? "That is no address of a page. Begin with https:// or http://, as the browser shows it."
                  : undefined,
              onInput: (value) => {
                this.dashboardAddress = value;
              },
            })}
            ${renderOrigins({ origin: originOf(this.dashboardAddress), server, known: dashboardOrigins, cookies: asks === "browser" })}`
          : nothing
      }
    `;
  }

  private renderBroker(): TemplateResult {
    return this.app.session.allowed.includes("settings.manage")
      ? html`<p>The broker is named in <a href=${this.app.href("/settings/mqtt")}>Settings, MQTT</a>.</p>`
      : html`<p>The broker is named in Settings, MQTT, by an administrator.</p>`;
  }

  private renderInside(server: string): TemplateResult {
    const value = this.inside ?? server;
    return textField({
      id: "inside",
      label: `Borgdeck's address, as ${this.dashboard.name} reaches it`,
      hint: `Behind a sign-on proxy: one that goes around it, such as http://borgdeck:8081.${isLocal(value) ? ` localhost is right only where ${this.dashboard.name} runs on this host and in no container.` : ""}`,
      type: "url",
      value,
      error: addressOf(value) === null ? "That is no address. Begin with https:// or http://." : undefined,
      onInput: (text) => {
        this.inside = text;
      },
    });
  }

  private renderParts(server: string, repositories: readonly RepositoryReply[]): TemplateResult {
    const inside = addressOf(this.inside ?? server);
    if (this.lacksRepositories || inside === null || (this.way.elements && this.elements.size === 0)) {
      return html`<p class="muted">Once what is missing above is there, it stands here.</p>`;
    }
    const parts = this.way.parts({
      server,
      inside,
      elements: elementsOf(elementTags).filter((tag) => this.elements.has(tag)),
      repositoryIds: this.repositoryIds,
      shown: repositories.filter(({ id }) => this.repositoryIds.length === 0 || this.chosen.has(id)),
      token: this.made?.secret ?? noToken,
    });
    return html`${parts.map(renderPart)}`;
  }
}

function renderPart({ file, where, text }: Part): TemplateResult {
  const id = `part-${file.replace(/\W/g, "-")}`;
  return html`<section class="stack-small" aria-labelledby=${id}>
    <h3 id=${id}>Into ${where}</h3>
    <pre class="snippet" tabindex="0" aria-label=${file}>${text}</pre>
    <div class="actions"><borgdeck-copy .text=${text} .label=${file}></borgdeck-copy></div>
  </section>`;
}

function toggled<T>(set: ReadonlySet<T>, item: T, there: boolean): ReadonlySet<T> {
  const next = new Set(set);
  if (there) next.add(item);
  else next.delete(item);
  return next;
}
