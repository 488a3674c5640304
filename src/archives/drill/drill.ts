// A restore drill: files are taken out of an archive to scratch, and what came back is held against what is known of them.
import type { DrilledFile } from "../../../schemas/drills.ts";
import type { Borg } from "../../borg/borg.ts";
import { lockWait } from "../../borg/command.ts";
import type { ListedEntry } from "../../borg/commands/listing.ts";
import { exactly } from "../../borg/selector.ts";
import { isWithinAny } from "../../ports/paths.ts";
import type { Ports } from "../../ports/ports.ts";
import { eachEntry } from "../each-entry.ts";
import { isHardlink } from "../look/entry.ts";
import { toFilePath, toPublicPath } from "../paths.ts";
import { eachRestored } from "../trial/trial-restore.ts";
import { createDrillChooser } from "./choose-files.ts";
import type { DrillRequest, DrillResult } from "./drill-request.ts";
import { digestOf, isSameVersion, judgeFile } from "./judge-file.ts";
import { createDrillTally } from "./tally.ts";

export interface DrillDependencies {
  readonly borg: Pick<Borg, "run" | "stream">;
  readonly ports: Pick<Ports, "files" | "random" | "clock">;
}

/** Drills. Throws BorgFault where nothing can be restored at all, or the signal's reason. */
export async function drill(dependencies: DrillDependencies, request: DrillRequest): Promise<DrillResult> {
  const { borg, ports } = dependencies;
  const { files, clock } = ports;
  const earlier = new Map(request.earlier.map((file) => [file.path, file]));
  const { entries, missing } = await choose(dependencies, request, earlier);
  const tally = createDrillTally(request, missing, entries.length);
  const restoreMs = await eachRestored({ borg, files, clock }, request, entries, async (entry, content) => {
    if (content === null) return tally.add(entry, "damaged", null);
    const { sha256, sizeBytes } = await digestOf(content, request.signal);
    if (sizeBytes !== entry.sizeBytes) return tally.add(entry, "damaged", null);
    const path = `/${entry.path}`;
    const readable = isWithinAny(path, request.sources) && !isWithinAny(path, await request.unread());
    const source = readable ? toFilePath("/", entry.path) : null;
    const known = earlier.get(toPublicPath(entry.path));
    tally.add(entry, await judgeFile(files, entry, sha256, source, known, request.signal), sha256);
  });
  return tally.result(restoreMs);
}

async function choose(
  { borg, ports: { random } }: DrillDependencies,
  request: DrillRequest,
  earlier: ReadonlyMap<string, DrilledFile>,
): Promise<{ readonly entries: readonly ListedEntry[]; readonly missing: readonly string[] }> {
  const chooser = createDrillChooser({
    ...request,
    random,
    wasDrilled(entry) {
      const known = earlier.size > 0 ? earlier.get(toPublicPath(entry.path)) : undefined;
      return known !== undefined && isSameVersion(entry, known);
    },
  });
  await listed(borg, request, [], chooser.add);
  const { canaries, sample, missing } = chooser.chosen();
  const contents = await contentsOf(borg, request, canaries);
  const lost = canaries.filter((canary) => isHardlink(canary) && !contents.has(canary.source));
  const entries = new Map([...canaries, ...sample].flatMap((entry) => byPath(entry, contents)));
  return {
    entries: [...entries.values()],
    missing: [...missing, ...lost.map(({ path }) => `/${toPublicPath(path)}`)],
  };
}

/** The entries that have the content of hardlinks' second names, by path. */
async function contentsOf(
  borg: DrillDependencies["borg"],
  request: DrillRequest,
  canaries: readonly ListedEntry[],
): Promise<ReadonlyMap<string, ListedEntry>> {
  const selectors = canaries.filter(isHardlink).map(({ source }) => exactly(source));
  const contents = new Map<string, ListedEntry>();
  if (selectors.length === 0) return contents;
  await listed(borg, request, selectors, (entry) => {
    if (entry.type === "-" && !isHardlink(entry)) contents.set(entry.path, entry);
  });
  return contents;
}

function byPath(entry: ListedEntry, contents: ReadonlyMap<string, ListedEntry>): [string, ListedEntry][] {
  const content = isHardlink(entry) ? contents.get(entry.source) : entry;
  return content ? [[content.path, content]] : [];
}

function listed(
  borg: DrillDependencies["borg"],
  request: DrillRequest,
  selectors: readonly string[],
  use: (entry: ListedEntry) => void,
): Promise<void> {
  const { signal, jobId } = request;
  return eachEntry(borg, request, { selectors, signal, jobId, lockWaitSeconds: lockWait.job }, use);
}
