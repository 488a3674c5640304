// How a user gets in, and what an administrator can do about it: approve, invite again, sign out, lock out, remove.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { FirstEntry, UserReply } from "../../../../schemas/users.ts";
import type { Question } from "../../context.ts";
import { createSubmission } from "../../fields/submission.ts";
import { when } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import { doorNames, factorWords, isPast } from "./user-words.ts";

/** `<borgdeck-user-access>`: of somebody else; one's own is on the account page. */
export class UserAccess extends AppElement {
  @property({ attribute: false }) user!: UserReply;
  /** Whether a password of a local account opens anything here. */
  @property({ attribute: false }) localSignIn = true;
  @property({ attribute: false }) reload: () => Promise<unknown> = () => Promise.resolve();
  @state() private entry: FirstEntry | null = null;
  private readonly form = createSubmission(this);

  /** Asks where there is something to ask, does it, and reads the user anew. */
  private async act(verb: string, done: string, question: Question | null = null): Promise<void> {
    if (question && !(await this.app.confirm(question))) return;
    const { id } = this.user;
    const reply = await this.form.run(() => this.app.api.send("POST", `/api/users/${id}/${verb}`));
    if (!reply) return;
    this.app.say(done);
    await this.reload();
  }

  private readonly invite = async (): Promise<void> => {
    const { username, id, factors } = this.user;
    const sure =
      !factors.password ||
      (await this.app.confirm({
        title: `Make a link for ${username}?`,
        text: "Whoever opens it can choose a new password for this user. Two-factor, where they have it, is still asked for. An earlier link stops working.",
        confirm: "Make the link",
      }));
    if (!sure) return;
    const done = await this.form.run(() => this.app.api.send<FirstEntry>("POST", `/api/users/${id}/invite`));
    if (!done) return;
    this.entry = done.reply;
    await this.reload();
  };

  private readonly removeUser = async (): Promise<void> => {
    const { id, username } = this.user;
    const sure = await this.app.confirm({
      title: `Remove ${username}?`,
      text: "Their sessions and tokens end at once, and their roles are gone. Repositories and plans they made stay, for administrators. To keep somebody out who comes by the proxy or single sign-on, deactivate them instead: removed, they would be added anew.",
      confirm: "Remove",
      danger: true,
    });
    if (!sure || !(await this.form.run(() => this.app.api.send("DELETE", `/api/users/${id}`)))) return;
    this.app.say(`${username} is removed.`);
    this.app.go("/users");
  };

  protected override render(): TemplateResult {
    const { user, form, entry } = this;
    return html`<section class="card" aria-labelledby="access">
      <h2 id="access">Signing in</h2>
      <dl class="facts">
        <dt>Comes by</dt>
        <dd>${doorNames[user.door]}</dd>
        ${factorWords(user) === "" ? nothing : html`<dt>Has</dt><dd>${factorWords(user)}</dd>`}
        ${user.invitedUntil === null ? nothing : html`<dt>Invitation</dt><dd>${isPast(user.invitedUntil) ? "ended" : "open until"} ${when(user.invitedUntil)}</dd>`}
      </dl>
      ${entry === null ? nothing : html`<borgdeck-first-entry .app=${this.app} .entry=${entry} .username=${user.username}></borgdeck-first-entry>`}
      ${form.render([])}
      <div class="actions">${this.renderActions(user)}</div>
    </section>`;
  }

  private renderActions(user: UserReply): TemplateResult {
    const { username, factors } = user;
    const busy = this.form.busy;
    const button = (text: string, onClick: () => unknown, kind = "") =>
      html`<button type="button" class="button ${kind}" ?disabled=${busy} @click=${onClick}>${text}</button>`;
    return html`
      ${user.pending ? button("Approve", () => this.act("approve", `${username} may sign in.`), "primary") : nothing}
      ${user.door === "local" && this.localSignIn ? button(factors.password ? "Make a link for a new password" : "Make a new invitation link", this.invite) : nothing}
      ${button("Sign out everywhere", () => this.act("sign-out", `${username} is signed out everywhere.`))}
      ${
        factors.totp || factors.passkeys > 0
          ? button("Reset two-factor and passkeys", () =>
              this.act("reset-factors", `Two-factor and passkeys of ${username} are gone.`, {
                title: `Reset two-factor and passkeys of ${username}?`,
                text: "For somebody who has lost them. One-time codes, recovery codes and passkeys of this user stop working, and their sessions end. Make sure that it is really them who asks.",
                confirm: "Reset",
                danger: true,
              }),
            )
          : nothing
      }
      ${
        user.active || user.pending
          ? button(
              "Deactivate",
              () =>
                this.act("deactivate", `${username} is deactivated.`, {
                  title: `Deactivate ${username}?`,
                  text: "Their sessions, open pages and tokens end at once, and they cannot sign in until somebody activates them again. What belongs to them stays, and their plans go on running.",
                  confirm: "Deactivate",
                  danger: true,
                }),
              "danger",
            )
          : button("Activate", () => this.act("activate", `${username} may sign in again.`))
      }
      ${button("Remove", this.removeUser, "danger")}
    `;
  }
}
