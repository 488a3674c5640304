// The session ended while a page was open: the page stays, and one can sign in again over it.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { MethodsReply, SessionReply } from "../../../schemas/sessions.ts";
import { AppElement } from "../page.ts";
import type { SessionStore } from "../session.ts";

/** `<borgdeck-signed-out>`: banner and dialog while the session is lost. */
export class SignedOut extends AppElement {
  @property({ attribute: false }) store!: SessionStore;
  @property({ attribute: false }) who!: SessionReply;
  @property({ attribute: false }) methods!: MethodsReply;
  /** Where a sign-in in another tab ends. */
  @property({ attribute: false }) returnTo = "";
  @state() private open = false;

  private focusedBefore: Element | null = null;

  protected override firstUpdated(): void {
    this.focusedBefore = document.activeElement;
    this.show();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("focus", this.recover);
  }

  /** Somebody may have signed in with the provider or the proxy, in another tab. */
  private readonly recover = (): void => void this.store.recover();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("focus", this.recover);
    if (this.focusedBefore instanceof HTMLElement && this.focusedBefore.isConnected) this.focusedBefore.focus();
  }

  private show(): void {
    this.open = true;
    void this.updateComplete.then(() => this.querySelector("dialog")?.showModal());
  }

  protected override render(): TemplateResult {
    return html`<div class="banner">
        <p><strong>You were signed out.</strong> What you see and what you have typed is still here.</p>
        <button type="button" class="button" @click=${() => this.show()}>Sign in again</button>
      </div>
      ${this.open ? this.renderDialog() : nothing}`;
  }

  private renderDialog(): TemplateResult {
    return html`<dialog aria-labelledby="signed-out-title" @close=${() => (this.open = false)}>
      <div class="stack-small">
        <h2 id="signed-out-title">You were signed out</h2>
        <p>Sign in again to go on. The page behind this stays as it is.</p>
        <borgdeck-sign-in-form
          .store=${this.store}
          .methods=${this.methods}
          .beside=${true}
          .returnTo=${this.returnTo}
          .username=${this.who.method === "password" ? this.who.user.username : ""}
        ></borgdeck-sign-in-form>
        <p><button type="button" class="button quiet" @click=${() => this.querySelector("dialog")?.close()}>Not now</button></p>
      </div>
    </dialog>`;
  }
}
