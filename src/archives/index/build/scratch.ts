// Where an index is while it is built: a folder for the file itself, and one for borg's dump, in memory where there is
// such a file system. Both have the job's name, so that what a killed service left is found again.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Files } from "../../../ports/files.ts";

export interface ScratchDependencies {
  readonly files: Files;
  /** DATA_DIR/index. */
  readonly indexDir: string;
  /** Names this installation: the folder in memory is the whole machine's. */
  readonly hostId: string;
  /** A file system in memory; /dev/shm unless told. */
  readonly memoryDir?: string;
}

export interface ScratchPlace {
  /** On the file system of the indexes: what is whole is only renamed. */
  readonly outFile: string;
  /** Private and empty; null where there is too little room for a dump. */
  readonly dumpDir: string | null;
  remove(): Promise<void>;
}

export interface Scratch {
  open(jobId: string): Promise<ScratchPlace>;
  /** Jobs that have left something. */
  leftOver(): Promise<string[]>;
  remove(jobId: string): Promise<void>;
  /** Removes dumps in memory that nobody has touched for a day: their installation was killed, and never started again. */
  removeForgotten(now: number): Promise<void>;
}

const forgottenAfterMs = 24 * 3600_000;
const anyDump = /^borgdeck-[0-9a-f]{16}(-[A-Za-z0-9_-]{1,64})?$/;

/** Names of a folder that are looked at. */
const mostListed = 10_000;
/** borg may be 1,100 files ahead of us with its dump, of 512 KiB at the most; the rest is for others. */
const leastFreeBytes = 1024 * 1024 * 1024;

/** Creates it; nothing is made before the first build. */
export function createScratch({ files, indexDir, hostId, memoryDir = "/dev/shm" }: ScratchDependencies): Scratch {
  const buildingDir = join(indexDir, "building");
  const mark = createHash("sha256").update(`${hostId}\0${indexDir}`).digest("hex").slice(0, 16);
  const prefix = `borgdeck-${mark}-`;
  const buildingOf = (jobId: string) => join(buildingDir, jobId);
  const dumpOf = (jobId: string) => join(memoryDir, `${prefix}${jobId}`);

  /** Anybody may make something of this name there: only a folder that is ours alone is entered. */
  const isOurs = async (dumpDir: string): Promise<boolean> => {
    const [own, made] = [await files.info(indexDir), await files.linkInfo(dumpDir)];
    return own !== null && made?.kind === "directory" && made.uid === own.uid && (made.mode & 0o077) === 0;
  };
  const remove = async (jobId: string) => {
    if (!id.test(jobId)) throw new RangeError("Not a job's id");
    await files.remove(buildingOf(jobId));
    if (await isOurs(dumpOf(jobId))) await files.remove(dumpOf(jobId));
  };
  const hasRoom = async (folder: string): Promise<boolean> => {
    const place = await files.fileSystem(folder);
    return place !== null && place.freeBytes >= leastFreeBytes;
  };
  const makeInMemory = async (dumpDir: string): Promise<boolean> => {
    if (!(await files.fileSystem(memoryDir))?.inMemory || !(await hasRoom(memoryDir))) return false;
    if ((await files.linkInfo(dumpDir)) !== null) return false;
    await files.makeDirectory(dumpDir, 0o700);
    return isOurs(dumpDir);
  };
  const makeDumpDir = async (jobId: string): Promise<string | null> => {
    if (await makeInMemory(dumpOf(jobId)).catch(() => false)) return dumpOf(jobId);
    if (!(await hasRoom(buildingOf(jobId)))) return null;
    const dumpDir = join(buildingOf(jobId), "dump");
    await files.makeDirectory(dumpDir, 0o700);
    return dumpDir;
  };
  const namesIn = async (folder: string) => {
    const entries = (await files.info(folder)) ? await files.list(folder, mostListed) : [];
    return entries.map(({ name }) => name);
  };

  return {
    async open(jobId) {
      await remove(jobId);
      for (const folder of [indexDir, buildingDir, buildingOf(jobId)]) await files.makeDirectory(folder);
      const dumpDir = await makeDumpDir(jobId);
      return { outFile: join(buildingOf(jobId), "archive.index"), dumpDir, remove: () => remove(jobId) };
    },
    async leftOver() {
      const dumps = (await namesIn(memoryDir)).filter((name) => name.startsWith(prefix));
      const ours = await Promise.all(dumps.map((name) => isOurs(join(memoryDir, name))));
      const ofDumps = dumps.filter((_, at) => ours[at]).map((name) => name.slice(prefix.length));
      return [...new Set([...(await namesIn(buildingDir)), ...ofDumps])].filter((name) => id.test(name));
    },
    remove,
    async removeForgotten(now) {
      for (const name of await namesIn(memoryDir)) {
        const dump = join(memoryDir, name);
        if (!anyDump.test(name) || !(await isOurs(dump))) continue;
        const touchedAtMs = (await files.linkInfo(dump))?.modifiedAtMs ?? now;
        if (touchedAtMs < now - forgottenAfterMs) await files.remove(dump);
      }
    },
  };
}

const id = /^[A-Za-z0-9_-]{1,64}$/;
