// The rules of signing in for everybody: who needs two-factor, and how long a sign-in lasts.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { GlobalRole } from "../../../../schemas/access.ts";
import type { AuthSettings, AuthSettingsReply } from "../../../../schemas/sign-in-settings.ts";
import { type DurationDraft, draftOfMs, durationField, msOf } from "../../fields/duration-field.ts";
import { checkField, errorLine } from "../../fields/fields.ts";
import type { Places } from "../../fields/form-errors.ts";
import { createLeaveGuard } from "../../fields/leave-guard.ts";
import { createSubmission } from "../../fields/submission.ts";
import { Page } from "../../page.ts";
import { roleNames } from "../../words.ts";
import { section } from "../plan-form/section.ts";
import { settingsNav } from "./settings-nav.ts";

const places: Places = [
  ["/requireTotpFor", "Two-factor"],
  ["/sessionIdleMs", "Idle time"],
  ["/sessionLifetimeMs", "Longest sign-in"],
  ["/bearerLifetimeMs", "Bearer tokens"],
];

/** What the service takes, in milliseconds, and in words. */
const bounds = {
  sessionIdleMs: { least: 5 * 60_000, most: 7 * 86_400_000, words: ["five minutes", "seven days"] },
  sessionLifetimeMs: { least: 3_600_000, most: 90 * 86_400_000, words: ["one hour", "ninety days"] },
  bearerLifetimeMs: { least: 5 * 60_000, most: 30 * 86_400_000, words: ["five minutes", "thirty days"] },
} as const;

type DurationName = "sessionIdleMs" | "sessionLifetimeMs" | "bearerLifetimeMs";

type Draft = Readonly<Record<DurationName, DurationDraft>> & { readonly requireTotpFor: readonly GlobalRole[] };

/** `<borgdeck-sign-in-rules-page>` */
export class SignInRulesPage extends Page<AuthSettingsReply> {
  @state() private draft: Draft | null = null;
  private readonly form = createSubmission(this);
  private readonly leaving = createLeaveGuard(this);

  protected heading(): string {
    return "Sign-in rules";
  }

  protected key(): string {
    return "sign-in-rules";
  }

  protected async load(): Promise<AuthSettingsReply> {
    const settings = await this.app.api.get<AuthSettingsReply>("/api/settings/auth");
    this.draft ??= draftOf(settings);
    return settings;
  }

  protected override renderTrail(): TemplateResult | typeof nothing {
    return settingsNav(this.app, "/settings/sign-in");
  }

  private change(change: Partial<Draft>): void {
    if (!this.draft) return;
    this.draft = { ...this.draft, ...change };
    this.leaving.hold();
  }

  private readonly save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { draft, data, form } = this;
    if (!draft || !data) return;
    const request = requestOf(draft);
    if ("errors" in request) return form.refuse(request.errors);
    const done = await form.run(() =>
      this.app.api.send<AuthSettingsReply>("PUT", "/api/settings/auth", request.settings, {
        ifRevision: data.revision,
      }),
    );
    if (!done) return;
    this.leaving.letGo();
    this.data = done.reply;
    this.draft = draftOf(done.reply);
    this.app.say("Saved.");
    if (done.reply.requireTotpFor.includes(this.app.session.user.role)) await this.app.reloadSession(); // it holds for oneself
  };

  protected renderPage(): TemplateResult | typeof nothing {
    const { draft, form } = this;
    if (!draft) return nothing;
    return html`<form class="stack form" novalidate @submit=${this.save}>
      ${section(null, "Two-factor", this.renderTwoFactor(draft))}
      ${section(
        null,
        "How long a sign-in lasts",
        html`
          ${this.renderDuration(draft, "sessionIdleMs", "Ends when nobody has used it for")}
          ${this.renderDuration(draft, "sessionLifetimeMs", "Ends in any case after")}
          ${this.renderDuration(draft, "bearerLifetimeMs", "A bearer token of the API is good for", " It ends with the user’s sessions too.")}
        `,
      )}
      <div class="stack-small">
        ${form.render(places, () => this.reload())}
        <p><button type="submit" class="button primary" ?disabled=${form.busy}>${form.busy ? "Saving…" : "Save"}</button></p>
      </div>
    </form>`;
  }

  private renderTwoFactor(draft: Draft): TemplateResult {
    const { requireTotpFor } = draft;
    const error = this.form.at("/requireTotpFor");
    return html`<fieldset class="group">
      <legend>Asked of everybody who signs in with a password and is</legend>
      ${(["viewer", "operator", "admin"] as const).map((role) =>
        checkField({
          id: `require-${role}`,
          label: roleNames[role],
          checked: requireTotpFor.includes(role),
          onChange: (checked) => {
            const rest = requireTotpFor.filter((other) => other !== role);
            this.change({ requireTotpFor: checked ? [...rest, role] : rest });
          },
        }),
      )}
      ${errorLine("require", error)}
      <p class="hint">Who has no authenticator app yet has to set one up before anything else, at once, you too. Passkeys count as two factors; single sign-on and the proxy have rules of their own.</p>
    </fieldset>`;
  }

  private renderDuration(draft: Draft, name: DurationName, label: string, more = ""): TemplateResult {
    const [least, most] = bounds[name].words;
    return durationField({
      id: name,
      label,
      hint: `From ${least} to ${most}.${more}`,
      value: draft[name],
      error: this.form.at(`/${name}`),
      onChange: (value) => this.change({ [name]: value }),
    });
  }
}

function draftOf({ requireTotpFor, sessionIdleMs, sessionLifetimeMs, bearerLifetimeMs }: AuthSettings): Draft {
  return {
    requireTotpFor,
    sessionIdleMs: draftOfMs(sessionIdleMs),
    sessionLifetimeMs: draftOfMs(sessionLifetimeMs),
    bearerLifetimeMs: draftOfMs(bearerLifetimeMs),
  };
}

function requestOf(draft: Draft): { settings: AuthSettings } | { errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const ms = (name: DurationName): number => {
    const value = msOf(draft[name]);
    const { least, most, words } = bounds[name];
    if (value === null) errors[`/${name}`] = "Type a number.";
    else if (value < least) errors[`/${name}`] = `Not less than ${words[0]}.`;
    else if (value > most) errors[`/${name}`] = `Not more than ${words[1]}.`;
    return value ?? 0;
  };
  const settings = {
    requireTotpFor: [...draft.requireTotpFor],
    sessionIdleMs: ms("sessionIdleMs"),
    sessionLifetimeMs: ms("sessionLifetimeMs"),
    bearerLifetimeMs: ms("bearerLifetimeMs"),
  };
  if (Object.keys(errors).length === 0 && settings.sessionIdleMs > settings.sessionLifetimeMs) {
    errors["/sessionIdleMs"] = "Shorter than the time after which it ends in any case.";
  }
  return Object.keys(errors).length > 0 ? { errors } : { settings };
}
