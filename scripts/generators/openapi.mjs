// docs/openapi.json: the contract, as the service sends it at /api/openapi.json.
import { readFileSync } from "node:fs";
import { inRoot } from "../support/project.mjs";

/** @returns {Promise<Record<string, string>>} path in the checkout → content */
export async function openapiFiles() {
  const { describeApi } = await import("../../src/http/describe.ts");
  const { version } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  return { "docs/openapi.json": `${JSON.stringify(describeApi(version), null, 2)}\n` };
}
