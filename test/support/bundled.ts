// A program of the service's source as one plain file, for tests that start it hundreds of times: under tsx that takes too long.
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { type Plugin, rollup } from "rollup";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

const typescript: Plugin = {
  name: "typescript",
  transform(code, id) {
    if (!id.endsWith(".ts")) return null;
    const compilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    };
    return { code: ts.transpileModule(code, { compilerOptions }).outputText, map: null };
  },
};

/** Bundles an entry (relative to the project's root) into `folder` and returns the file that node can run. */
export async function bundleInto(folder: string, entry: string): Promise<string> {
  const bundle = await rollup({
    input: join(root, entry),
    external: /^(node:|ajv|pino)/,
    plugins: [typescript, nodeResolve()],
    onwarn() {}, // of packages that are not ours
  });
  const file = join(folder, "program.js");
  await bundle.write({ file, format: "es" });
  await bundle.close();
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return file;
}
