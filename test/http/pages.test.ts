import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { startApp, type TestApp } from "../support/http-app.ts";
import { temporaryFolders } from "../support/temporary-folder.ts";

describe("pages and bundles", () => {
  const folder = temporaryFolders();
  let app: TestApp;
  before(async () => {
    const publicDir = folder();
    for (const name of ["widgets", "app"]) {
      mkdirSync(join(publicDir, name));
      writeFileSync(join(publicDir, name, `${name}.js`), "export {};\n".repeat(50));
    }
    app = await startApp({ publicDir });
  });
  after(() => app.close());

  it("serves the shell for every page without inline code, whoever asks", async () => {
    for (const path of ["/", "/sign-in", "/plans/planhome", "/repositories/repohome/archives/a%20b"]) {
      const { status, headers, text } = await app.get(path, { headers: { accept: "text/html,*/*;q=0.8" } });
      expect([status, headers["content-type"], headers["cache-control"]], path).to.deep.equal([
        200,
        "text/html; charset=utf-8",
        "no-cache",
      ]);
      expect(headers["content-security-policy"]).to.contain("script-src 'self'").and.not.contain("unsafe");
      expect(text).to.match(/<script type="module" src="\/app\/app.js"><\/script>/);
      expect(text).to.not.match(/<style|<script>|style=|\son\w+=/);
    }
  });

  it("has no page where something else was asked for", async () => {
    expect((await app.get("/plans", { headers: { accept: "application/json" } })).status).to.equal(404);
    expect((await app.get("/favicon.ico", { headers: { accept: "text/html" } })).status).to.equal(404);
    expect((await app.request("POST", "/plans", { headers: { accept: "text/html" } })).status).to.equal(405);
  });

  it("serves widgets to any origin and under any Host, and the pages' code to its own", async () => {
    const { status, headers } = await app.get("/widgets/widgets.js?v=1", {
      headers: { host: "whatever.example", origin: "https://dash.example" },
    });
    expect(status).to.equal(200);
    expect(headers).to.include({
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "public, no-cache",
      "content-type": "text/javascript; charset=utf-8",
    });
    expect(headers).to.not.have.any.keys("access-control-allow-credentials", "set-cookie");
    const own = await app.get("/app/app.js");
    expect(own.headers).to.include({ "cross-origin-resource-policy": "same-origin" });
    expect(own.headers).to.not.have.property("access-control-allow-origin");
  });

  it("answers an ETag with 304, plain and gzipped apart", async () => {
    const ask = (encoding: string, tag = "") =>
      app.request("HEAD", "/widgets/widgets.js", { headers: { "accept-encoding": encoding, "if-none-match": tag } });
    const [plain, gzipped] = [await ask("identity"), await ask("br, gzip")];
    expect([plain.headers["content-encoding"], gzipped.headers["content-encoding"]]).to.deep.equal([undefined, "gzip"]);
    expect(plain.headers.etag).to.not.equal(gzipped.headers.etag);
    expect((await ask("gzip", gzipped.headers.etag)).status).to.equal(304);
    expect((await ask("identity", gzipped.headers.etag)).status).to.equal(200);
  });

  it("keeps to its folders", async () => {
    for (const path of [
      "/widgets/../package.json",
      "/widgets/%2e%2e/%2e%2e/package.json",
      "/app/..%2f..%2fpackage.json",
      "/widgets/none.js",
    ]) {
      expect((await app.get(path)).status, path).to.equal(404);
    }
  });
});
