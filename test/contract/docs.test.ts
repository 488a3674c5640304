// The documents: they name every setting, action and element, and their links lead somewhere.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { actions } from "../../schemas/access.ts";
import { Environment } from "../../schemas/config.ts";
import { faultCodes } from "../../src/fault.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

const settings = Object.keys(Environment.properties);
const elements = readdirSync(join(root, "widgets/elements"));

describe("the documents", () => {
  it("list every setting", () => {
    const text = read("docs/configuration.md");
    expect(settings.filter((name) => !text.includes(`\`${name}\``))).to.deep.equal([]);
  });

  it("list every action", () => {
    const text = read("docs/access.md");
    expect(actions.filter((action) => !text.includes(`\`${action}\``))).to.deep.equal([]);
  });

  it("list every code of a fault", () => {
    const text = read("docs/api.md");
    expect(Object.keys(faultCodes).filter((code) => !text.includes(`\`${code}\``))).to.deep.equal([]);
  });

  it("list every element", () => {
    const text = read("docs/widgets.md");
    expect(elements.filter((tag) => !text.includes(`\`<${tag}>\``))).to.deep.equal([]);
  });

  it("have tables whose rows are one line each, and values for the defaults of elements", () => {
    const rows = read("docs/widgets.md")
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rows.filter((line) => !line.endsWith("|"))).to.deep.equal([]);
    const defaults = rows.filter((line) => line.split(" | ").length === 5).map((line) => line.split(" | ")[3]);
    for (const value of ["48", "300", "auto"]) expect(defaults).to.include(`\`${value}\``);
    expect(defaults.filter((value) => /[a-z][A-Z]/.test(value ?? ""))).to.deep.equal([]);
  });

  it("have links that lead somewhere", () => {
    const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
      cwd: root,
      encoding: "utf8",
    });
    const broken = files
      .split("\n")
      .filter((file) => file !== "" && existsSync(join(root, file)))
      .flatMap((file) =>
        linksOf(file)
          .filter((link) => !existsSync(resolve(root, dirname(file), link)))
          .map((link) => `${file}: ${link}`),
      );
    expect(broken).to.deep.equal([]);
  });
});

describe("the README", () => {
  it("names the two commands", () => {
    const text = read("README.md");
    expect(text).to.include("npm start");
    expect(text).to.include("npm test");
  });
});

describe("the custom-elements manifest", () => {
  it("describes each element", () => {
    const manifest = JSON.parse(read("widgets/custom-elements.json")) as {
      modules: { declarations?: { tagName?: string; description?: string }[] }[];
    };
    const declared = manifest.modules
      .flatMap(({ declarations }) => declarations ?? [])
      .filter(({ description }) => description);
    expect(elements.filter((tag) => !declared.some(({ tagName }) => tagName === tag))).to.deep.equal([]);
  });
});

describe("package.json", () => {
  it("pins every dependency", () => {
    const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
      string,
      Record<string, string>
    >;
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).to.deep.equal([]);
  });
});

describe("package-lock.json", () => {
  it("knows the builds for every system: npm ci refuses it otherwise", () => {
    const { packages } = JSON.parse(read("package-lock.json")) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const wanted = Object.values(packages).flatMap(({ optionalDependencies }) =>
      Object.keys(optionalDependencies ?? {}),
    );
    const known = Object.keys(packages);
    expect(wanted.filter((name) => !known.some((path) => path.endsWith(`node_modules/${name}`)))).to.deep.equal([]);
  });
});

/** Relative links, without those into a page. */
function linksOf(file: string): string[] {
  return [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? "");
}
