// Stands in for the reverse proxy and its sign-on: Borgdeck behind it on one port, a dashboard page on another.
import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { request as ask, createServer } from "node:http";

const cookieName = "demo_sign_on";
/** The client's own may never arrive. */
const identityHeaders = /^(remote[-_].*|x-borgdeck-proxy-secret|x-forwarded-.*)$/i;
const perConnection = /^(connection|keep-alive|transfer-encoding|upgrade|te|trailer)$/i;

/**
 * Listens on two loopback ports.
 * @param {{ user: Record<string, string>, secret: string, ports: [number, number], page: (borgdeckUrl: string) => string }} options
 *   `user` are the headers of who signs on; a port that is taken is replaced by a free one
 */
export async function startSignOn({ user, secret, ports, page }) {
  const token = randomBytes(24).toString("base64url");
  const isSignedOn = (request) => {
    const sent = new RegExp(`(?:^|; )${cookieName}=([\\w-]+)`).exec(request.headers.cookie ?? "")?.[1] ?? "";
    return sent.length === token.length && timingSafeEqual(Buffer.from(sent), Buffer.from(token));
  };
  let borgdeckPort = 0;
  const borgdeck = createServer((request, response) => {
    const named = isSignedOn(request) ? { ...user, "x-borgdeck-proxy-secret": secret } : {};
    pass(request, response, borgdeckPort, named);
  });
  const dashboard = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname === "/sign-out") setCookie(response, "; Max-Age=0");
    else if (pathname === "/sign-in" && request.method === "POST" && isOwn(request)) setCookie(response, token);
    else if (!isSignedOn(request)) sendHtml(response, 401, signInPage(user["remote-name"]));
    else if (pathname === "/") sendHtml(response, 200, page(urlOf(borgdeck)));
    else response.writeHead(404).end();
  });
  await listen(borgdeck, ports[0]);
  await listen(dashboard, ports[1]);
  return {
    borgdeckUrl: urlOf(borgdeck),
    dashboardUrl: urlOf(dashboard),
    /** From now on requests go to the service on this port. */
    leadTo(port) {
      borgdeckPort = port;
    },
    stop() {
      for (const server of [borgdeck, dashboard]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

const urlOf = (server) => `http://localhost:${server.address().port}`;

async function listen(server, port) {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if (error.code !== "EADDRINUSE" || port === 0) throw error;
    await listen(server, 0);
  }
}

function pass(request, response, port, named) {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !identityHeaders.test(name) && !perConnection.test(name)),
  );
  const target = { host: "127.0.0.1", port, path: request.url, method: request.method };
  const forwarded = { "x-forwarded-for": request.socket.remoteAddress };
  const upstream = ask({ ...target, headers: { ...headers, ...forwarded, ...named } });
  upstream.on("response", (answer) => {
    const sent = Object.entries(answer.headers).filter(([name]) => !perConnection.test(name));
    response.writeHead(answer.statusCode, Object.fromEntries(sent));
    answer.pipe(response);
  });
  upstream.on("error", () =>
    response.headersSent ? response.destroy() : response.writeHead(502).end("Borgdeck does not answer."),
  );
  response.on("close", () => upstream.destroy());
  request.pipe(upstream);
}

/** Another site's form would carry its own Origin. */
function isOwn({ headers }) {
  return headers.origin === `http://${headers.host}`;
}

/** The cookie is for every port of localhost: so the sign-on holds for Borgdeck too. */
function setCookie(response, value) {
  const cookie = `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Lax`;
  response.writeHead(303, { "set-cookie": cookie, location: "/" }).end();
}

function sendHtml(response, status, html) {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(html);
}

function signInPage(name) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 26rem; margin: 20vh auto 0; padding: 0 1rem; }
  button { font: inherit; padding: .5rem 1.25rem; }
</style>
<main>
  <h1>Sign in</h1>
  <p>This page stands in for your sign-on: Authelia and the like. One press is all it asks.</p>
  <form method="post" action="/sign-in"><button autofocus>Sign in as ${name}</button></form>
</main>
</html>`;
}
