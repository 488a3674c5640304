// Paths that people typed: what the system says of those that can lead nowhere, for them to correct.
import { systemCode } from "./directories.ts";
import type { Files } from "./files.ts";

const [mostNameBytes, mostPathBytes] = [255, 4095];
const tooLong = "is too long for this host: a name has at most 255 bytes, a path 4095";
const closed = "is in a folder that the user that Borgdeck runs as may not enter";

/** Why the system looks at no such path, as people read it behind the path. */
const refusals: Readonly<Record<string, string>> = {
  ENAMETOOLONG: tooLong,
  ELOOP: "goes round in a circle of links",
  EACCES: closed,
  EPERM: closed,
  ENOTDIR: "leads through something that is no folder",
};

/** What `look` finds wrong with a typed path, or why the system does not let anybody look; null where nothing is. Other errors are thrown. */
export async function typedPathProblem(path: string, look: () => Promise<string | null>): Promise<string | null> {
  const longest = Math.max(...path.split("/").map((name) => Buffer.byteLength(name)));
  if (longest > mostNameBytes || Buffer.byteLength(path) > mostPathBytes) return tooLong;
  try {
    return await look();
  } catch (error) {
    const refusal = refusals[systemCode(error) ?? ""];
    if (refusal === undefined) throw error;
    return refusal;
  }
}

/** A typed path with all links resolved, null where it leads to nothing, and what is wrong with it where the system says that. */
export async function typedRealPath(
  { realPath }: Pick<Files, "realPath">,
  path: string,
): Promise<{ readonly real: string | null; readonly problem: string | null }> {
  const found: { real: string | null } = { real: null };
  const problem = await typedPathProblem(path, async () => {
    found.real = await realPath(path);
    return null;
  });
  return { ...found, problem };
}
