// Every way to sign in that is open here, and none that is not.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { MethodsReply } from "../../../../schemas/sessions.ts";
import { errorText } from "../../errors.ts";
import { textField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import { canFillInPasskeys, canUsePasskeys, keepFillingIn, passkeyProblem } from "../../passkeys.ts";
import type { SessionStore } from "../../session.ts";

/** `<borgdeck-sign-in-form>`: what was typed stays when it is refused. */
export class SignInForm extends AppElement {
  @property({ attribute: false }) store!: SessionStore;
  @property({ attribute: false }) methods: MethodsReply | null = null;
  @property({ attribute: false }) username = "";
  /** Over a page that has to stay: what leads elsewhere opens in a tab of its own. */
  @property({ attribute: false }) beside = false;
  /** The address to come back to from a provider, or null for the present one. */
  @property({ attribute: false }) returnTo: string | null = null;
  @state() private password = "";
  @state() private problem: string | null = null;
  @state() private step: "first" | "second" = "first";
  @state() private busy: "password" | "passkey" | null = null;
  private stopFillingIn: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.fillIn();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.holdFilling();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("methods")) void this.fillIn();
  }

  /** A browser has one thing pending at the service: nothing else may begin while the autofill waits, and the other way round. */
  private async fillIn(): Promise<void> {
    const wanted = () =>
      this.isConnected && this.step === "first" && this.methods?.passkey === true && this.methods.password;
    if (!wanted() || !(await canFillInPasskeys()) || !wanted() || this.stopFillingIn) return;
    let chosen = false;
    this.stopFillingIn = keepFillingIn(
      () =>
        this.store.signInByAutofill(() => {
          chosen = true;
        }),
      (error) => {
        this.stopFillingIn = null;
        if (chosen) this.problem = errorText(error); // else nobody has asked for anything yet
      },
    );
  }

  private holdFilling(): void {
    this.stopFillingIn?.();
    this.stopFillingIn = null;
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const missing = this.username.trim() === "" ? "username" : this.password === "" ? "password" : null;
    if (missing) return this.refuse(missing === "username" ? "Type your name." : "Type your password.", missing);
    this.holdFilling();
    this.busy = "password";
    this.problem = null;
    try {
      if ((await this.store.signIn(this.username.trim(), this.password)) === "second-step") this.step = "second";
      this.password = "";
    } catch (error) {
      this.refuse(errorText(error), "password");
      void this.fillIn();
    } finally {
      this.busy = null;
    }
  };

  private readonly byPasskey = async (): Promise<void> => {
    if (this.busy) return;
    this.holdFilling();
    this.busy = "passkey";
    this.problem = null;
    try {
      await this.store.signInWithPasskey();
    } catch (error) {
      this.problem = passkeyProblem(error) ?? errorText(error);
      void this.fillIn();
    } finally {
      this.busy = null;
    }
  };

  private refuse(problem: string, focus: "username" | "password"): void {
    this.problem = problem;
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>(`#${focus}`)?.focus());
  }

  private readonly restart = ({ detail }: CustomEvent<string | null>): void => {
    this.step = "first";
    this.problem = detail;
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>("#password")?.focus());
    void this.fillIn();
  };

  protected override render(): TemplateResult {
    if (this.step === "second") {
      return html`<borgdeck-second-step .store=${this.store} @borgdeck-restart=${this.restart}></borgdeck-second-step>`;
    }
    const { methods } = this;
    const withPassword = methods?.password !== false;
    const withPasskeys = withPassword && methods?.passkey === true && canUsePasskeys();
    return html`<div class="stack-small">
      ${methods?.header ? this.renderProxy(withPassword) : nothing}
      ${withPassword ? this.renderForm(withPasskeys) : nothing}
      <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>
      ${withPassword ? this.renderSubmit() : nothing}
      ${withPassword && (withPasskeys || methods?.oidc) ? html`<p class="or" aria-hidden="true"><span>or</span></p>` : nothing}
      ${withPasskeys ? this.renderPasskey() : nothing}
      ${methods?.oidc ? this.renderProvider(methods.oidc, !withPassword) : nothing}
      ${methods && isClosed(methods) ? renderNoWay() : nothing}
      ${methods && isLocalOnly(methods) && !this.beside ? renderLost() : nothing}
    </div>`;
  }

  private renderSubmit(): TemplateResult {
    return html`<p>
      <button type="submit" form="sign-in" class="button primary wide" ?disabled=${this.busy !== null}>${this.busy === "password" ? "Signing in…" : "Sign in"}</button>
    </p>`;
  }

  private renderPasskey(): TemplateResult {
    return html`<p>
      <button type="button" class="button wide" ?disabled=${this.busy !== null} @click=${this.byPasskey}>${this.busy === "passkey" ? "Waiting for the passkey…" : "Sign in with a passkey"}</button>
    </p>`;
  }

  private renderProxy(orLocal: boolean): TemplateResult {
    return html`<p>
        The proxy in front of Borgdeck signs people in, and it named nobody for this request. Open Borgdeck through the proxy's
        address, or sign in there again${orLocal ? "; or use a local account." : "."}
      </p>
      <p><button type="button" class="button" @click=${() => (this.beside ? this.store.recover() : this.store.load())}>Try again</button></p>`;
  }

  private renderProvider({ name, loginUrl }: { name: string; loginUrl: string }, alone: boolean): TemplateResult {
    const url = new URL(loginUrl, location.href);
    url.searchParams.set("returnTo", this.returnTo ?? location.pathname + location.search);
    return html`<p>
      <a class="button wide ${alone ? "primary" : ""}" href=${url.href} target=${this.beside ? "_blank" : "_self"} rel="noopener">Sign in with ${name}</a>
    </p>`;
  }

  private renderForm(withPasskeys: boolean): TemplateResult {
    return html`<form id="sign-in" class="stack-small" novalidate @submit=${this.submit}>
      ${textField({
        id: "username",
        label: "Name",
        value: this.username,
        autocomplete: withPasskeys ? "username webauthn" : "username",
        required: true,
        autofocus: this.username === "",
        onInput: (value) => {
          this.username = value;
        },
      })}
      ${textField({
        id: "password",
        label: "Password",
        type: "password",
        value: this.password,
        autocomplete: "current-password",
        required: true,
        autofocus: this.username !== "",
        onInput: (value) => {
          this.password = value;
        },
      })}
    </form>`;
  }
}

/** Where others sign in elsewhere, what is done about a local password is of no concern to them. */
const isLocalOnly = ({ password, oidc, header }: MethodsReply) => password && !oidc && !header;

function renderLost(): TemplateResult {
  return html`<details class="small">
    <summary>Lost the password?</summary>
    <p class="muted">
      An administrator can make you a link to set another. The first administrator’s name and password were printed by the first
      start, once; <code>borgdeck user reset-password NAME</code> on the host makes a new one.
    </p>
  </details>`;
}

const isClosed = ({ password, oidc, header }: MethodsReply) => !password && !oidc && !header;

function renderNoWay(): TemplateResult {
  return html`<p>
    No way to sign in is open: local accounts are switched off, and single sign-on does not work at the moment.
    <code>borgdeck user enable-local</code> on the host opens local accounts again.
  </p>`;
}
