// The parts of the form of single sign-on.
import { html, nothing, type TemplateResult } from "lit";
import type { AllRepositoriesRole } from "../../../../schemas/access.ts";
import type { OidcSettings, OidcSettingsReply } from "../../../../schemas/sign-in-settings.ts";
import type { UserReply } from "../../../../schemas/users.ts";
import { checkField, choiceField, selectField, textArea, textField } from "../../fields/fields.ts";
import type { Submission } from "../../fields/submission.ts";
import { allRoleChoices } from "../users/user-words.ts";
import { type ClaimName, linesOf, type SsoDraft } from "./sso-draft.ts";

/** What the parts share. */
export interface SsoForm {
  readonly draft: SsoDraft;
  readonly settings: OidcSettingsReply;
  readonly users: readonly UserReply[];
  readonly form: Submission;
  change(change: Partial<SsoDraft>): void;
}

type TextName = "providerName" | "discoveryUrl" | "clientId" | "scopes" | "redirectUri";

/** Name, address, client and secret. */
export function providerFields(sso: SsoForm): TemplateResult {
  const { draft, settings, form, change } = sso;
  const text = (name: TextName, label: string, hint: string | undefined, type: "text" | "url" = "text") =>
    textField({
      id: `sso-${name}`,
      label,
      hint,
      type,
      placeholder: name === "discoveryUrl" ? "https://auth.example.com" : undefined,
      value: draft[name],
      required: name !== "redirectUri",
      error: form.at(`/${name}`),
      onInput: (value) => change({ [name]: value }),
    });
  return html`
    ${text("providerName", "Name of the provider", "Stands on the button of the sign-in page.")}
    ${text("discoveryUrl", "Discovery URL", "The issuer, or its /.well-known/openid-configuration. HTTPS, but for this host itself.", "url")}
    <div class="pair">${text("clientId", "Client ID", undefined)} ${secretField(sso)}</div>
    ${
      settings.clientSecretSet
        ? checkField({
            id: "sso-remove-secret",
            label: "Remove the stored secret",
            checked: draft.removeSecret,
            disabled: draft.clientSecret !== "",
            onChange: (removeSecret) => change({ removeSecret }),
          })
        : nothing
    }
    ${selectField<OidcSettings["authMethod"]>({
      id: "sso-authMethod",
      label: "How the secret is sent",
      value: draft.authMethod,
      choices: [
        { value: "client_secret_basic", label: "client_secret_basic" },
        { value: "client_secret_post", label: "client_secret_post" },
      ],
      error: form.at("/authMethod"),
      onChange: (authMethod) => change({ authMethod }),
    })}
    ${text("scopes", "Scopes", "Separated by spaces; groups often need a scope of their own.")}
    ${text("redirectUri", "Redirect URI instead of the callback above (optional)", "Only where the provider must be told another address that leads to the same place.", "url")}
  `;
}

function secretField({ draft, settings, form, change }: SsoForm): TemplateResult {
  return textField({
    id: "sso-clientSecret",
    label: "Client secret",
    type: "password",
    autocomplete: "new-password",
    hint: settings.clientSecretSet ? "One is stored; it is never shown. Leave this empty to keep it." : undefined,
    value: draft.clientSecret,
    error: form.at("/clientSecret"),
    onInput: (clientSecret) => change({ clientSecret }),
  });
}

const claimLabels: Record<ClaimName, string> = {
  username: "User name",
  email: "E-mail",
  name: "Full name",
  role: "Role (optional)",
  allRepositoriesRole: "Role on every repository (optional)",
  groups: "Groups (optional)",
};

/** Where each thing stands among the claims. */
export function claimFields({ draft, form, change }: SsoForm): TemplateResult {
  const { claims } = draft;
  return html`<p class="muted small">
      Names of claims; dots lead into them, as in <code>resource_access.borgdeck.role</code>. Without the user name’s claim,
      <code>sub</code> is taken, then the first part of the e-mail. Roles are <code>viewer</code>, <code>operator</code> and
      <code>admin</code>; what is left empty is not looked at.
    </p>
    <div class="pair">
      ${(Object.keys(claimLabels) as ClaimName[]).map((name) =>
        textField({
          id: `sso-claim-${name}`,
          label: claimLabels[name],
          mono: true,
          value: claims[name],
          error: form.at(`/claims/${name}`),
          onInput: (value) => change({ claims: { ...claims, [name]: value } }),
        }),
      )}
    </div>`;
}

