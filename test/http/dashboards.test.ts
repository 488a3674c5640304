import { expect } from "chai";
import { startApp, type TestApp } from "../support/http-app.ts";

describe("GET /api/dashboards", () => {
  let app: TestApp;
  afterEach(() => app.close());

  it("says by which address the service is reached, and who may read from it", async () => {
    const config = { publicBaseUrl: "https://backup.example/borg", dashboardOrigins: ["https://dash.example"] };
    app = await startApp({ config: { ...config, basePath: "/borg" } });
    const { status, json } = await app.get("/api/dashboards", { headers: { host: "backup.example" }, as: "vera" });
    expect([status, json]).to.deep.equal([200, config]);
  });

  it("is open to nobody who is not signed in", async () => {
    app = await startApp({});
    expect((await app.get("/api/dashboards")).status).to.equal(401);
    expect((await app.get("/api/dashboards", { as: "vera" })).json).to.deep.equal({
      publicBaseUrl: null,
      dashboardOrigins: [],
    });
  });
});
