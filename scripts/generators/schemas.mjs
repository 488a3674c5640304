// schemas/json/: each schema file as one JSON Schema document, for people and programs that read no TypeScript.
import { readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { inRoot } from "../support/project.mjs";

/** @returns {Promise<Record<string, string>>} path in the checkout → content */
export async function schemaFiles() {
  const sources = readdirSync(inRoot("schemas")).filter((name) => name.endsWith(".ts"));
  const documents = await Promise.all(sources.sort().map(documentOf));
  return Object.fromEntries(documents.filter(([, content]) => content !== null));
}

async function documentOf(source) {
  const name = source.replace(/\.ts$/, "");
  const exported = await import(pathToFileURL(inRoot("schemas", source)).href);
  const schemas = Object.entries(exported).filter(([key, value]) => isSchema(key, value));
  if (schemas.length === 0) return [source, null];
  const document = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `borgdeck:${name}`,
    $defs: Object.fromEntries(schemas.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return [`schemas/json/${name}.json`, `${JSON.stringify(document, null, 2)}\n`];
}

/** Schemas are named like types; what else a file exports (lists, helpers) is not. */
function isSchema(name, value) {
  return /^[A-Z]/.test(name) && typeof value === "object" && value !== null && !Array.isArray(value);
}
