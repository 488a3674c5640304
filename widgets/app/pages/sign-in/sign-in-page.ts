// Signing in, at whatever address one wanted to see.
import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { MethodsReply } from "../../../../schemas/sessions.ts";
import { AppElement } from "../../page.ts";
import type { Router } from "../../router.ts";
import type { SessionStore } from "../../session.ts";
import { problemOf } from "./problems.ts";
import { renderProblem } from "./render-problem.ts";

/** `<borgdeck-sign-in-page>` */
export class SignInPage extends AppElement {
  @property({ attribute: false }) store!: SessionStore;
  @property({ attribute: false }) router!: Router;
  @property({ attribute: false }) methods: MethodsReply | null = null;

  protected override firstUpdated(): void {
    document.title = "Sign in · Borgdeck";
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>("#username")?.focus());
  }

  protected override render(): TemplateResult {
    const { path, query } = this.router.current();
    return html`<div class="narrow stack">
      <h1 tabindex="-1">Sign in</h1>
      ${renderProblem(problemOf(query))}
      <section class="card">
        <borgdeck-sign-in-form
          .store=${this.store}
          .methods=${this.methods}
          .returnTo=${path === "/sign-in" ? (query.get("returnTo") ?? this.router.href("/")) : null}
        ></borgdeck-sign-in-form>
      </section>
    </div>`;
  }
}
