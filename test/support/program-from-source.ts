import { fileURLToPath } from "node:url";

/** The program and its first arguments that run Borgdeck's command line, not built. */
export const programFromSource: readonly string[] = [
  process.execPath,
  "--import",
  import.meta.resolve("tsx"),
  fileURLToPath(new URL("../../src/main.ts", import.meta.url)),
];
