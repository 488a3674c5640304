import { expect } from "chai";
import { startApp, type TestApp } from "../support/http-app.ts";

describe("headers", () => {
  let app: TestApp;
  afterEach(() => app.close());

  it("harden every answer, errors too", async () => {
    app = await startApp();
    for (const path of ["/api/status", "/healthz", "/", "/nothing/here.js", "/api/openapi.json", "/widgets/none.js"]) {
      const { headers } = await app.get(path, { headers: { accept: "text/html" } });
      expect(headers, path).to.include({
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
      });
      expect(headers["content-security-policy"], path)
        .to.contain("default-src 'none'")
        .and.contain("frame-ancestors 'none'");
      expect(headers, path).to.not.have.any.keys("x-powered-by", "strict-transport-security");
    }
  });

  describe("Host", () => {
    const answers = async (host: string, headers: Record<string, string> = {}) =>
      (await app.get("/api/status", { as: "admin", headers: { host, ...headers } })).status;

    it("is taken where it is loopback's, the public one or allowed", async () => {
      app = await startApp({
        config: { publicBaseUrl: "https://borg.example.com/x", allowedHosts: ["nas.lan", "10.0.0.7"] },
      });
      for (const host of [
        "localhost",
        "127.0.0.1:1",
        "[::1]:8081",
        "a.localhost",
        "borg.example.com",
        "BORG.example.com:444",
        "nas.lan:9",
        "10.0.0.7:8081",
      ]) {
        expect(await answers(host), host).to.equal(200);
      }
      for (const host of [
        "evil.example",
        "10.0.0.8",
        "localhost.evil.example",
        "borg.example.com.evil",
        "notlocalhost",
        "localhost@evil",
      ]) {
        expect(await answers(host), host).to.equal(421);
      }
      const refused = await app.get("/api/status", { headers: { host: "evil.example:8081" } });
      expect(refused.json.detail).to.include("ALLOWED_HOSTS=evil.example,"); // which takes no port
    });

    it("of a stranger is no better for a made-up Bearer token, at sign-in neither", async () => {
      app = await startApp();
      const headers = { authorization: "Bearer x", "sec-fetch-site": "cross-site" };
      expect(await answers("evil.example", headers)).to.equal(401);
      const signIn = { host: "evil.example", ...headers };
      expect((await app.request("POST", "/api/session", { headers: signIn })).status).to.equal(401);
      expect((await app.get("/", { headers: { host: "evil.example", accept: "text/html" } })).status).to.equal(421);
    });
  });

  describe("a navigation", () => {
    const headers = {
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
      "sec-fetch-site": "none",
      accept: "text/html",
    };

    it("to JSON leads to the pages, signed in or not", async () => {
      app = await startApp({ config: { basePath: "/borg" } });
      for (const options of [{ headers }, { headers, as: "admin" }]) {
        const { status, headers: got } = await app.get("/api/status", options);
        expect([status, got["location"]]).to.deep.equal([302, "/borg/"]);
      }
    });

    it("to a page gets the shell, to a download the file", async () => {
      app = await startApp();
      const page = await app.get("/plans/abc", { headers });
      expect([page.status, page.headers["content-type"]]).to.deep.equal([200, "text/html; charset=utf-8"]);
      const file = await app.get("/api/repositories/repohome/archives/one/download?path=x", { as: "admin", headers });
      expect(file.status).to.equal(200);
    });
  });

  it("let the return page close the tab of whoever is signed in, from wherever it was opened", async () => {
    app = await startApp();
    const headers = { "sec-fetch-mode": "navigate", "sec-fetch-site": "cross-site" };
    const signedIn = await app.get("/auth/return", { as: "vera", headers });
    expect(signedIn.text).to.contain("You can close this tab");
    expect(signedIn.headers["cache-control"]).to.equal("no-store");
    expect((await app.get("/auth/return", { headers })).text).to.contain("<borgdeck-app>");
  });
});
