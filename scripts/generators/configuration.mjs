// docs/configuration.md: every setting, out of the schema that reads it.

/** @returns {Promise<Record<string, string>>} path in the checkout → content */
export async function configurationFiles() {
  const { renderConfigurationDocs } = await import("../../src/config/render-docs.ts");
  return { "docs/configuration.md": renderConfigurationDocs() };
}
