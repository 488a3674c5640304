// What reads samples of an archive back, a verification or a restore drill, has this around it: real files, backed up.
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { type BorgPlace, createBorgPlace, writeTree } from "./borg.ts";

/** How a reading is told to end. */
export interface Stopping {
  readonly signal: AbortSignal;
  readonly onProgress: () => void;
}

export interface SampledPlace {
  readonly place: BorgPlace;
  /** The folder that is backed up; empty at first. */
  readonly source: string;
  /** Where a reading puts what it reads; not there at first. */
  readonly scratchDir: string;
  /** Backs the source up, and says what the archive is called. */
  backUp(): Promise<string>;
  /** A reading left nothing of its own. */
  expectCleared(): Promise<void>;
  /** A reading ends where it is cancelled, with what it was cancelled with, and leaves nothing, of an earlier one neither. */
  expectEndsWhenCancelled(read: (archiveName: string, stopping: Stopping) => Promise<unknown>): Promise<void>;
}

/** Makes one, with a repository. */
export async function createSampledPlace(): Promise<SampledPlace> {
  const place = await createBorgPlace();
  const [source, scratchDir] = [join(place.folder, "source"), join(place.folder, "scratch")];
  await place.init();
  await mkdir(source);

  let count = 0;
  async function backUp(): Promise<string> {
    const name = `archive${count++}`;
    await place.backUp(name, [source]);
    return name;
  }
  const expectCleared = async () => {
    expect(await stat(scratchDir).catch(() => null)).to.equal(null);
  };
  return {
    place,
    source,
    scratchDir,
    backUp,
    expectCleared,
    async expectEndsWhenCancelled(read) {
      for (const name of ["a", "b"]) await writeTree(source, new Map([[name, name]]));
      const archiveName = await backUp();
      await mkdir(scratchDir);
      await writeFile(join(scratchDir, "leftover"), "x");
      const abort = new AbortController();
      const error = await read(archiveName, {
        signal: abort.signal,
        onProgress: () => abort.abort(new Error("enough")),
      }).catch((failure: unknown) => failure);
      expect(error).to.have.property("message", "enough");
      await expectCleared();
    },
  };
}
