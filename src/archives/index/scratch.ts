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
  const placesOf = (jobId: string) => [join(buildingDir, jobId), join(dumpsDir, jobId)];

  /** Others may make folders there too: one of this name that is not ours alone is left alone. */
  const isMemoryUsable = async (): Promise<boolean> => {
    const memory = await files.fileSystem(memoryDir);
    if (!memory?.inMemory || memory.freeBytes < leastFreeBytes) return false;
    if ((await files.linkInfo(dumpsDir)) === null) await files.makeDirectory(dumpsDir, 0o700);
    const [own, made] = [await files.info(buildingDir), await files.linkInfo(dumpsDir)];
    return made?.kind === "directory" && made.uid === own?.uid && (made.mode & 0o077) === 0;
  };
  const onDisk = async (building: string): Promise<string | null> => {
    const disk = await files.fileSystem(building);
    return (disk?.freeBytes ?? 0) < leastFreeBytes ? null : join(building, "dump");
  };
  const remove = async (jobId: string) => {
    checkId(jobId);
    for (const place of placesOf(jobId)) await files.remove(place);
  };

  return {
    async open(jobId) {
      await remove(jobId);
      await files.makeDirectory(indexDir);
      await files.makeDirectory(buildingDir);
      const [building = "", dump = ""] = placesOf(jobId);
      await files.makeDirectory(building);
      const dumpDir = (await isMemoryUsable().catch(() => false)) ? dump : await onDisk(building);
      if (dumpDir !== null) await files.makeDirectory(dumpDir, 0o700);
      return { outFile: join(building, "archive.index"), dumpDir, remove: () => remove(jobId) };
    },
    async leftOver() {
      const names = new Set<string>();
      for (const folder of [buildingDir, dumpsDir]) {
        const entries = (await files.info(folder))?.kind === "directory" ? await files.list(folder) : [];
        for (const { name } of entries) names.add(name);
      }
      return [...names].filter((name) => id.test(name));
    },
    remove,
  };
}

const id = /^[A-Za-z0-9_-]{1,64}$/;

function checkId(jobId: string): void {
  if (!id.test(jobId)) throw new RangeError("Not a job's id");
}
