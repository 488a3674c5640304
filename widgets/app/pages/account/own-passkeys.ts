// The passkeys of one's account: adding, naming and removing them.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { AccountReply, PasskeyReply } from "../../../../schemas/account.ts";
import { currentPasswordField } from "../../fields/current-password-field.ts";
import { textField } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { ago, moment } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import { canUsePasskeys, makePasskey, passkeyProblem, whereTheyWork } from "../../passkeys.ts";

type Json = Record<string, unknown>;

/** `<borgdeck-own-passkeys>`: fires `borgdeck-changed` after each change. */
export class OwnPasskeys extends AppElement {
  @property({ attribute: false }) account!: AccountReply;
  @property({ attribute: false }) passkeys: readonly PasskeyReply[] = [];
  /** The id of the one that is being renamed, or `new`. */
  @state() private doing: string | null = null;
  @state() private name = "";
  @state() private password = "";
  @state() private refusal: string | null = null;
  private readonly submission = createSubmission(this);

  private begin(doing: string | null, name = ""): void {
    const before = this.doing;
    this.doing = doing;
    this.name = name;
    this.password = "";
    this.refusal = null;
    this.submission.refuse({});
    void this.updateComplete.then(() => {
      const next =
        doing === null ? this.querySelector<HTMLElement>(`[data-begins="${before}"]`) : this.querySelector("input");
      next?.focus();
    });
  }

  private settled(text: string): void {
    this.app.say(text);
    this.begin(null);
    this.dispatchEvent(new CustomEvent("borgdeck-changed"));
  }

  private readonly add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { hasPassword } = this.account;
    const errors = {
      ...(this.name.trim() === "" ? { "/name": "Give it a name." } : {}),
      ...(hasPassword && this.password === "" ? { "/password": "Type your password." } : {}),
    };
    if (Object.keys(errors).length > 0) return this.submission.refuse(errors);
    this.refusal = null;
    const { api } = this.app;
    const done = await this.submission.run(async () => {
      const options = await api.send<Json>(
        "POST",
        "/api/account/passkeys/options",
        hasPassword ? { password: this.password } : {},
      );
      const response = await makePasskey(options).catch((error: unknown) => {
        const problem = passkeyProblem(error);
        if (problem === null) throw error;
        this.refusal = problem; // the browser's word, and no request's
      });
      if (!response) return false;
      await api.send("POST", "/api/account/passkeys", { name: this.name.trim(), response });
      return true;
    });
    if (!done?.reply) return;
    await this.app.reloadSession();
    this.settled("The passkey is added.");
  };

  private readonly rename = async (event: Event): Promise<void> => {
    event.preventDefault();
    const name = this.name.trim();
    if (name === "") return this.submission.refuse({ "/name": "Give it a name." });
    const path = `/api/account/passkeys/${encodeURIComponent(this.doing ?? "")}`;
    if (await this.submission.run(() => this.app.api.send("PATCH", path, { name }))) this.settled("Renamed.");
  };

  private async discard({ id, name }: PasskeyReply): Promise<void> {
    const sure = await this.app.confirm({
      title: `Remove ${name}?`,
      text: "It does not sign you in any more. Remove it from the device or password manager too; Borgdeck cannot do that.",
      confirm: "Remove",
      danger: true,
    });
    if (!sure) return;
    try {
      await this.app.api.send("DELETE", `/api/account/passkeys/${encodeURIComponent(id)}`);
      await this.app.reloadSession();
      this.settled("The passkey is removed.");
    } catch (error) {
      this.app.report(error);
    }
  }

  protected override render(): TemplateResult {
    const { passkeys } = this;
    return html`<section class="card" aria-labelledby="passkeys">
      <h2 id="passkeys">Passkeys</h2>
      <p>
        ${
          this.account.user.door === "proxy"
            ? "The proxy signs you in; a passkey proves that it is you where something needs that."
            : "A passkey signs you in without a password, by the device’s own lock. It cannot be phished, and it works only at this address."
        }
      </p>
      ${passkeys.length === 0 ? html`<p class="muted">None yet.</p>` : html`<ul class="items">${passkeys.map((passkey) => this.renderPasskey(passkey))}</ul>`}
      ${this.renderAdd()}
    </section>`;
  }

  private renderPasskey(passkey: PasskeyReply): TemplateResult {
    const { id, name, rpId, createdAt, lastUsedAt } = passkey;
    if (this.doing === id) return html`<li>${this.renderForm("Rename", this.rename, false)}</li>`;
    return html`<li>
      <div>
        <strong>${name}</strong>
        <div class="small muted">
          Added ${moment(createdAt)}, ${lastUsedAt ? html`used ${ago(lastUsedAt)}` : "not used yet"}${rpId === location.hostname ? nothing : html`. Works at ${rpId} only, not here`}
        </div>
      </div>
      <div class="actions">
        <button type="button" class="button" aria-label="Rename ${name}" data-begins=${id} @click=${() => this.begin(id, name)}>Rename</button>
        <button type="button" class="button danger" aria-label="Remove ${name}" @click=${() => this.discard(passkey)}>Remove</button>
      </div>
    </li>`;
  }

  private renderAdd(): TemplateResult {
    if (!this.account.passkeysOffered) {
      return html`<p class="muted small">They cannot be made here: they need a PUBLIC_BASE_URL with https, or the address http://localhost.</p>`;
    }
    if (!canUsePasskeys()) {
      return html`<p class="muted small">This browser cannot make one at this address. ${whereTheyWork()}</p>`;
    }
    if (this.doing === "new") return this.renderForm("Add", this.add, this.account.hasPassword);
    return html`<p><button type="button" class="button" data-begins="new" @click=${() => this.begin("new", "")}>Add a passkey</button></p>`;
  }

  private renderForm(verb: string, submit: (event: Event) => void, asksPassword: boolean): TemplateResult {
    return html`<form class="stack-small" novalidate @submit=${submit}>
      ${textField({
        id: "passkey-name",
        label: "Name of the passkey",
        hint: "Such as the device it is on.",
        value: this.name,
        required: true,
        error: this.submission.at("/name"),
        onInput: (value) => {
          this.name = value;
        },
      })}
      ${
        asksPassword
          ? currentPasswordField({
              id: "passkey-password",
              value: this.password,
              error: this.submission.at("/password"),
              onInput: (value) => {
                this.password = value;
              },
            })
          : nothing
      }
      ${this.submission.render([
        ["/name", "name"],
        ["/password", "password"],
      ])}
      <div role="alert">${this.refusal ? html`<p class="error">${this.refusal}</p>` : nothing}</div>
      <div class="actions">
        <button type="submit" class="button primary" ?disabled=${this.submission.busy}>${this.submission.busy ? "Waiting…" : verb}</button>
        <button type="button" class="button" @click=${() => this.begin(null)}>Cancel</button>
      </div>
    </form>`;
  }
}
