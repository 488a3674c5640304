// The frame for dashboards that take no script: a shell which anybody may have. Its data comes from the gated API, so that it can
// say that a sign-in is needed, which a gated page in a frame cannot.
import { createHash } from "node:crypto";

export interface EmbedLook {
  readonly theme: "auto" | "light" | "dark";
  readonly transparent: boolean;
  /** A language tag. */
  readonly lang: string;
}

const languageTag = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;

/** The look that a query asks for; what is not known is as if it were not there. */
export function embedLook(query: Readonly<Record<string, string | undefined>>): EmbedLook {
  const { theme, transparent, lang } = query;
  return {
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    transparent: transparent === "" || transparent === "1" || transparent === "true",
    lang: lang !== undefined && languageTag.test(lang) ? lang : "en",
  };
}

/**
 * In force before any script: no flash of another colour. The ground is the surface that an element paints by itself under
 * `theme`, so that a frame which is higher than it has one colour. A frame is seen through where its page has the same colour scheme.
 */
const style =
  "html{background:light-dark(#fff,#1b1d20);color:CanvasText;overflow:auto}html.transparent{background:transparent}body{margin:0}p{margin:12px;font:14px system-ui,sans-serif}";

/** The shell; the script reads the rest of the address. `basePath` has passed the configuration's check. */
export function embedShell(basePath: string, { theme, transparent, lang }: EmbedLook): string {
  return `<!doctype html>
<html lang="${lang}"${transparent ? ' class="transparent"' : ""}>
<head>
<meta charset="utf-8">
<title>Borgdeck</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${theme === "auto" ? "light dark" : theme}">
<style>${style}</style>
<script type="module" src="${basePath}/widgets/embed.js"></script>
</head>
<body>
<noscript><p>This frame needs JavaScript. A badge does not: ${basePath}/api/widgets/badge.svg</p></noscript>
</body>
</html>
`;
}

/** Its policy: as the pages', but that the dashboards may frame it. Nothing of a query is in it, and no code stands in the shell. */
export function embedPolicy(dashboardOrigins: readonly string[]): string {
  const hash = createHash("sha256").update(style).digest("base64");
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'sha256-${hash}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${["'self'", ...dashboardOrigins].join(" ")}`,
  ].join("; ");
}
