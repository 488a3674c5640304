import { expect } from "chai";
import { startApp, type TestApp } from "../support/http-app.ts";

describe("BASE_PATH", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ config: { basePath: "/borg" } });
  });
  after(() => app.close());

  const html = { headers: { accept: "text/html" } };

  it("works whether the proxy strips it or not", async () => {
    for (const path of ["/api/status", "/borg/api/status"]) {
      expect((await app.get(`${path}?x=1`, { as: "vera" })).status, path).to.equal(200);
    }
    const [stripped, whole] = [await app.get("/plans/abc", html), await app.get("/borg/plans/abc", html)];
    expect([stripped.status, whole.text]).to.deep.equal([200, stripped.text]);
    for (const path of ["/borg", "/borg?x=1", "/borg/"]) expect((await app.get(path, html)).status, path).to.equal(200);
  });

  it("is only that path", async () => {
    for (const path of ["/borgapi/status", "/Borg/api/status", "/borg/borg/api/status"]) {
      expect((await app.get(path, { as: "vera" })).status, path).to.equal(404);
    }
  });

  it("stands in what the browser is told to load, and in the contract", async () => {
    const { text } = await app.get("/", html);
    expect(text).to.contain('src="/borg/app/app.js"').and.contain('name="borgdeck-base" content="/borg"');
    expect((await app.get("/api/openapi.json")).json.servers).to.deep.equal([{ url: "/borg" }]);
  });
});
