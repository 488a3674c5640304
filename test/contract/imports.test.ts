// The import table of the design, held by dependency-cruiser, and proof that it would notice.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";

const root = resolve(import.meta.dirname, "../..");

interface CruiseResult {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

function cruise(folder: string, ...parts: string[]): CruiseResult {
  const program = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const config = join(root, ".dependency-cruiser.cjs");
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [program, "--config", config, "--output-type", "json", ...parts],
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  expect(stdout, stderr).to.match(/^\{/);
  return JSON.parse(stdout) as CruiseResult;
}

describe("the import table", () => {
  it("is kept by every module, and sees more than 40 of them", () => {
    const { modules, summary } = cruise(root, "src", "schemas", "widgets", "test");
    const own = modules.filter(({ source }) => /^(src|schemas|widgets)\//.test(source));
    expect(own.length).to.be.greaterThan(40);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).to.deep.equal([]);
  });

  it("catches a violation of each kind", () => {
    const folder = mkdtempSync(join(tmpdir(), "imports-"));
    try {
      for (const [path, text] of Object.entries(planted)) plant(folder, path, text);
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
      symlinkSync(join(root, "package.json"), join(folder, "package.json"));
      const found = new Set(
        cruise(folder, "src", "schemas", "widgets").summary.violations.map(({ rule, from }) => `${rule.name} ${from}`),
      );
      expect([...found]).to.include.members(expectedViolations);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function plant(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const planted = {
  "tsconfig.json": "{}",
  "schemas/a.ts": 'import "../src/fault.ts";',
  "src/fault.ts": 'import "./store/open.ts";',
  "src/service.ts": 'import "./store/open.ts";',
  "src/store/open.ts": 'import "node:fs"; import "koa"; import "lowdb";',
  "src/http/app.ts": 'import "koa"; import "../store/open.ts"; import "../borg/a.ts"; import "lowdb";',
  "src/borg/a.ts": 'import "./b.ts"; import "node:child_process"; import "chai";',
  "src/borg/b.ts": 'import "./a.ts"; import "../service.ts"; import "ajv"; import "bcrypt"; import "pino";',
  "src/audit/one/a.ts": 'import "../two/a.ts";',
  "src/audit/two/a.ts": "export const a = 1;",
  "src/audit/two/b.ts": 'import "../one/b.ts";',
  "src/audit/one/b.ts": "export const b = 1;",
  "src/jobs/a.ts": 'import "../plans/a.ts"; import "./nowhere.ts";',
  "src/plans/a.ts": "export const a = 1;",
  "src/elsewhere/a.ts": 'import "../plans/a.ts";',
  "src/health/alone.ts": "export const a = 1;",
  "widgets/elements/a.ts":
    'import { a } from "../shared/client/a.ts"; import type { B } from "../shared/model/a.ts"; export const b: B = a;',
  "widgets/shared/client/a.ts": 'export const a = import("../element/a.ts");',
  "widgets/shared/element/a.ts":
    'import type { a } from "../client/a.ts"; export const b = (): typeof a => import("../client/a.ts");',
  "widgets/shared/model/a.ts": 'import "../client/a.ts"; export type B = unknown;',
  "widgets/a.ts": 'import "../src/plans/a.ts"; import { a } from "../schemas/a.ts"; export const b = a;',
};

const expectedViolations = [
  "table-schemas schemas/a.ts",
  "table-core src/fault.ts",
  "only-in-fs src/store/open.ts",
  "only-in-koa-koa-router-koa-compose-koa-helmet-koa-session-raw-body src/store/open.ts",
  "table-http src/http/app.ts",
  "only-in-lowdb src/http/app.ts",
  "only-in-child-process src/borg/a.ts",
  "no-dev-dependencies src/borg/a.ts",
  "no-cycles src/borg/a.ts",
  "table-borg src/borg/b.ts",
  "table-top src/borg/b.ts",
  "only-in-ajv-ajv-formats src/borg/b.ts",
  "only-in-bcrypt src/borg/b.ts",
  "only-in-pino src/borg/b.ts",
  "table-jobs src/jobs/a.ts",
  "no-circles-of-folders src/audit/one",
  "no-unresolvable src/jobs/a.ts",
  "table-complete src/elsewhere/a.ts",
  "no-orphans src/health/alone.ts",
  "one-data-client widgets/elements/a.ts",
  "pure-model widgets/shared/model/a.ts",
  "table-widgets widgets/a.ts",
  "table-widgets-types widgets/a.ts",
];
