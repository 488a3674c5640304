// npm run coverage: the unit tests over the compiled service. Under tsx, coverage shows branches that nobody wrote.
import { rmSync } from "node:fs";
import { runNode } from "./support/processes.mjs";
import { inRoot, programs } from "./support/project.mjs";

const steps = [
  [inRoot("scripts/build.mjs"), []],
  [programs.tsc, ["-p", "test/tsconfig.json", "--noEmit", "false", "--outDir", "dist"]],
  [
    inRoot("node_modules/c8/bin/c8.js"),
    [
      process.execPath,
      programs.mocha,
      "--no-config",
      "--timeout",
      "20000",
      "--reporter",
      "dot",
      "dist/test/unit/**/*.test.js",
    ],
  ],
];

try {
  for (const [program, args] of steps) {
    const { code } = await runNode(program, args, { show: true });
    if (code !== 0) {
      process.exitCode = code;
      break;
    }
  }
} finally {
  rmSync(inRoot("dist/test"), { recursive: true, force: true });
}
