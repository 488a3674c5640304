// Where an index is while it is built: a folder for the file itself, and one for borg's dump, in memory where there is
// such a file system. Both have the job's name, so that what a killed service left is found again.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Files } from "../../ports/files.ts";

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
}

/** borg may be 1,100 files ahead of us with its dump, of 512 KiB at the most; the rest is for others. */
const leastFreeBytes = 1024 * 1024 * 1024;

/** Creates it; nothing is made before the first build. */
export function createScratch({ files, indexDir, hostId, memoryDir = "/dev/shm" }: ScratchDependencies): Scratch {
  const buildingDir = join(indexDir, "building");
  const mark = createHash("sha256").update(`${hostId}\0${indexDir}`).digest("hex").slice(0, 16);
  const dumpsDir = join(memoryDir, `borgdeck-${mark}`);

  /** Anybody may make something of this name there: only a folder that is ours alone is entered. */
  const isOurs = async (): Promise<boolean> => {
    const [own, made] = [await files.info(buildingDir), await files.linkInfo(dumpsDir)];
    return own !== null && made?.kind === "directory" && made.uid === own.uid && (made.mode & 0o077) === 0;
  };
  const hasRoom = async (folder: string): Promise<boolean> => {
    const place = await files.fileSystem(folder);
    return place !== null && place.freeBytes >= leastFreeBytes;
  };
  const isMemoryUsable = async (): Promise<boolean> => {
    if (!(await files.fileSystem(memoryDir))?.inMemory || !(await hasRoom(memoryDir))) return false;
    if ((await files.linkInfo(dumpsDir)) === null) await files.makeDirectory(dumpsDir, 0o700);
    return isOurs();
  };
  const remove = async (jobId: string) => {
    if (!id.test(jobId)) throw new RangeError("Not a job's id");
    await files.remove(join(buildingDir, jobId));
    if (await isOurs()) await files.remove(join(dumpsDir, jobId));
  };
  const makeDumpDir = async (building: string, jobId: string): Promise<string | null> => {
    const inMemory = await isMemoryUsable().catch(() => false);
    if (!inMemory && !(await hasRoom(building))) return null;
    const dumpDir = inMemory ? join(dumpsDir, jobId) : join(building, "dump");
    await files.makeDirectory(dumpDir, 0o700);
    return dumpDir;
  };

  return {
    async open(jobId) {
      await remove(jobId);
      const building = join(buildingDir, jobId);
      for (const folder of [indexDir, buildingDir, building]) await files.makeDirectory(folder);
      const dumpDir = await makeDumpDir(building, jobId);
      return { outFile: join(building, "archive.index"), dumpDir, remove: () => remove(jobId) };
    },
    async leftOver() {
      const folders = [buildingDir, ...((await isOurs()) ? [dumpsDir] : [])];
      const lists = folders.map(async (folder) => ((await files.info(folder)) ? files.list(folder) : []));
      const names = (await Promise.all(lists)).flat().map(({ name }) => name);
      return [...new Set(names)].filter((name) => id.test(name));
    },
    remove,
  };
}

const id = /^[A-Za-z0-9_-]{1,64}$/;
