import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

const root = resolve(import.meta.dirname, "../..");
const folder = join(root, "dist/public/widgets");
const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const sizeLimit = join(dirname(createRequire(import.meta.url).resolve("size-limit/package.json")), "bin.js");

describe("the bundles", () => {
  it("stay within their budgets", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [sizeLimit, "--json"], { cwd: root }).catch(
      (error: { stdout: string }) => error,
    );
    const over = (JSON.parse(stdout) as { name: string; passed: boolean; size: number }[]).filter(
      ({ passed }) => !passed,
    );
    expect(over).to.deep.equal([]);
  });

  it("are there as a module and as a classic script, all and each", () => {
    expect(scripts).to.have.members([
      "borgdeck.js",
      "borgdeck.iife.js",
      "borg-status.js",
      "borg-status.iife.js",
      "borg-repositories.js",
      "borg-repositories.iife.js",
      "borg-repository.js",
      "borg-repository.iife.js",
      "borg-schedule.js",
      "borg-schedule.iife.js",
      "borg-activity.js",
      "borg-activity.iife.js",
      "borg-alerts.js",
      "borg-alerts.iife.js",
      "borg-badge.js",
      "borg-badge.iife.js",
      "borg-trust.js",
      "borg-trust.iife.js",
      "borg-storage.js",
      "borg-storage.iife.js",
      "borg-timeline.js",
      "borg-timeline.iife.js",
      "borg-live.js",
      "borg-site.js",
      "embed.js",
      "borg-home-assistant.js",
    ]);
  });

  it("load nothing but the data client and what it needs now and then, and the classic ones nothing at all", () => {
    const imports = (name: string) =>
      [...read(name).matchAll(/\bimport\s*\(?\s*["']([^"']+)|\bfrom\s*["']([^"']+)/g)].map(
        (match) => match[1] ?? match[2],
      );
    for (const name of scripts) {
      const alone = name.endsWith(".iife.js") || ["borg-site.js", "embed.js", "borg-home-assistant.js"].includes(name);
      const allowed = alone ? [] : [name === "borg-live.js" ? "./borg-site.js" : "./borg-live.js"];
      expect([...new Set(imports(name))], name).to.deep.equal(allowed);
    }
  });

  it("name what they contain and its licence", () => {
    for (const name of scripts) expect(read(name).slice(0, 100), name).to.match(/^\/\*!.*MIT.*BSD-3-Clause.*\*\//);
  });

  it("carry no schema, no code for pages and no unminified template", () => {
    for (const name of scripts) {
      expect(read(name), name).to.not.include("additionalProperties");
      expect(read(name), name).to.not.include("fieldset");
      expect(read(name), name).to.not.match(/\n {4,}<(div|p|li)\b/);
    }
  });

  it("of the pages stand alone: nothing of an earlier build is beside them", () => {
    const pages = join(root, "dist/public/app");
    const chunks = readdirSync(pages).filter((name) => name.endsWith(".js"));
    const texts = chunks.map((name) => readFileSync(join(pages, name), "utf8")).join("\n");
    expect(chunks.filter((name) => name !== "app.js" && !texts.includes(`./${name}`))).to.deep.equal([]);
  });
});
