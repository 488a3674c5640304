import { expect } from "chai";
import { describeApi } from "../../src/http/describe.ts";
import { startApp, type TestApp } from "../support/http-app.ts";

describe("/api/openapi.json", () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  it("is open to anybody, under any Host, and answers its ETag", async () => {
    const headers = { host: "anything.example" };
    const { status, headers: got } = await app.get("/api/openapi.json", { headers });
    expect(status).to.equal(200);
    expect(
      (await app.get("/api/openapi.json", { headers: { ...headers, "if-none-match": got.etag ?? "" } })).status,
    ).to.equal(304);
  });

  it("is what describeApi says without a service", async () => {
    expect((await app.get("/api/openapi.json")).json).to.deep.equal(JSON.parse(JSON.stringify(describeApi("1.2.3"))));
  });

  it("says of each operation who may do it, what it takes and what it answers", async () => {
    const { paths } = (await app.get("/api/openapi.json")).json;
    const change = paths["/api/plans/{id}"].patch;
    expect(change["x-action"]).to.equal("plan.edit");
    expect(change.parameters.map(({ name }: { name: string }) => name)).to.deep.equal(["id", "If-Match"]);
    expect(change.requestBody.content["application/json"].schema.properties).to.have.property("retention");
    expect(Object.keys(change.responses)).to.include.members(["200", "401", "403", "404", "412", "415", "422", "429"]);
    expect(paths["/api/session"].post.security).to.deep.equal([]);
    expect(paths["/api/repositories"].post.responses).to.have.property("201");
    const limit = paths["/api/jobs"].get.parameters.find(({ name }: { name: string }) => name === "limit");
    expect(limit).to.deep.include({
      in: "query",
      required: false,
      schema: { type: "integer", minimum: 1, maximum: 500 },
    });
  });
});
