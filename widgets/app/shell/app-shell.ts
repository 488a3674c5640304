// The frame around every page: bar, skip link, banners, dialogs, and which page an address shows.
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import type { SessionReply } from "../../../schemas/sessions.ts";
import type { Api } from "../../shared/api.ts";
import { ApiError } from "../../shared/api.ts";
import type { LiveSource } from "../../shared/live.ts";
import type { App } from "../context.ts";
import { errorText } from "../errors.ts";
import { pageReady } from "../page.ts";
import type { Router } from "../router.ts";
import { routeOf } from "../routes.ts";
import type { SessionState, SessionStore } from "../session.ts";
import type { ConfirmDialog } from "../ui/confirm-dialog.ts";
import type { Toasts } from "../ui/toasts.ts";
import { renderBar } from "./bar.ts";
import type { PresenceDialog } from "./presence-dialog.ts";

export interface ShellParts {
  readonly server: string;
  readonly api: Api;
  readonly live: LiveSource;
  readonly router: Router;
  readonly session: SessionStore;
}

/** `<borgdeck-app>`: the whole application. Does nothing until started. */
export class AppShell extends LitElement {
  @state() private session: SessionState = { phase: "loading" };
  @state() private parts: ShellParts | null = null;
  private app: App | null = null;
  private focusWanted = false;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Connects the shell to its parts and shows the page of the current address. */
  start(parts: ShellParts): void {
    this.parts = parts;
    parts.router.start();
    parts.router.subscribe(() => this.arrive());
    parts.session.subscribe((next) => this.settle(next));
    this.addEventListener(pageReady, () => this.focusHeading());
    void parts.session.load();
  }

  private arrive(): void {
    this.focusWanted = true;
    scrollTo(0, 0);
    this.requestUpdate();
  }

  private settle(next: SessionState): void {
    const before = this.session.phase;
    if (next.phase === "signed-in") this.app = this.createApp(next.session);
    if (next.phase === "signed-out") this.app = null;
    this.session = next;
    if (before === "lost" && next.phase === "signed-in") this.parts?.live.refresh();
    if (before === "signed-out" && next.phase === "signed-in") this.focusWanted = true;
  }

  private createApp(session: SessionReply): App {
    const parts = this.parts as ShellParts;
    const { router, server, live } = parts;
    return {
      server,
      live,
      session,
      api: watched(parts.api, parts.session),
      href: router.href,
      go: router.go,
      guard: router.guard,
      say: (text) => this.querySelector<Toasts>("borgdeck-toasts")?.say(text),
      confirm: (question) =>
        this.querySelector<ConfirmDialog>("borgdeck-confirm")?.ask(question) ?? Promise.resolve(false),
      report: (error) => {
        if (!(error instanceof ApiError && error.status === 401)) this.app?.say(errorText(error));
      },
      withPresence: (work) => this.withPresence(work),
      signOut: () => this.signOut(parts),
      reloadSession: () => parts.session.load(),
    };
  }

  private async withPresence<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const stale =
        error instanceof ApiError && error.code === "step-up-required" && this.app?.session.method === "password";
      if (!stale || !(await this.querySelector<PresenceDialog>("borgdeck-presence")?.ask())) throw error;
      return work();
    }
  }

  private async signOut({ session, router }: ShellParts): Promise<void> {
    try {
      const elsewhere = await session.signOut();
      if (elsewhere) location.assign(elsewhere);
      else router.go("/");
    } catch (error) {
      this.app?.report(error);
    }
  }

  /** Moves the focus to the heading of a page that one went to, unless it is somewhere in that page already. */
  private focusHeading(): void {
    if (!this.focusWanted) return;
    this.focusWanted = false;
    const main = this.querySelector("main");
    if (main?.contains(document.activeElement) && document.activeElement !== main) return;
    main?.querySelector("h1")?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { parts, session, app } = this;
    if (!parts || session.phase === "loading") return nothing;
    const inside = app !== null && (session.phase === "signed-in" || session.phase === "lost");
    return html`
      <a class="skip" href="#main" @click=${this.skip}>Skip to the content</a>
      <header>
        ${renderBar(inside && app.session.obligation === null ? app : null, parts.router)}
        ${inside && app.session.obligation === null ? html`<borgdeck-connection .app=${app}></borgdeck-connection>` : nothing}
        ${
          session.phase === "lost"
            ? html`<borgdeck-signed-out .store=${parts.session} .who=${session.session} .methods=${session.methods}></borgdeck-signed-out>`
            : nothing
        }
      </header>
      <main id="main" tabindex="-1">${this.renderMain(parts)}</main>
      <borgdeck-toasts></borgdeck-toasts>
      <borgdeck-confirm></borgdeck-confirm>
      ${inside ? html`<borgdeck-presence .store=${parts.session} .username=${app.session.user.username}></borgdeck-presence>` : nothing}
    `;
  }

  private renderMain(parts: ShellParts): unknown {
    const { session, app } = this;
    if (session.phase === "failed") return this.renderFailed(session.error, parts);
    if (session.phase === "signed-out" || !app) {
      const methods = session.phase === "signed-out" ? session.methods : null;
      return html`<borgdeck-sign-in-page .store=${parts.session} .methods=${methods}></borgdeck-sign-in-page>`;
    }
    if (app.session.obligation === "change-password") {
      return html`<borgdeck-password-page .app=${app} .store=${parts.session} .forced=${true}></borgdeck-password-page>`;
    }
    return keyed(app.session.user.id, routeOf(parts.router.current(), app, parts.session));
  }

  private renderFailed(error: unknown, { session }: ShellParts): TemplateResult {
    document.title = "Borgdeck";
    return html`<div class="stack narrow">
      <h1 tabindex="-1">Borgdeck does not answer</h1>
      <p>${errorText(error)}</p>
      <p><button type="button" class="button primary" @click=${() => session.load()}>Try again</button></p>
    </div>`;
  }

  private readonly skip = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>("main")?.focus();
  };
}

/** The api, telling the session when the service no longer knows who asks. */
function watched(api: Api, session: SessionStore): Api {
  const watch = async <T>(reply: Promise<T>): Promise<T> => {
    try {
      return await reply;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401 && error.code === "not-signed-in") session.lose();
      if (error instanceof ApiError && error.code === "password-change-required") void session.load();
      throw error;
    }
  };
  return {
    get: (path, options) => watch(api.get(path, options)),
    send: (method, path, body, options) => watch(api.send(method, path, body, options)),
  };
}
