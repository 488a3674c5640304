// A page of a few words, for moments in which the pages' script is of no use.
import { createHash } from "node:crypto";
import { escapeMarkup } from "./escape-markup.ts";
import { icon } from "./shell.ts";

export interface PlainPage {
  readonly title: string;
  readonly text: string;
  /** To the pages, which are at `basePath`; null where they would not open either. */
  readonly basePath: string | null;
}

const style =
  "html{color-scheme:light dark;background:light-dark(#fff,#1b1d20);color:light-dark(#1f2328,#e6e8eb);font:16px/1.5 system-ui,sans-serif}" +
  "main{max-width:36rem;margin:18vh auto 0;padding:0 1rem;overflow-wrap:anywhere}h1{font-size:1.4rem}" +
  "a{color:light-dark(#0b57d0,#8ab4f8)}";

/** Nothing but its own style is loaded, and nothing runs. */
export const plainPageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    "img-src data:",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
} as const;

export function plainPage({ title, text, basePath }: PlainPage): string {
  const link = basePath === null ? "" : `\n<p><a href="${basePath}/">Open Borgdeck</a></p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeMarkup(title)} · Borgdeck</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<main><h1>${escapeMarkup(title)}</h1>
<p>${escapeMarkup(text)}</p>${link}</main>
</body>
</html>
`;
}
