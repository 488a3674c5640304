// The command line with a context that a test owns.

import { Readable } from "node:stream";
import type { CommandContext } from "../../src/cli/command.ts";
import { systemFiles } from "../../src/ports/files.ts";
import type { Processes, SpawnRequest } from "../../src/ports/processes.ts";
import { systemProcesses } from "../../src/ports/processes.ts";

export interface CommandLineEnd {
  readonly code: number;
  readonly printed: string;
  readonly complained: string;
}

/** Runs a command as main.ts does. */
export async function runCommandLine(
  argv: readonly string[],
  context: Partial<CommandContext> & Pick<CommandContext, "env">,
): Promise<CommandLineEnd> {
  const printed: string[] = [];
  const complained: string[] = [];
  // Imported as commands are: mocha may have loaded this file another way, and then there would be two classes of Fault.
  const { dispatch } = await import("../../src/cli/dispatch.ts");
  const code = await dispatch(argv, {
    files: systemFiles,
    processes: systemProcesses,
    program: ["/nowhere/node", "main.js"],
    installation: "/nowhere",
    userId: process.getuid?.() ?? -1,
    print: (line) => printed.push(line),
    complain: (line) => complained.push(line),
    untilAskedToEnd: async () => {},
    ...context,
  });
  return { code, printed: printed.join("\n"), complained: complained.join("\n") };
}

export interface FakeProcesses extends Processes {
  readonly started: SpawnRequest[];
}

/** Processes that end at once, as `answer` says. */
export function createFakeProcesses(
  answer: (request: SpawnRequest) => { readonly code: number; readonly output?: string },
): FakeProcesses {
  const started: SpawnRequest[] = [];
  return {
    ...systemProcesses,
    started,
    async start(request) {
      started.push(request);
      const { code, output = "" } = answer(request);
      const exited = Promise.resolve({ code, signal: null });
      return { pid: 1, startTicks: "1", stdout: Readable.from([output]), stderr: Readable.from([]), exited };
    },
    signal: () => false,
  };
}
