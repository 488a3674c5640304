// Reads a Dockerfile well enough to lint ours and to replay it where no container engine runs.
export interface Instruction {
  readonly name: string;
  readonly args: string;
}

export interface Stage {
  readonly image: string;
  readonly name: string | null;
  readonly instructions: readonly Instruction[];
}

/** Splits into stages; comments and blank lines are dropped, continued lines joined. */
export function parseDockerfile(text: string): Stage[] {
  const joined = text.replace(/^\s*#.*\n/gm, "").replace(/\\\n\s*/g, "");
  const stages: { image: string; name: string | null; instructions: Instruction[] }[] = [];
  for (const line of joined.split("\n").map((each) => each.trim())) {
    if (line === "") continue;
    const [name = "", args = ""] = splitOnce(line);
    const from = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(args);
    if (name === "FROM" && from) stages.push({ image: from[1] ?? "", name: from[2] ?? null, instructions: [] });
    else stages.at(-1)?.instructions.push({ name, args });
  }
  return stages;
}

/** The instructions of that name. */
export function instructionsOf(stage: Stage, name: string): string[] {
  return stage.instructions.filter((instruction) => instruction.name === name).map(({ args }) => args);
}

/** COPY's flags, sources and target. */
export function parseCopy(args: string): { from: string | null; sources: string[]; target: string } {
  const words = args.split(/\s+/);
  const flags = words.filter((word) => word.startsWith("--"));
  const paths = words.filter((word) => !word.startsWith("--"));
  const from = flags.find((flag) => flag.startsWith("--from="))?.slice("--from=".length) ?? null;
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? "" };
}

function splitOnce(line: string): [string, string] {
  const at = line.search(/\s/);
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at).trim()];
}
