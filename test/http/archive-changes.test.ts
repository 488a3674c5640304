import { expect } from "chai";
import { startApp, type TestApp } from "../support/http-app.ts";
import { job } from "../support/records.ts";

const archives = "/api/repositories/repohome/archives";

describe("routes that change archives", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  it("give an archive a name or a comment, by a job", async () => {
    const renamed = await app.request("PATCH", `${archives}/one`, { as: "olga", body: { name: "kept" } });
    expect(renamed.status).to.equal(202);
    expect(renamed.json).to.include({ kind: "rename-archive", archiveName: "one", state: "queued" });
    const commented = await app.request("PATCH", `${archives}/one`, { as: "olga", body: { comment: "" } });
    expect(commented.json).to.include({ kind: "comment-archive" });
    expect(app.calls).to.deep.equal([
      ["archiveChanges.patch", "repohome", "one", { name: "kept" }, "olga"],
      ["archiveChanges.patch", "repohome", "one", { comment: "" }, "olga"],
    ]);
  });

  it("take every name that borg gave an archive", async () => {
    for (const name of ["new\nline", "a{now}", "100%", "..x", "😀", " outer space "]) {
      const path = `${archives}/${encodeURIComponent(name)}`;
      const { status } = await app.request("PATCH", path, { as: "olga", body: { comment: "x" } });
      expect(status, name).to.equal(202);
      expect(app.calls.at(-1)?.[2]).to.equal(name);
    }
    const slash = await app.request("PATCH", `${archives}/a%2Fb`, { as: "olga", body: { comment: "x" } });
    expect(slash.status).to.equal(404);
  });

  it("refuse a new name that Borgdeck would not make, and anything but one change", async () => {
    for (const body of [
      { name: "a/b" },
      { name: "-dash" },
      { name: "a::b" },
      { name: "a.checkpoint" },
      { name: "{now}" },
      { comment: "two\nlines" },
      {},
      { name: "a", comment: "b" },
    ]) {
      const { status, json } = await app.request("PATCH", `${archives}/one`, { as: "olga", body });
      expect([status, json.code], JSON.stringify(body)).to.deep.equal([422, "invalid-input"]);
    }
    expect(app.calls).to.deep.equal([]);
  });

  it("delete one or many, after a preview for who wants one", async () => {
    const names = ["one", "new\nline"];
    const preview = await app.request("POST", `${archives}/delete-preview`, { as: "olga", body: { names } });
    expect([preview.status, preview.json.undeletable]).to.deep.equal([200, false]);
    const many = await app.request("POST", `${archives}/delete`, { as: "olga", body: { names } });
    expect([many.status, many.json.kind]).to.deep.equal([202, "delete-archives"]);
    const one = await app.request("DELETE", `${archives}/one`, { as: "olga" });
    expect([one.status, one.json.kind]).to.deep.equal([202, "delete-archives"]);
    expect(app.calls).to.deep.equal([
      ["archiveChanges.previewRemove", "repohome", names],
      ["archiveChanges.remove", "repohome", names, "olga"],
      ["archiveChanges.remove", "repohome", ["one"], "olga"],
    ]);
  });

  it("refuse lists that name nothing, the same twice, or too much", async () => {
    for (const names of [[], [""], ["a", "a"], ["a/b"], Array.from({ length: 1001 }, (_, at) => `a${at}`)]) {
      const { status } = await app.request("POST", `${archives}/delete`, { as: "olga", body: { names } });
      expect(status).to.equal(422);
    }
    expect(app.calls).to.deep.equal([]);
  });

  it("are not for viewers", async () => {
    const asked = [
      await app.request("DELETE", `${archives}/one`, { as: "vera" }),
      await app.request("PATCH", `${archives}/one`, { as: "vera", body: { name: "x" } }),
      await app.request("POST", `${archives}/delete-preview`, { as: "vera", body: { names: ["one"] } }),
    ];
    expect(asked.map(({ json }) => json.code)).to.deep.equal(["not-allowed", "not-allowed", "not-allowed"]);
    expect(app.calls).to.deep.equal([]);
  });
});

describe("mounts", () => {
  const mounts = "/api/repositories/repohome/mounts";
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  it("are made by a job of operators, and listed to whoever reads archives", async () => {
    const body = { archiveName: "one", path: "/mnt/archive", durationMs: 3_600_000 };
    const made = await app.request("POST", mounts, { as: "olga", body });
    expect([made.status, made.json.kind, made.json.options]).to.deep.equal([
      202,
      "mount",
      { mount: { path: "/mnt/archive", durationMs: 3_600_000 } },
    ]);
    app.jobs.set("jobmount", { ...job("jobmount", "repohome", { kind: "mount" }), state: "running" });
    const listed = await app.get(mounts, { as: "vera" });
    expect(listed.json.items.map(({ id }: { id: string }) => id)).to.deep.equal(["jobmount"]);
    expect((await app.request("POST", mounts, { as: "vera", body })).json.code).to.equal("not-allowed");
  });

  it("are of a minute to a day, at a whole path", async () => {
    for (const body of [
      { path: "/mnt/a", durationMs: 59_999 },
      { path: "/mnt/a", durationMs: 86_400_001 },
      { path: "mnt/a", durationMs: 60_000 },
      { path: "/mnt/a\n", durationMs: 60_000 },
      { path: "/mnt/a", durationMs: 60_000, archiveName: "a/b" },
    ]) {
      expect((await app.request("POST", mounts, { as: "olga", body })).status).to.equal(422);
    }
    expect(app.calls).to.deep.equal([]);
  });
});
