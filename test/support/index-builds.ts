// Indexes built as the service builds them: by a process of their own, here from the TypeScript sources.
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ArchiveIndex } from "../../src/archives/index/archive-index.ts";
import {
  type BuildIndexRequest,
  createIndexBuilds,
  type IndexBuilds,
  type IndexBuildsDependencies,
} from "../../src/archives/index/build/build.ts";
import { openIndex } from "../../src/archives/index/open-index.ts";
import type { SourceName } from "../../src/archives/index/sources/source.ts";
import { createBorg } from "../../src/borg/driver.ts";
import { openRandom } from "../../src/ports/large-files.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { newId } from "../../src/ports/random.ts";
import { type BorgPlace, eagerBorg } from "./borg.ts";
import { programFromSource } from "./program-from-source.ts";

export interface TestBuilds extends IndexBuilds {
  readonly indexDir: string;
  /** Stands in for the file system in memory. */
  readonly memoryDir: string;
  readonly outFile: string;
  request(archiveName: string, change?: Partial<BuildIndexRequest>): BuildIndexRequest;
  /** Builds and returns the file. */
  bytesOf(archiveName: string, source: SourceName | null): Promise<Buffer>;
  /** The index that was built last, of that archive. */
  open(archiveName: string): Promise<ArchiveIndex>;
  /** Jobs that have something lying about. */
  leftOver(): string[];
  remove(): void;
}

/** Builds indexes of a place's repository, with the real borg unless told. */
export function createTestBuilds(place: BorgPlace, change: Partial<IndexBuildsDependencies> = {}): TestBuilds {
  const ports = systemPorts(silentLog);
  const installation = { executable: eagerBorg, baseDir: join(place.folder, "base"), hostId: "borgdeck-test@1" };
  const indexDir = join(place.folder, "index");
  const memoryDir = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : place.folder, "bd-"));
  const borg = createBorg({ ports, ...installation });
  const program = programFromSource;
  const builds = createIndexBuilds({ ports, program, borg, installation, indexDir, memoryDir, ...change });
  const outFile = join(indexDir, "repository", "archive.index");
  const request: TestBuilds["request"] = (name, more) => ({
    target: place.target,
    archive: { id: createHash("sha256").update(name).digest("hex"), name, filesCount: null },
    source: null,
    outFile,
    jobId: newId(ports.random),
    signal: new AbortController().signal,
    onProgress() {},
    ...more,
  });
  return {
    ...builds,
    indexDir,
    memoryDir,
    outFile,
    request,
    async bytesOf(archiveName, source) {
      await builds.buildIndex(request(archiveName, { source }));
      return readFileSync(outFile);
    },
    async open(archiveName) {
      const file = await openRandom(outFile);
      if (!file) throw new Error("There is no index");
      return openIndex(file, { archiveId: request(archiveName).archive.id });
    },
    leftOver() {
      const folders = [join(indexDir, "building"), memoryDir];
      return folders.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
    },
    remove: () => rmSync(memoryDir, { recursive: true, force: true }),
  };
}
