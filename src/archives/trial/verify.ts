// A restore on trial: a random sample of files is taken out of an archive and compared byte for byte with its sources.
import type { Borg } from "../../borg/borg.ts";
import { lockWait } from "../../borg/command.ts";
import type { ListedEntry } from "../../borg/commands/listing.ts";
import { isWithinAny } from "../../ports/paths.ts";
import type { Ports } from "../../ports/ports.ts";
import type { VerifyOptions, VerifyResult } from "../contract.ts";
import { eachEntry } from "../each-entry.ts";
import { toFilePath, toPublicPath } from "../paths.ts";
import { type Comparison, compareWithSource } from "./compare.ts";
import { createSampler } from "./sample.ts";
import { eachRestored } from "./trial-restore.ts";

export interface VerifyDependencies {
  readonly borg: Pick<Borg, "run" | "stream">;
  readonly ports: Pick<Ports, "files" | "random" | "clock">;
}

const mostPaths = 20;

/** See Archives.verifySample. */
export async function verifySample(dependencies: VerifyDependencies, options: VerifyOptions): Promise<VerifyResult> {
  const { files, random, clock } = dependencies.ports;
  const { signal, jobId } = options;
  const sampler = createSampler(random, options.sampleFiles, options.sources);
  await eachEntry(
    dependencies.borg,
    options,
    { selectors: [], signal, jobId, lockWaitSeconds: lockWait.job },
    sampler.add,
  );
  const sample = sampler.chosen();
  const tally = createVerifyTally(options, sample.length);
  await eachRestored({ borg: dependencies.borg, files, clock }, options, sample, async (entry, content) => {
    if (content === null) return tally.add(entry, "damaged");
    if (isWithinAny(`/${entry.path}`, await options.unread())) return tally.add(entry, "changed");
    tally.add(entry, await compareWithSource(files, entry, content, toFilePath("/", entry.path)));
  });
  return tally.result();
}

function createVerifyTally({ archiveName, onProgress }: VerifyOptions, ofFiles: number) {
  const result = {
    archiveName,
    filesChecked: 0,
    filesMatched: 0,
    filesChanged: 0,
    filesDamaged: 0,
    bytesChecked: 0,
    damagedPaths: [] as string[],
    changedPaths: [] as string[],
  };
  const noteIn = (paths: string[], path: string) => {
    if (paths.length < mostPaths) paths.push(path);
  };
  return {
    add(entry: ListedEntry, comparison: Comparison) {
      const path = toPublicPath(entry.path);
      result.filesChecked += 1;
      result.bytesChecked += entry.sizeBytes;
      if (comparison === "matched") result.filesMatched += 1;
      if (comparison === "changed") result.filesChanged += 1;
      if (comparison === "damaged") result.filesDamaged += 1;
      if (comparison !== "matched") noteIn(comparison === "changed" ? result.changedPaths : result.damagedPaths, path);
      onProgress({ files: result.filesChecked, ofFiles, path });
    },
    result: (): VerifyResult => result,
  };
}
