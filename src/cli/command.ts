// cli/ is the command line: one command a file, each of this shape.
import type { RawEnvironment } from "../config/raw-environment.ts";
import type { Files } from "../ports/files.ts";
import type { Processes } from "../ports/processes.ts";

/** What a command may touch. Only main.ts makes one, and only main.ts exits. */
export interface CommandContext {
  readonly env: RawEnvironment;
  readonly files: Files;
  readonly processes: Processes;
  /** Folder of the installation: package.json and dist are in it. */
  readonly installation: string;
  /** The program and its first arguments that run this command line. */
  readonly program: readonly string[];
  /** Numeric id of the user that runs the command; 0 is root. */
  readonly userId: number;
  /** Writes a line for people. */
  print(line: string): void;
  /** Writes a line about something that is wrong. */
  complain(line: string): void;
  /** Resolves when the process is asked to end (SIGTERM, SIGINT, SIGHUP). */
  untilAskedToEnd(): Promise<void>;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Not for people: left out of the list of commands. */
  readonly hidden?: true;
  /** What `--help` prints. */
  readonly usage: string;
  /** Does it and returns the exit code. Throws Faults, which main.ts prints. */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}
