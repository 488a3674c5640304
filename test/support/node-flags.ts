// What the service is started with, as `npm start` does it.
import { readFileSync } from "node:fs";

const { scripts } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  scripts: { start: string };
};

/** Flags of node: a small young generation, since a service that hands out pages of an index makes much that does not last. */
export const nodeFlags: readonly string[] = scripts.start.split(" ").filter((word) => word.startsWith("--"));
