import { expect } from "chai";
import { startApp, type TestApp } from "../support/http-app.ts";

const download = "/api/repositories/repohome/archives/one/download";

describe("downloading from an archive", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  it("takes several paths, and gives them as a tar or a zip of unknown length", async () => {
    for (const [format, type] of [
      ["tar", "application/x-tar"],
      ["zip", "application/zip"],
    ]) {
      const { status, headers } = await app.get(`${download}?path=a&path=b%20c&format=${format}`, { as: "vera" });
      expect(status).to.equal(200);
      expect(headers).to.include({
        "content-type": type,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
      expect(headers).not.to.have.property("content-length");
      expect(app.calls.at(-1)).to.deep.equal(["downloads.open", "repohome", "one", ["a", "b c"], format]);
    }
  });

  it("takes the whole archive by an empty path, and gives a file unless told", async () => {
    await app.get(`${download}?path=&format=tar`, { as: "vera" });
    await app.get(`${download}?path=a`, { as: "vera" });
    expect(app.calls.map((call) => call.slice(3))).to.deep.equal([
      [[""], "tar"],
      [["a"], "file"],
    ]);
  });

  it("refuses no path, too many, and a format that it has not", async () => {
    const many = Array.from({ length: 201 }, (_, at) => `path=${at}`).join("&");
    for (const query of ["", "?format=tar", `?${many}&format=tar`, "?path=a&format=rar", "?path=a%00b"]) {
      const { status, json } = await app.get(`${download}${query}`, { as: "vera" });
      expect([status, json.code], query.slice(0, 30)).to.deep.equal([422, "invalid-input"]);
    }
    expect(app.calls).to.deep.equal([]);
  });
});
