// What an element says instead of data, or above data that is old: what is wrong, and what to do.
import { html, type TemplateResult } from "lit";
import type { Messages } from "./i18n.ts";
import { type IconName, icon } from "./icons.ts";
import type { LiveError, LiveErrorKind, Remedy } from "./live.ts";

/** `broken`: the element itself failed. */
type Kind = LiveErrorKind | "broken";
type Key = { [K in keyof Messages]: Messages[K] extends string ? K : never }[keyof Messages];

/** Shape and title of each kind. */
const notices: Record<Kind, readonly [IconName, Key]> = {
  "signed-out": ["locked", "signedOut"],
  forbidden: ["locked", "forbidden"],
  unreachable: ["unreachable", "unreachable"],
  "unexpected-answer": ["unreachable", "unexpected"],
  origin: ["misconfigured", "misconfigured"],
  policy: ["misconfigured", "misconfigured"],
  "mixed-content": ["misconfigured", "misconfigured"],
  "no-server": ["misconfigured", "misconfigured"],
  broken: ["failed", "broken"],
};

export interface NoticeOptions {
  readonly text: Messages;
  /** Base address of the service, if known. */
  readonly base: string | null;
  /** Null where the data client could not be loaded. */
  readonly remedy: Remedy | null;
  readonly retry: () => void;
}

/** The title of an error, as it is announced. */
export function noticeTitle(kind: Kind, text: Messages): string {
  return text[notices[kind][1]];
}

/** The notice for an error, with its actions. */
export function noticeFor(
  { kind, detail }: Pick<LiveError, "detail"> & { kind: Kind },
  { text, base, remedy, retry }: NoticeOptions,
): TemplateResult {
  const signedOut = kind === "signed-out";
  return html`<div class="pair" part="notice">
    ${icon(notices[kind][0])}
    <div class="stack">
      <p class="strong">${noticeTitle(kind, text)}</p>
      <p>${(!signedOut && detail) || (remedy?.hint ?? text.unreachableHint)}</p>
      ${remedy?.line && html`<code part="line">${remedy.line}</code>`}
      ${
        base &&
        html`<p class="actions">
          <a class="button" part="sign-in" href="${base}${signedOut ? "/auth/return" : "/"}" target="_blank" rel="noopener"
            >${signedOut ? text.signIn : text.open}</a
          >
          <button class="button" part="retry" @click=${retry}>${text.retry}</button>
        </p>`
      }
    </div>
  </div>`;
}
