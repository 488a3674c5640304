// Asking for a proof that it is really the one who signed in, before what touches secrets, factors and users.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { SessionReply, StepUpRequest } from "../../../schemas/sessions.ts";
import { ApiError } from "../../shared/client/api.ts";
import { errorText } from "../errors.ts";
import { codeField } from "../fields/code-field.ts";
import { textField } from "../fields/fields.ts";
import { AppElement } from "../page.ts";
import { canUsePasskeys, passkeyProblem, whereTheyWork } from "../passkeys.ts";
import type { SessionStore } from "../session.ts";

type Method = SessionReply["stepUp"]["methods"][number];

const methodNames: Readonly<Record<Method, string>> = {
  password: "Use the password",
  totp: "Use a one-time code",
  passkey: "Use a passkey",
  oidc: "Sign in at the provider again",
};

/** `<borgdeck-presence>` */
export class PresenceDialog extends AppElement {
  @property({ attribute: false }) store!: SessionStore;
  @state() private method: Method | null = null;
  @state() private open = false;
  @state() private text = "";
  @state() private problem: string | undefined = undefined;
  @state() private busy = false;
  private asked: Promise<boolean> | null = null;
  private settle: ((proved: boolean) => void) | null = null;

  /** Resolves to whether presence was proved. Whoever asks while it is open gets the same answer. */
  ask(): Promise<boolean> {
    this.asked ??= this.show();
    return this.asked;
  }

  private async show(): Promise<boolean> {
    this.method = this.methods[0] ?? null;
    this.open = true;
    await this.updateComplete;
    this.querySelector("dialog")?.showModal();
    addEventListener("focus", this.lookAgain);
    return new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  private end(proved: boolean): void {
    const { settle } = this;
    removeEventListener("focus", this.lookAgain);
    this.settle = null;
    this.asked = null;
    this.querySelector("dialog")?.close(); // gives the focus back to where it was
    this.open = false;
    this.text = "";
    this.problem = undefined;
    settle?.(proved);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end(false);
  }

  /** What this user can prove it with, in this browser. */
  private get methods(): readonly Method[] {
    return this.app.session.stepUp.methods.filter((method) => method !== "passkey" || canUsePasskeys());
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      await work();
      this.end(true);
    } catch (error) {
      this.problem = passkeyProblem(error) ?? errorText(error);
      this.text = "";
      await this.updateComplete;
      this.querySelector("input")?.focus();
    } finally {
      this.busy = false;
    }
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const text = this.method === "totp" ? this.text.replaceAll(/\s/g, "") : this.text;
    if (text === "") return;
    const proof: StepUpRequest = this.method === "totp" ? { code: text } : { password: text };
    await this.attempt(() => this.store.prove(proof));
  };

  /** The provider is asked in a tab of its own, so that nothing typed here is lost; its answer shows in the session. */
  private readonly lookAgain = async (): Promise<void> => {
    if (this.method !== "oidc" || this.busy) return;
    const session = await this.app.api.get<SessionReply>("/api/session").catch(() => null);
    if (session?.stepUp.until) this.end(true);
  };

  private choose(method: Method): void {
    this.method = method;
    this.text = "";
    this.problem = undefined;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("input, .primary")?.focus());
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const others = this.methods.filter((method) => method !== this.method);
    return html`<dialog aria-labelledby="presence-title" @close=${() => this.end(false)}>
      <form class="stack-small" novalidate @submit=${this.submit}>
        <h2 id="presence-title">Is it you?</h2>
        ${this.method === null ? this.renderNothingToUse() : this.renderMethod(this.method)}
        <div class="actions ways">
          ${others.map((method) => html`<button type="button" class="button quiet" @click=${() => this.choose(method)}>${methodNames[method]}</button>`)}
        </div>
      </form>
    </dialog>`;
  }

  private renderMethod(method: Method): TemplateResult {
    const { username } = this.app.session.user;
    const cancel = html`<button type="button" class="button" @click=${() => this.end(false)}>Cancel</button>`;
    const field = {
      value: this.text,
      error: this.problem,
      onInput: (value: string) => {
        this.text = value;
      },
    };
    return html`<p>
        This asks for a proof that you are <strong>${username}</strong> and here now. It holds for five minutes.
      </p>
      ${
        method === "password"
          ? textField({
              ...field,
              id: "presence-password",
              label: "Password",
              type: "password",
              autocomplete: "current-password",
              autofocus: true,
            })
          : nothing
      }
      ${method === "totp" ? codeField({ ...field, id: "presence-code", kind: "totp", label: "One-time code" }) : nothing}
      ${method === "passkey" || method === "oidc" ? html`<div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>` : nothing}
      ${method === "oidc" ? html`<p class="small muted">The provider opens in another tab. Come back here when it says that you are signed in.</p>` : nothing}
      <div class="actions end">${cancel} ${this.renderGo(method)}</div>`;
  }

  private renderGo(method: Method): TemplateResult {
    if (method === "passkey") {
      return html`<button type="button" class="button primary" autofocus ?disabled=${this.busy} @click=${() => this.attempt(() => this.store.proveWithPasskey())}>
        ${this.busy ? "Waiting for the passkey…" : "Use a passkey"}
      </button>`;
    }
    if (method === "oidc") {
      const query = new URLSearchParams({ purpose: "step-up", returnTo: this.app.href("/confirmed") });
      return html`<a class="button primary" target="_blank" rel="noopener" href="${this.app.server}/api/auth/oidc/login?${query}">Go to the provider</a>`;
    }
    return html`<button type="submit" class="button primary" ?disabled=${this.busy}>Go on</button>`;
  }

  private renderNothingToUse(): TemplateResult {
    const leave = () => this.end(false);
    const asks = "This asks for a proof that you are here now, and";
    return html`${
      this.app.session.stepUp.methods.includes("passkey")
        ? html`<p>${asks} your passkey is the only one you have: it does not work in this browser at this address. ${whereTheyWork()}</p>
            <p>Or set up an authenticator app, which works everywhere.</p>`
        : html`<p>
              ${asks} there is nothing yet that you could prove it with: what signs you in says who you are, but not that it is
              you who is asking.
            </p>
            <p>Set up an authenticator app or a passkey first; it takes a minute.</p>`
    }
      <div class="actions end">
        <button type="button" class="button" @click=${leave}>Cancel</button>
        <a class="button primary" href=${this.app.href("/account/security")} @click=${leave}>Set one up</a>
      </div>`;
  }
}

/** Does a request; where the service wants a proof of presence, has it given and does the request once more. */
export async function withPresence<T>(work: () => Promise<T>, ask: () => Promise<boolean>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "step-up-required")) throw error;
    if (!(await ask())) throw error;
    return work();
  }
}
