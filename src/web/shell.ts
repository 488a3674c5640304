// The HTML of the pages. No shell holds data or inline code.

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%23777' d='M2 2h12v4H2zm0 5h12v7H2zm4 2v1h4V9z'/%3E%3C/svg%3E";

/** The shell of the standalone pages; their script decides what is shown. `basePath` is "" or "/x". */
export function appShell(basePath: string): string {
  return page(
    "Borgdeck",
    basePath,
    `<script type="module" src="${basePath}/app/app.js"></script>`,
    `<borgdeck-app></borgdeck-app>
<noscript><h1>Borgdeck</h1><p>These pages need JavaScript. Without it, use the API described at <a href="${basePath}/api/openapi.json">${basePath}/api/openapi.json</a>.</p></noscript>`,
  );
}

/** Where a widget's sign-in link ends once somebody is signed in. */
export function returnPage(basePath: string): string {
  return page(
    "Signed in",
    basePath,
    "",
    `<main><h1>You are signed in</h1><p>You can close this tab.</p><p><a href="${basePath}/">Open Borgdeck</a></p></main>`,
  );
}

/** `basePath` has passed the configuration's check: it needs no escaping. */
function page(title: string, basePath: string, head: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="borgdeck-base" content="${basePath}">
<link rel="icon" href="${icon}">
${head}
</head>
<body>
${body}
</body>
</html>
`;
}
