// What an element says instead of data, or above data that is old: what is wrong, and what to do.
import { html, nothing, type TemplateResult } from "lit";
import { type IconName, icon } from "./icons.ts";
import type { Messages } from "./i18n.ts";
import type { LiveError, LiveErrorKind } from "./live-state.ts";

interface Notice {
  readonly icon: IconName;
  readonly title: keyof Messages & string;
  readonly hint: keyof Messages & string;
}

const notices: Record<LiveErrorKind | "broken", Notice> = {
  "signed-out": { icon: "locked", title: "signedOut", hint: "signedOutHint" },
  forbidden: { icon: "locked", title: "forbidden", hint: "forbiddenHint" },
  unreachable: { icon: "unreachable", title: "unreachable", hint: "unreachableHint" },
  "unexpected-answer": { icon: "unreachable", title: "unexpected", hint: "unexpectedHint" },
  origin: { icon: "misconfigured", title: "misconfigured", hint: "originHint" },
  policy: { icon: "misconfigured", title: "misconfigured", hint: "policyHint" },
  "mixed-content": { icon: "misconfigured", title: "misconfigured", hint: "mixedContentHint" },
  "no-server": { icon: "misconfigured", title: "misconfigured", hint: "noServerHint" },
  broken: { icon: "failed", title: "broken", hint: "brokenHint" },
};

export interface NoticeOptions {
  readonly text: Messages;
  /** Base address of the service, if known. */
  readonly base: string | null;
  readonly tag: string;
  readonly retry: () => void;
}

/** The title of an error, as it is announced. */
export function noticeTitle(kind: LiveErrorKind | "broken", text: Messages): string {
  return text[notices[kind].title] as string;
}

/** The notice for an error, with its actions. */
export function noticeFor({ kind, detail }: LiveError | { kind: "broken"; detail: string }, options: NoticeOptions): TemplateResult {
  const { text, base, retry } = options;
  const notice = notices[kind];
  const line = lineToAdd(kind, options);
  const opaque = kind === "origin" && location.origin === "null";
  const hint = opaque ? text.opaqueOriginHint : (kind !== "signed-out" && detail) || (text[notice.hint] as string);
  return html`<div class="notice" part="notice">
    ${icon(notice.icon)}
    <div class="notice-text">
      <p class="strong">${text[notice.title]}</p>
      <p>${hint}</p>
      ${line && !opaque ? html`<code class="block" part="line">${line}</code>` : nothing}
      ${
        kind === "no-server" || kind === "broken"
          ? nothing
          : html`<p class="actions">
              ${
                kind === "signed-out"
                  ? html`<a class="button" part="sign-in" href="${base}/auth/return" target="_blank" rel="noopener">${text.signIn}</a>`
                  : nothing
              }
              <button class="button" part="retry" type="button" @click=${retry}>${text.retry}</button>
              ${kind === "signed-out" ? nothing : html`<a href="${base}/" target="_blank" rel="noopener">${text.open}</a>`}
            </p>`
      }
    </div>
  </div>`;
}

/** The exact line that would mend a wrong set-up. */
function lineToAdd(kind: LiveErrorKind | "broken", { base, tag }: NoticeOptions): string | null {
  switch (kind) {
    case "origin":
      return `DASHBOARD_ORIGINS=${location.origin}`;
    case "policy":
      return new URL(base ?? location.href).origin;
    case "mixed-content":
      return `<${tag} server="${base?.replace("http:", "https:")}">`;
    case "no-server":
      return `<${tag} server="https://borg.example.com">`;
    default:
      return null;
  }
}
