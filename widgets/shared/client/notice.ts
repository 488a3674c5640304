// What an element says instead of data, or above data that is old: what is wrong, what to do, and the exact line that mends a wrong
// set-up. Part of the data client: an element that has data carries none of it.
import type { TemplateResult } from "lit";
import type { Catalogue } from "../../languages/catalogue.ts";
import { en } from "../element/messages-en.ts";
import type { Html } from "./drawings.ts";
import type { LiveError, LiveErrorKind } from "./live-state.ts";
import { noticeIcons } from "./notice-icons.ts";
import { type NoticeWords, noticeWordsEn } from "./notice-words-en.ts";

/** The element that says it. */
export interface NoticeHost {
  /** Base address of the service, if known. */
  readonly base: string | null;
  readonly localName: string;
  readonly catalogue: Catalogue | null;
  /** Asks the service again. */
  refresh(): void;
  requestUpdate(): void;
}

/** Loaded when somebody is first signed out. */
let site: typeof import("./site.ts") | undefined;
let loading: Promise<void> | undefined;

const kinds: Record<LiveErrorKind, readonly [keyof typeof noticeIcons, keyof NoticeWords["titles"]]> = {
  "signed-out": ["locked", "signed-out"],
  forbidden: ["locked", "forbidden"],
  unreachable: ["unreachable", "unreachable"],
  "unexpected-answer": ["unreachable", "unexpected-answer"],
  origin: ["misconfigured", "misconfigured"],
  policy: ["misconfigured", "misconfigured"],
  "mixed-content": ["misconfigured", "misconfigured"],
  "no-server": ["misconfigured", "misconfigured"],
};

/** The title of an error, as it is announced. */
export function noticeTitle({ kind }: LiveError, words: NoticeWords = noticeWordsEn): string {
  return words.titles[kinds[kind][1]];
}

/** Draws the notice for an error, with its actions. */
export function drawNotice(html: Html, error: LiveError, host: NoticeHost): TemplateResult {
  const { base, localName, catalogue } = host;
  const words = catalogue?.notices ?? noticeWordsEn;
  const { retry } = catalogue?.shared ?? en;
  const { kind, detail } = error;
  const [icon] = kinds[kind];
  const signedOut = kind === "signed-out";
  const opaque = kind === "origin" && location.origin === "null";
  const line = opaque ? null : lineToAdd(kind, base, localName);
  return html`<div class="pair" part="notice">
    <svg class="icon icon-${icon}" part="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path fill-rule="evenodd" d=${noticeIcons[icon]} />
    </svg>
    <div class="stack">
      <p class="strong">${noticeTitle(error, words)}</p>
      <p>${(!signedOut && detail) || words.hints[opaque ? "opaque-origin" : kind]}</p>
      ${signedOut && base ? drawOtherSite(html, base, words, host) : null}
      ${line && html`<code part="line">${line}</code>`}
      ${
        base &&
        html`<p class="actions">
          <a class="button" part="sign-in" href="${base}${signedOut ? "/auth/return" : "/"}" target="_blank" rel="noopener"
            >${signedOut ? words.signIn : words.open}</a
          >
          <button class="button" part="retry" @click=${() => host.refresh()}>${retry}</button>
        </p>`
      }
    </div>
  </div>`;
}

function drawOtherSite(html: Html, base: string, { otherSite }: NoticeWords, host: NoticeHost): TemplateResult | null {
  loading ??= import("./site.ts").then(({ isOtherSite, otherSiteEn }) => {
    site = { isOtherSite, otherSiteEn };
  });
  // Where it cannot be had, the notice does without.
  if (!site) void loading.then(() => host.requestUpdate()).catch(() => null);
  return site?.isOtherSite(base) ? html`<p>${otherSite ?? site.otherSiteEn}</p>` : null;
}

function lineToAdd(kind: LiveErrorKind, base: string | null, tag: string): string | null {
  switch (kind) {
    case "origin":
      return `DASHBOARD_ORIGINS=${location.origin}`;
    case "policy":
      return base && new URL(base).origin;
    case "mixed-content":
      return `<${tag} server="${base?.replace("http:", "https:")}">`;
    case "no-server":
      return `<${tag} server="https://borg.example.com">`;
    default:
      return null;
  }
}
