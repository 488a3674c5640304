import { connect } from "node:net";
import { expect } from "chai";
import { Fault } from "../../src/fault.ts";
import type { Log } from "../../src/ports/log.ts";
import { startApp, type TestApp } from "../support/http-app.ts";

describe("errors", () => {
  let app: TestApp;
  const logged: unknown[] = [];
  const log: Log = { debug() {}, info() {}, warn() {}, error: (message, fields) => logged.push([message, fields]) };

  beforeEach(async () => {
    logged.length = 0;
    app = await startApp({ log });
  });
  afterEach(() => app.close());

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request("POST", path, { as: "admin", body, headers });

  it("are problem+json with a stable code", async () => {
    const { status, headers, json } = await app.get("/api/status");
    expect(status).to.equal(401);
    expect(headers["content-type"]).to.equal("application/problem+json; charset=utf-8");
    expect(headers["cache-control"]).to.equal("no-store");
    expect(json).to.deep.equal({
      type: "urn:borgdeck:problem:not-signed-in",
      title: "Not signed in",
      status: 401,
      code: "not-signed-in",
      detail: "Sign in first.",
    });
  });

  it("are a page of a few words for people who navigate", async () => {
    const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    const gone = await app.get("/nothing.txt", { headers: { accept } });
    expect([gone.status, gone.headers["content-type"], gone.headers.vary]).to.deep.equal([
      404,
      "text/html; charset=utf-8",
      "Accept",
    ]);
    expect(gone.text).to.contain("There is nothing at this address.").and.contain('href="/"');
    const elsewhere = await app.get("/", { headers: { accept, host: "nas.example" } });
    expect(elsewhere.status).to.equal(421);
    expect(elsewhere.text).to.contain("Start it with ALLOWED_HOSTS=nas.example").and.not.contain('href="/');
    for (const page of [gone, elsewhere]) {
      expect(page.headers["content-security-policy"]).to.match(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src data:;/,
      );
      expect(page.headers["cache-control"]).to.equal("no-store");
    }
    for (const asked of ["*/*", "application/json", "application/problem+json, text/html;q=0.9"]) {
      const { headers } = await app.get("/nothing.txt", { headers: { accept: asked } });
      expect(headers["content-type"], asked).to.equal("application/problem+json; charset=utf-8");
    }
  });

  it("name every field of a body that is wrong, and nothing is done", async () => {
    const { status, json } = await post("/api/repositories", {
      name: "",
      location: "relative",
      encryption: "rot13",
      extra: 1,
    });
    expect(status).to.equal(422);
    expect(json.code).to.equal("invalid-input");
    expect(Object.keys(json.fields)).to.have.members(["/name", "/location", "/encryption", "/extra"]);
    expect(app.calls).to.deep.equal([]);
  });

  it("name parameters of a query with a question mark", async () => {
    const { status, json } = await app.get("/api/jobs?limit=501&cursor=a&cursor=b&planId=NO&unknown=1", {
      as: "admin",
    });
    expect(status).to.equal(422);
    expect(json.fields).to.have.all.keys("?limit", "?cursor", "?planId");
  });

  it("come for odd bodies of every kind", async () => {
    const refusals: [unknown, Record<string, string>, number][] = [
      ["{", {}, 400],
      ["", {}, 400],
      [Buffer.from([0x22, 0xff, 0x22]), {}, 400],
      ["null", {}, 422],
      ["[]", {}, 422],
      ['{"__proto__":{"name":"x"}}', {}, 422],
      ["name=x", { "content-type": "application/x-www-form-urlencoded" }, 415],
      ["{}", { "content-type": "text/plain" }, 415],
      ["{}", { "content-type": "application/json; charset=utf-16" }, 415],
      ["{}", { "content-type": "" }, 415],
      ["{}", { "content-encoding": "gzip" }, 415],
    ];
    for (const [body, headers, expected] of refusals) {
      expect((await post("/api/repositories", body, headers)).status, JSON.stringify([body, headers])).to.equal(
        expected,
      );
    }
  });

  it("refuse a body above 256 KiB, whether it says so or not", async () => {
    const tooLong = JSON.stringify({ name: "x".repeat(256 * 1024) });
    const said = await post("/api/repositories", tooLong);
    expect(said.json).to.deep.include({ status: 413, code: "body-too-large" });
    expect(said.headers.connection).to.equal("close");
    const { status } = await app.request("POST", "/api/repositories", {
      as: "admin",
      body: tooLong,
      headers: { "transfer-encoding": "chunked", "content-length": [] as unknown as string },
    });
    expect(status).to.equal(413);
  });

  it("take a body of another type as none only where it is none", async () => {
    expect((await post("/api/plans/planhome/run", undefined)).status).to.equal(202);
    expect((await post("/api/plans/planhome/run", "x=1", { "content-type": "text/plain" })).status).to.equal(415);
  });

  it("answer other methods with 405", async () => {
    for (const [method, path] of [
      ["PUT", "/api/status"],
      ["DELETE", "/healthz"],
      ["TRACE", "/api/plans"],
      ["PROPFIND", "/"],
    ] as const) {
      const { status, json } = await app.request(method, path, { as: "admin" });
      expect([status, json.code], `${method} ${path}`).to.deep.equal([405, "method-not-allowed"]);
    }
    expect((await app.request("PUT", "/api/plans/planhome", { as: "admin" })).headers.allow).to.equal(
      "HEAD, GET, PATCH, DELETE, OPTIONS",
    );
  });

  it("know no path in other letters, with a slash behind, or with a file's ending", async () => {
    for (const path of [
      "/api/Status",
      "/API/status",
      "/api/status/",
      "/api/status.css",
      "/api/status/x.css",
      "/api",
      "/api/",
    ]) {
      const { status, headers } = await app.get(path, { as: "admin", headers: { accept: "text/html" } });
      expect([status, headers["cache-control"]], path).to.deep.equal([404, "no-store"]);
    }
  });

  it("refuse an If-Match that is no revision", async () => {
    const { json } = await app.request("DELETE", "/api/plans/planhome", {
      as: "admin",
      headers: { "if-match": "abc" },
    });
    expect(json).to.deep.include({ status: 400, code: "invalid-request" });
  });

  it("tell a viewer that it may not, before looking at what it sent", async () => {
    expect((await app.request("POST", "/api/repositories", { as: "vera", body: "{" })).status).to.equal(403);
    expect((await app.request("POST", "/api/repositories", { body: "{" })).status).to.equal(401);
  });

  it("let nobody do anything before the password is changed", async () => {
    app.users.set("olga", { ...app.users.get("olga")!, mustChangePassword: true });
    expect((await app.get("/api/status", { as: "olga" })).json).to.deep.include({
      status: 403,
      code: "password-change-required",
    });
  });

  it("pass on how long to wait", async () => {
    app.services.health.read = () => {
      throw new Fault("too-many-requests", "Slow down.", { retryAfterMs: 1200 });
    };
    const { headers, json } = await app.get("/api/status", { as: "admin" });
    expect([headers["retry-after"], json.retryAfterMs]).to.deep.equal(["2", 1200]);
  });

  it("say nothing of what nobody foresaw, and log it", async () => {
    const cause = new Error("secret at /srv/private");
    app.services.health.read = () => {
      throw cause;
    };
    const { status, text, headers } = await app.get("/api/status", { as: "admin" });
    expect(status).to.equal(500);
    expect(text).to.not.contain("private");
    expect(headers["x-content-type-options"]).to.equal("nosniff");
    expect(logged).to.deep.equal([
      ["A request failed", { method: "GET", path: "/api/status", code: "internal", error: cause }],
    ]);
  });

  it("refuse targets that are not a path, and a second Host", async () => {
    const lines = [
      "GET http://evil.example/api/status HTTP/1.1\r\nHost: localhost\r\n",
      "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n",
      "GET /api/status HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
      "GET /api/status HTTP/1.1\r\nHost: evil.com:x@localhost\r\n",
      "GET /api/status HTTP/1.0\r\n",
    ];
    const statuses = await Promise.all(lines.map((head) => speak(app.port, `${head}Connection: close\r\n\r\n`)));
    expect(statuses).to.deep.equal([400, 400, 421, 421, 421]);
  });
});

/** The status that raw bytes are answered with. */
function speak(port: number, bytes: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk) => (text += chunk)).once("error", reject);
    socket.once("close", () => resolve(Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1])));
  });
}
