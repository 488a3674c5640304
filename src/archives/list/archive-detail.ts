// What borg knows of one archive beyond its line in the list.
import Type from "typebox";
import type { ArchiveDetailReply } from "../../../schemas/archives.ts";
import type { Borg } from "../../borg/borg.ts";
import { infoArchiveCommand } from "../../borg/commands/info-archive.ts";
import { borgFault } from "../../borg/result/result.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { Fault } from "../../fault.ts";
import { fieldErrors } from "../../validate.ts";

/** As in the reply; the archive itself is presented by others. */
export type ArchiveDetail = Omit<ArchiveDetailReply, "archive">;

const Info = Type.Object({
  archives: Type.Array(
    Type.Object({
      username: Type.Optional(Type.String()),
      duration: Type.Optional(Type.Number()),
      command_line: Type.Optional(Type.Union([Type.Array(Type.String()), Type.String()])),
      stats: Type.Object({
        nfiles: Type.Integer(),
        original_size: Type.Integer(),
        compressed_size: Type.Integer(),
        deduplicated_size: Type.Integer(),
      }),
    }),
    { minItems: 1 },
  ),
});

/** Asks borg. Throws BorgFault, or the signal's reason. */
export async function archiveDetail(
  borg: Pick<Borg, "run">,
  target: RepositoryTarget,
  archiveName: string,
  signal: AbortSignal,
): Promise<ArchiveDetail> {
  const result = await borg.run(infoArchiveCommand(target, archiveName), { signal });
  signal.throwIfAborted();
  if (result.state !== "ok") throw borgFault(result);
  const value = parse(result.stdout);
  const [archive] =
    Object.keys(fieldErrors(Info, value)).length > 0 ? [] : (value as Type.Static<typeof Info>).archives;
  if (!archive) throw new Fault("borg-failed", "What borg says of the archive has no form that Borgdeck knows.");
  const { stats, username, duration, command_line: commandLine } = archive;
  return {
    username: username ? username : null,
    durationMs: duration === undefined ? null : Math.max(0, Math.round(duration * 1000)),
    files: stats.nfiles,
    originalSizeBytes: stats.original_size,
    compressedSizeBytes: stats.compressed_size,
    deduplicatedSizeBytes: stats.deduplicated_size,
    commandLine: commandLine === undefined ? null : [commandLine].flat().map(quoted).join(" "),
  };
}

/** As one would type it in a shell. */
function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function parse(stdout: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    return null; // not the form that is wanted, which the caller says
  }
}
