import { expect } from "chai";
import { type IdentityApp, startIdentityApp } from "../support/identity-app.ts";

describe("trusted headers: malformed requests", () => {
  let app: IdentityApp;
  before(async () => {
    app = await startIdentityApp({ proxyAuth: { trustedProxies: ["127.0.0.1/32"] }, withAdmin: false });
  });
  after(() => app.close());

  const head = "GET /api/session HTTP/1.1\r\nHost: localhost\r\n";
  for (const [what, request] of [
    ["a space before the colon", `${head}Remote-User : admin\r\n\r\n`],
    ["a folded header", `${head}Remote-User: alice\r\n admin\r\n\r\n`],
    ["a NUL in a header", `${head}Remote-User: ad\u0000min\r\n\r\n`],
    [
      "both lengths",
      `POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      "two encodings",
      `POST /api/session HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
    ],
    ["no Host", "GET /api/session HTTP/1.1\r\nRemote-User: anna\r\n\r\n"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect(await app.raw(request)).to.match(/^HTTP\/1\.1 400 /);
      expect(app.users.list()).to.deep.equal([]);
    });
  }

  for (const [what, request] of [
    ["a foreign Host", "GET /api/session HTTP/1.1\r\nHost: evil.example\r\n"],
    ["two Hosts", "GET /api/session HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n"],
    ["a Host with a user part", "GET /api/session HTTP/1.1\r\nHost: evil.example:x@localhost\r\n"],
    ["an absolute target of another host", "GET http://evil.example/api/session HTTP/1.1\r\nHost: evil.example\r\n"],
  ] as const) {
    it(`does not honour the header with ${what}`, async () => {
      expect(await app.raw(`${request}Remote-User: anna\r\nConnection: close\r\n\r\n`)).to.match(
        /^HTTP\/1\.1 4(00|21|04) /,
      );
      expect(app.users.list()).to.deep.equal([]);
    });
  }

  for (const method of ["TRACE", "CONNECT", "PUT", "FOO"]) {
    it(`does not answer ${method}`, async () => {
      const answer = await app.raw(
        `${method} /api/session HTTP/1.1\r\nHost: localhost\r\nRemote-User: anna\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).to.match(/^(HTTP\/1\.1 (400|403|405) |$)/);
      expect(app.users.list()).to.deep.equal([]);
    });
  }
});
