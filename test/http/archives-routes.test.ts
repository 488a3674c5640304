import { expect } from "chai";
import { startApp, type TestApp } from "../support/http-app.ts";

const archives = "/api/repositories/repohome/archives";

describe("routes: what is read in archives", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  const get = (path: string) => app.get(path, { as: "vera" });
  const refused = async (path: string) => {
    const { status, json } = await get(path);
    expect(status).to.equal(422);
    expect(app.calls).to.deep.equal([]);
    return Object.keys(json.fields);
  };

  it("hands on what archives are asked for, and refuses what is no filter", async () => {
    const from = "2026-01-01T00:00:00Z";
    await get(`${archives}?planId=planhome&from=${from}&to=${from}&q=box&order=newest`);
    await get(`${archives}?planId=none`);
    expect(app.calls).to.deep.equal([
      ["archives.list", "repohome", { planId: "planhome", from, to: from, q: "box", order: "newest" }],
      ["archives.list", "repohome", { planId: null }],
    ]);
    app.calls.length = 0;
    const wrong = await refused(`${archives}?planId=A&from=monday&to=1&q=&order=size`);
    expect(wrong).to.have.members(["?planId", "?from", "?to", "?q", "?order"]);
  });

  it("shows one archive with what the caller may do with it", async () => {
    const { status, json } = await get(`${archives}/one`);
    expect(status).to.equal(200);
    expect(json).to.deep.include({ username: "ada", files: 2, deduplicatedSizeBytes: 1 });
    expect(json.archive).to.deep.include({ name: "one", index: "ready", allowed: ["archive.read"] });
  });

  it("takes every name that borg takes", async () => {
    for (const name of [
      " two spaces ",
      "tab\tand\nnewline",
      "\u0001",
      "::",
      "..",
      "%2f",
      "{now}",
      "😀",
      "é".repeat(500),
    ]) {
      app.calls.length = 0;
      const { status } = await get(`${archives}/${encodeURIComponent(name)}/files`);
      expect([status, app.calls[0]?.[2]], name).to.deep.equal([200, name]);
    }
    app.calls.length = 0;
    for (const name of ["a%2Fb", "a%00b", "x".repeat(1001)]) {
      expect((await get(`${archives}/${name}/files`)).status, name).to.equal(404);
    }
    expect(app.calls).to.deep.equal([]);
  });

  it("searches one archive and all of them", async () => {
    await get(`${archives}/one/search?q=${encodeURIComponent("*.jpg")}&limit=5&cursor=7`);
    await get("/api/repositories/repohome/search?q=a");
    expect(app.calls).to.deep.equal([
      ["archives.search", "repohome", "one", { text: "*.jpg", limit: 5, cursor: "7" }],
      ["archives.searchAll", "repohome", { text: "a", limit: 50, cursor: null }],
    ]);
    app.calls.length = 0;
    for (const query of ["", "?q=", `?q=${"x".repeat(1001)}`, "?q=a%00b", "?q=a&q=b"]) {
      expect(await refused(`${archives}/one/search${query}`), query).to.deep.equal(["?q"]);
      expect(await refused(`/api/repositories/repohome/search${query}`), query).to.deep.equal(["?q"]);
    }
  });

  it("compares two archives, whole or below a folder", async () => {
    await get(`${archives}/one/compare?to=two%20%2B`);
    await get(`${archives}/one/compare?to=two&path=home&collapse=true&limit=9&cursor=abc`);
    expect(app.calls).to.deep.equal([
      ["archives.compare", "repohome", "one", "two +", { path: "", collapse: false, limit: 50, cursor: null }],
      ["archives.compare", "repohome", "one", "two", { path: "home", collapse: true, limit: 9, cursor: "abc" }],
    ]);
    app.calls.length = 0;
    expect(await refused(`${archives}/one/compare`)).to.deep.equal(["?to"]);
    expect((await get(`${archives}/one/compare?to=a%2Fb`)).status).to.equal(404);
  });

  it("compares the content of up to twenty chosen paths", async () => {
    await get(`${archives}/one/compare/content?to=two&path=a&path=b%20c`);
    expect(app.calls).to.deep.equal([["archives.compareContent", "repohome", "one", "two", { paths: ["a", "b c"] }]]);
    app.calls.length = 0;
    expect(await refused(`${archives}/one/compare/content?to=two`)).to.deep.equal(["?path"]);
    expect(await refused(`${archives}/one/compare/content?to=two&path=`)).to.deep.equal(["?path/0"]);
    const many = "&path=x".repeat(21);
    expect(await refused(`${archives}/one/compare/content?to=two${many}`)).to.deep.equal(["?path"]);
  });

  it("tells the life of a path", async () => {
    await get(`/api/repositories/repohome/history?path=${encodeURIComponent("home/ü\\xe9")}&cursor=id`);
    expect(app.calls).to.deep.equal([
      ["archives.history", "repohome", { path: "home/ü\\xe9", limit: 50, cursor: "id" }],
    ]);
    app.calls.length = 0;
    expect(await refused("/api/repositories/repohome/history?path=")).to.deep.equal(["?path"]);
  });

  it("shows nothing of a repository that the caller does not see, and nothing to nobody", async () => {
    const paths = [
      "/archives/one",
      "/archives/one/search?q=a",
      "/archives/one/compare?to=b",
      "/search?q=a",
      "/history?path=a",
    ];
    for (const path of paths) {
      expect((await get(`/api/repositories/repowork${path}`)).status, path).to.equal(404);
      expect((await app.get(`/api/repositories/repohome${path}`)).status, path).to.equal(401);
    }
    expect(app.calls).to.deep.equal([]);
  });
});
