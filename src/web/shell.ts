// The shell of the standalone pages: their script decides what is shown. It holds no data and no inline code.

export const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%23777' d='M2 2h12v4H2zm0 5h12v7H2zm4 2v1h4V9z'/%3E%3C/svg%3E";

/** `basePath` is "" or "/x", and has passed the configuration's check: it needs no escaping. */
export function appShell(basePath: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Borgdeck</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="borgdeck-base" content="${basePath}">
<link rel="icon" href="${icon}">
<script type="module" src="${basePath}/app/app.js"></script>
</head>
<body>
<borgdeck-app></borgdeck-app>
<noscript><h1>Borgdeck</h1><p>These pages need JavaScript. Without it, use the API described at <a href="${basePath}/api/openapi.json">${basePath}/api/openapi.json</a>.</p></noscript>
</body>
</html>
`;
}
