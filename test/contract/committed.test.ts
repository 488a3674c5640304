// What is committed: nothing of the machine it was written on, nothing unfinished, nothing switched off.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";

const root = resolve(import.meta.dirname, "../..");
const generated = /^(package-lock\.json|schemas\/json\/|docs\/openapi\.json|widgets\/custom-elements\.json)/;

/** Text files that git knows or would take, with their content. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "")
  .map((path) => ({ path, text: read(path) }))
  .filter(({ text }) => !text.includes("\0"));
const sources = files.filter(({ path }) => /\.(ts|mjs|cjs|js)$/.test(path));

function read(path: string): string {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return ""; // removed, but not yet from the index
  }
}

function linesMatching(among: typeof files, pattern: RegExp): string[] {
  return among.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );
}

describe("committed files", () => {
  it("are many", () => expect(files.length).to.be.greaterThan(100));

  it("name no path of a developer's machine", () => {
    expect(
      linesMatching(
        files,
        /\/work\/(main|shared|[.]library)|\/tmp\/(contract|issues)[.]|\/home\/[a-z]+\/(src|git|code)\//,
      ),
    ).to.deep.equal([]);
  });

  it("name no package registry", () => {
    const hosts =
      /registry[.](npmjs|yarnpkg)|npmjs[.]org|[p]ypi[.]org|static[.]crates|proxy[.]golang|repo1?[.]maven|deb[.]debian[.]org/;
    expect(linesMatching(files, hosts)).to.deep.equal([]);
  });

  it("hold no mark of unfinished work", () => {
    const own = files.filter(({ path }) => !generated.test(path) && !path.startsWith("test/contract/committed"));
    expect(linesMatching(own, /\b(TODO|FIXME|XXX|HACK)\b/)).to.deep.equal([]);
  });

  it("switch no test off, nor all others", () => {
    const tests = sources.filter(({ path }) => path.startsWith("test/"));
    expect(linesMatching(tests, /\b(describe|context|it|specify)[.](only|skip)\b|\bx(describe|it)\(/)).to.deep.equal(
      [],
    );
  });

  it("say why, where a test skips itself", () => {
    const skips = linesMatching(sources, /\bthis[.]skip\(\)/).filter((line) => !/\/\/ \S+/.test(line));
    expect(skips).to.deep.equal([]);
  });

  it("silence no checker without a reason", () => {
    const silenced = linesMatching(sources, /@ts-(ignore|nocheck)|biome-ignore(-all)? [^:]*$|@ts-expect-error\s*$/);
    expect(silenced.filter((line) => !line.startsWith("test/contract/committed"))).to.deep.equal([]);
  });

  it("open, in each folder of source, with a sentence that says what the folder is for", () => {
    const source = sources.filter(
      ({ path, text }) => /^(src\/[^/]+|schemas|scripts|widgets\/[^/]+)\/[^/]+$/.test(path) && text !== "",
    );
    const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"));
    const opened = new Set(
      source.filter(({ text }) => /^(\/\/|\/\*\*) ?\S/.test(text)).map(({ path }) => folderOf(path)),
    );
    const folders = new Set(source.map(({ path }) => folderOf(path)));
    expect([...folders].filter((folder) => !opened.has(folder))).to.deep.equal([]);
  });

  it("are kebab-case", () => {
    const odd = sources.map(({ path }) => path).filter((path) => !/^[a-z0-9./_-]+$/.test(path));
    expect(odd).to.deep.equal([]);
  });
});
