// npm run generate: writes every generated file that is committed. With --check it writes nothing and fails if one is old.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";
import { accessFiles } from "./generators/access.mjs";
import { apiFiles } from "./generators/api.mjs";
import { configurationFiles } from "./generators/configuration.mjs";
import { exampleFiles } from "./generators/examples.mjs";
import { schemaFiles } from "./generators/schemas.mjs";
import { widgetFiles } from "./generators/widgets.mjs";
import { inRoot } from "./support/project.mjs";

/** Folders in which every file is generated: what no generator writes any more is removed. */
const generatedFolders = ["schemas/json"];

register();
const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const generators = [schemaFiles, configurationFiles, accessFiles, apiFiles, widgetFiles, exampleFiles];
const files = Object.assign({}, ...(await Promise.all(generators.map((generate) => generate()))));
const stale = Object.keys(files).filter((path) => current(path) !== files[path]);
const obsolete = generatedFolders.flatMap(filesIn).filter((path) => !(path in files));

if (values.check) {
  for (const path of [...stale, ...obsolete])
    console.error(`${path} is not what its source says; run: npm run generate`);
  process.exitCode = stale.length + obsolete.length > 0 ? 1 : 0;
} else {
  for (const path of stale) write(path, files[path]);
  for (const path of obsolete) rmSync(inRoot(path));
  console.log(stale.length + obsolete.length === 0 ? "Nothing has changed." : [...stale, ...obsolete].join("\n"));
}

function current(path) {
  return existsSync(inRoot(path)) ? readFileSync(inRoot(path), "utf8") : null;
}

function filesIn(folder) {
  return existsSync(inRoot(folder)) ? readdirSync(inRoot(folder)).map((name) => `${folder}/${name}`) : [];
}

function write(path, content) {
  mkdirSync(dirname(inRoot(path)), { recursive: true });
  writeFileSync(inRoot(path), content);
}
