// A place to restore into, with something precious outside of it that no restore may touch.
import { readdirSync, readFileSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { createRestorePlace, type RestorePlace } from "./restore.ts";

export interface GuardedPlace extends RestorePlace {
  /** A restore has left nothing of its own at the root. */
  expectNothingStaged(): Promise<void>;
}

/**
 * A fresh place for each test of a describe that calls this. After the test what is `outside` is as it was, and the service's
 * own data holds nothing but its notes of restores.
 */
export function useGuardedPlace(): GuardedPlace {
  const place = {
    async expectNothingStaged() {
      expect((await readdir(place.root)).filter((name) => name.startsWith(".borgdeck"))).to.deep.equal([]);
    },
  } as GuardedPlace;

  beforeEach(async () => {
    Object.assign(place, await createRestorePlace());
    await writeFile(join(place.outside, "precious"), "untouched");
  });
  afterEach(async () => {
    expect(readdirSync(place.outside), "outside").to.deep.equal(["precious"]);
    expect(readFileSync(join(place.outside, "precious"), "utf8"), "outside").to.equal("untouched");
    expect(
      readdirSync(place.data).filter((name) => name !== "restores"),
      "data",
    ).to.deep.equal([]);
    await place.remove();
  });
  return place;
}
