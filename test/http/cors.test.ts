import { expect } from "chai";
import { startApp, type TestApp } from "../support/http-app.ts";

const dashboard = "https://dash.example.com";
const readable = [
  "/api/status",
  "/api/widgets/summary",
  "/api/widgets/history",
  "/api/widgets/dashy-list",
  "/api/events",
];

describe("CORS", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ config: { dashboardOrigins: [dashboard] } });
  });
  after(() => app.close());

  const ask = (path: string, origin: string, as?: string) =>
    app.open(path, {
      ...(as ? { as } : {}),
      headers: { origin, "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" },
    });

  it("lets a dashboard read status, events and widgets with credentials, and why it may not", async () => {
    for (const path of readable) {
      for (const as of ["vera", undefined]) {
        const reply = await ask(path, dashboard, as);
        expect(reply.statusCode, path).to.equal(as ? 200 : 401);
        expect(reply.headers, path).to.include({
          "access-control-allow-origin": dashboard,
          "access-control-allow-credentials": "true",
          "cross-origin-resource-policy": "cross-origin",
        });
        expect(reply.headers.vary, path).to.contain("Origin");
        reply.destroy();
      }
    }
  });

  it("gives no other origin anything", async () => {
    for (const origin of [
      "https://evil.example",
      "null",
      `${dashboard}.evil.example`,
      "http://dash.example.com",
      `${dashboard}:8443`,
    ]) {
      for (const path of readable) {
        const reply = await ask(path, origin, "vera");
        expect(reply.statusCode, `${origin} ${path}`).to.equal(403);
        expect(reply.headers).to.not.have.any.keys("access-control-allow-origin", "access-control-allow-credentials");
        expect(reply.headers.vary).to.contain("Origin");
        reply.destroy();
      }
    }
  });

  it("gives a dashboard nothing else", async () => {
    for (const path of [
      "/api/plans",
      "/api/session",
      "/api/repositories",
      "/api/repositories/repohome/archives/one/download?path=x",
    ]) {
      const reply = await ask(path, dashboard, "vera");
      expect(reply.statusCode, path).to.equal(403);
      expect(reply.headers, path).to.not.have.property("access-control-allow-origin");
      reply.destroy();
    }
  });

  it("answers a preflight, for reading only", async () => {
    const headers = { origin: dashboard, "access-control-request-method": "GET", "sec-fetch-site": "same-site" };
    const { status, headers: got, text } = await app.request("OPTIONS", "/api/status", { headers });
    expect([status, text]).to.deep.equal([204, ""]);
    expect(got).to.include({ "access-control-allow-origin": dashboard, "access-control-allow-methods": "GET" });
    const foreign = await app.request("OPTIONS", "/api/status", {
      headers: { ...headers, origin: "https://evil.example" },
    });
    expect(foreign.headers).to.not.have.property("access-control-allow-origin");
    const writing = await app.request("OPTIONS", "/api/plans", { headers });
    expect(writing.headers).to.not.have.property("access-control-allow-origin");
  });

  it("shows any site whether somebody is signed in, by a picture, so that a widget can tell what is wrong", async () => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    const picture = await app.get("/api/widgets/ping.svg?1", { as: "vera", headers });
    expect([
      picture.status,
      picture.headers["content-type"],
      picture.headers["cross-origin-resource-policy"],
    ]).to.deep.equal([200, "image/svg+xml", "cross-origin"]);
    expect((await app.get("/api/widgets/ping.svg", { headers })).status).to.equal(401);
  });
});
