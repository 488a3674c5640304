// The checks of npm test that are not mocha suites: each is one program that must end with exit code 0.
import { runNode } from "./processes.mjs";
import { inRoot, programs } from "./project.mjs";

const minute = 60_000;

/** In the order in which they run; those of one row run at the same time. */
export const checkRows = [
  [
    { name: "build and types of service and widgets", script: inRoot("scripts/build.mjs"), args: [] },
    { name: "types of tests", script: programs.tsc, args: ["-p", "test/tsconfig.json"] },
  ],
  [
    { name: "format and lint (biome)", script: programs.biome, args: ["check", "--error-on-warnings", "."] },
    {
      name: "imports (dependency-cruiser)",
      script: programs.depcruise,
      args: ["--config", ".dependency-cruiser.cjs", "src", "schemas", "widgets", "test"],
    },
  ],
  [
    { name: "unused files and exports (knip)", script: programs.knip, args: [] },
    { name: "generated files", script: inRoot("scripts/generate.mjs"), args: ["--check"] },
  ],
];

/** Runs one check. */
export async function runCheck({ script, args }) {
  const { code, output, durationMs } = await runNode(script, args, {
    timeoutMs: 4 * minute,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { ok: code === 0, output, durationMs };
}
