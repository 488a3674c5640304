// The frame around every page: bar, skip link, banners, dialogs, and which page an address shows.
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import type { SessionReply } from "../../../schemas/sessions.ts";
import type { Api } from "../../shared/client/api.ts";
import { ApiError } from "../../shared/client/api.ts";
import type { LiveSource } from "../../shared/client/live.ts";
import type { App } from "../context.ts";
import { errorText } from "../errors.ts";
import { pageReady } from "../page.ts";
import type { Router } from "../router.ts";
import { routeOf } from "../routes.ts";
import type { SessionState, SessionStore } from "../session.ts";
import type { ConfirmDialog } from "../ui/confirm-dialog.ts";
import type { Toasts } from "../ui/toasts.ts";
import { renderBar } from "./bar.ts";
import { createFocusKeeper, type FocusKeeper } from "./focus-keeper.ts";
import { renderNotice } from "./notice.ts";
import { type PresenceDialog, withPresence } from "./presence-dialog.ts";

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
  /** Id of the user whose data this page holds. */
  private holdsDataOf: string | null = null;
  private focusWanted = false;
  private readonly keepFocus = createFocusKeeper(this);
  /** Takes back the word that a proof of presence was missing. */
  private forgetRefusal: (() => void) | null = null;

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
    const due = this.app?.session.obligation ?? null;
    if (next.phase === "signed-in") {
      const { id } = next.session.user;
      if (this.holdsDataOf !== null && this.holdsDataOf !== id) return this.beginAnew();
      this.holdsDataOf = id;
    }
    if (next.phase === "signed-in") this.app = this.createApp(next.session);
    if (next.phase === "signed-out") this.app = null;
    this.session = next;
    if (due !== null && this.app?.session.obligation !== due) this.focusWanted = true; // another page comes
    if (before === "lost" && next.phase === "signed-in") this.parts?.live.refresh();
    if (before === "signed-out" && next.phase === "signed-in") this.enter();
  }

  /** Somebody else has signed in: what was read for the one before is in memory, and only a new page has nothing of it. */
  private beginAnew(): void {
    this.goWhereWanted();
    location.reload();
  }

  /** Signed in: on to what one wanted to see. */
  private enter(): void {
    this.focusWanted = true;
    this.goWhereWanted();
  }

  private goWhereWanted(): void {
    const { router } = this.parts as ShellParts;
    const { path, query } = router.current();
    if (path === "/sign-in") router.go(router.within(query.get("returnTo") ?? "") ?? "/", { replace: true });
  }

  private createApp(session: SessionReply): App {
    const parts = this.parts as ShellParts;
    const { router, server, live } = parts;
    return {
      server,
      live,
      session,
      api: watched(parts.api, parts.session, () => this.askPresence(), this.keepFocus),
      href: router.href,
      go: router.go,
      guard: router.guard,
      say: (text) => void this.say(text),
      confirm: (question) =>
        this.querySelector<ConfirmDialog>("borgdeck-confirm")?.ask(question) ?? Promise.resolve(false),
      report: (error) => this.report(error),
      signOut: () => this.signOut(parts),
      reloadSession: () => parts.session.load(),
    };
  }

  private say(text: string): (() => void) | null {
    return this.querySelector<Toasts>("borgdeck-toasts")?.say(text) ?? null;
  }

  private report(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) return;
    const forget = this.say(errorText(error));
    if (error instanceof ApiError && error.code === "step-up-required") this.forgetRefusal = forget;
  }

  private askPresence(): Promise<boolean> {
    this.forgetRefusal?.(); // it is asked for again
    return this.querySelector<PresenceDialog>("borgdeck-presence")?.ask() ?? Promise.resolve(false);
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
    const free = inside && app.session.obligation === null && !isForStrangers(parts.router.current().path);
    return html`
      <a class="skip" href="#main" @click=${this.skip}>Skip to the content</a>
      <header>
        ${inside ? renderNotice(app.session) : nothing}
        ${renderBar(free ? app : null, parts.router)}
        ${free ? html`<borgdeck-connection .app=${app}></borgdeck-connection>` : nothing}
        ${
          session.phase === "lost"
            ? html`<borgdeck-signed-out .store=${parts.session} .who=${session.session} .methods=${session.methods} .returnTo=${parts.router.href("/auth/return")}></borgdeck-signed-out>`
            : nothing
        }
      </header>
      <main id="main" tabindex="-1">${this.renderMain(parts)}</main>
      <borgdeck-toasts></borgdeck-toasts>
      <borgdeck-confirm></borgdeck-confirm>
      ${inside ? html`<borgdeck-presence .app=${app} .store=${parts.session}></borgdeck-presence>` : nothing}
    `;
  }

  private renderMain(parts: ShellParts): unknown {
    const { session, app } = this;
    const { router, api, session: store } = parts;
    const { path } = router.current();
    if (path === "/invitation") {
      return html`<borgdeck-invitation-page .api=${api} .store=${store} .router=${router}></borgdeck-invitation-page>`;
    }
    if (session.phase === "failed") return this.renderFailed(session.error, parts);
    if (session.phase === "signed-out" || !app) {
      if (path === "/link")
        return html`<borgdeck-link-page .api=${api} .store=${store} .router=${router}></borgdeck-link-page>`;
      const methods = session.phase === "signed-out" ? session.methods : null;
      return html`<borgdeck-sign-in-page .store=${store} .router=${router} .methods=${methods}></borgdeck-sign-in-page>`;
    }
    if (app.session.obligation === "change-password") {
      return html`<borgdeck-password-page .app=${app} .store=${store} .forced=${true}></borgdeck-password-page>`;
    }
    if (app.session.obligation === "set-up-totp") {
      return html`<borgdeck-two-factor-page .app=${app}></borgdeck-two-factor-page>`;
    }
    return keyed(app.session.user.id, routeOf(parts.router.current(), app, parts.session));
  }

  private renderFailed(error: unknown, { session }: ShellParts): TemplateResult {
    document.title = "Borgdeck";
    const refused = error instanceof ApiError && error.status === 403;
    return html`<div class="stack narrow">
      <h1 tabindex="-1">${refused ? "You cannot come in" : "Borgdeck does not answer"}</h1>
      <p>${errorText(error)}</p>
      <p><button type="button" class="button primary" @click=${() => session.load()}>Try again</button></p>
    </div>`;
  }

  private readonly skip = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>("main")?.focus();
  };
}

/** Pages that show the same to everybody: nobody is signed in on them. */
const isForStrangers = (path: string) => path === "/invitation";

/** What has to be done before anything else is allowed. */
const obligationCodes: readonly string[] = ["password-change-required", "totp-required"];

/** The api, telling the session when the service no longer knows who asks, and asking for a proof of presence where one is due. */
function watched(api: Api, session: SessionStore, askPresence: () => Promise<boolean>, keepFocus: FocusKeeper): Api {
  const watch = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await withPresence(work, askPresence);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401 && error.code === "not-signed-in") session.lose();
      if (error instanceof ApiError && obligationCodes.includes(error.code)) void session.load();
      throw error;
    }
  };
  return {
    get: (path, options) => watch(() => api.get(path, options)),
    send: (method, path, body, options) => keepFocus(() => watch(() => api.send(method, path, body, options))),
  };
}
