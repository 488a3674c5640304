import { expect } from "chai";
import { WidgetHistory } from "../../schemas/widgets.ts";
import { fieldErrors } from "../../src/validate.ts";
import { startApp, type TestApp } from "../support/http-app.ts";

describe("GET /api/widgets/history", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  it("has as many days as are asked for, thirty unless told", async () => {
    const { status, json } = await app.get("/api/widgets/history?days=7", { as: "vera" });
    expect([status, fieldErrors(WidgetHistory, json), json.days.length]).to.deep.equal([200, {}, 7]);
    expect((await app.get("/api/widgets/history", { as: "vera" })).json.days).to.have.length(30);
  });

  it("refuses days that nobody remembers", async () => {
    for (const days of ["0", "91", "-1", "1.5", "many"]) {
      const { status, json } = await app.get(`/api/widgets/history?days=${days}`, { as: "vera" });
      expect([status, Object.keys(json.fields)], days).to.deep.equal([422, ["?days"]]);
    }
  });

  it("tells only what the caller sees", async () => {
    const ids = async (as: string) =>
      (await app.get("/api/widgets/history", { as })).json.repositories.map(({ id }: { id: string }) => id);
    expect([await ids("vera"), await ids("nina"), await ids("admin")]).to.deep.equal([
      ["repohome"],
      [],
      ["repohome", "repowork"],
    ]);
    expect((await app.get("/api/widgets/history")).status).to.equal(401);
  });

  it("is not sent again while it says the same", async () => {
    const { headers } = await app.get("/api/widgets/history", { as: "vera" });
    expect(headers["cache-control"]).to.equal("private, no-cache");
    app.clock.advance(60_000);
    const again = await app.get("/api/widgets/history", {
      as: "vera",
      headers: { "if-none-match": headers.etag ?? "" },
    });
    expect([again.status, again.text]).to.deep.equal([304, ""]);
  });
});