/** What becomes of somebody who comes for the first time, and the roles where claims say none. */
export function newUserFields(sso: SsoForm): TemplateResult {
  const { draft, form, change } = sso;
  return html`
    ${choiceField<OidcSettings["newUsers"]>({
      name: "sso-newUsers",
      legend: "Somebody who signs in for the first time",
      value: draft.newUsers,
      choices: [
        { value: "deny", label: "Is refused", hint: "Only who has linked an account before gets in." },
        { value: "viewer", label: "Is added with the roles below" },
        { value: "pending", label: "Waits until an administrator approves", hint: "They stand under Users." },
        {
          value: "template",
          label: "Gets roles and grants of another user",
          hint: "Being an administrator is never copied.",
          more: templateField(sso),
        },
      ],
      error: form.at("/newUsers"),
      onChange: (newUsers) => change({ newUsers }),
    })}
    <div class="pair">
      ${selectField<OidcSettings["defaultRole"]>({
        id: "sso-defaultRole",
        label: "Role where no claim says one",
        value: draft.defaultRole,
        choices: [
          { value: "viewer", label: "Viewer" },
          { value: "operator", label: "Operator" },
        ],
        error: form.at("/defaultRole"),
        onChange: (defaultRole) => change({ defaultRole }),
      })}
      ${selectField<AllRepositoriesRole>({
        id: "sso-defaultAllRepositoriesRole",
        label: "On every repository",
        value: draft.defaultAllRepositoriesRole,
        choices: allRoleChoices,
        error: form.at("/defaultAllRepositoriesRole"),
        onChange: (defaultAllRepositoriesRole) => change({ defaultAllRepositoriesRole }),
      })}
    </div>
    ${textArea({
      id: "sso-adminGroups",
      label: "Groups of administrators",
      hint: "One a line, exactly as the provider writes them. Only members of one of them can be administrators; a role claim alone makes nobody one.",
      value: draft.adminGroups,
      warning:
        linesOf(draft.adminGroups).length > 0 && draft.claims.groups.trim() === ""
          ? "The claim of the groups is empty above, so nobody is a member."
          : undefined,
      error: form.at("/adminGroups"),
      onInput: (adminGroups) => change({ adminGroups }),
    })}
  `;
}

function templateField({ draft, users, form, change }: SsoForm): TemplateResult {
  const chosen = users.some(({ id }) => id === draft.templateUserId) ? (draft.templateUserId ?? "") : "";
  return selectField({
    id: "sso-templateUserId",
    label: "Template",
    value: chosen,
    choices: [
      { value: "", label: "Choose a user" },
      ...users.map(({ id, username }) => ({ value: id, label: username })),
    ],
    error: form.at("/templateUserId"),
    onChange: (id) => change({ templateUserId: id || null }),
  });
}

/** Whether passwords still open anything. */
export function localSignInField({ draft, settings, form, change }: SsoForm): TemplateResult {
  const blocked = settings.localSignInBlocker !== null && !draft.disableLocalSignIn;
  return html`${checkField({
    id: "sso-disableLocalSignIn",
    label: "Switch local sign-in off",
    hint: html`${settings.localSignInBlocker ?? "Passwords, one-time codes and passkeys are then gone from the sign-in page and the API."}
      The way back is on the host: <code>borgdeck user enable-local</code>.`,
    checked: draft.disableLocalSignIn,
    disabled: blocked,
    onChange: (disableLocalSignIn) => change({ disableLocalSignIn }),
  })}
  ${form.at("/disableLocalSignIn") ? html`<p class="error" id="sso-disableLocalSignIn-error">${form.at("/disableLocalSignIn")}</p>` : nothing}`;
}
