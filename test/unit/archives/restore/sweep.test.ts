import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { createRestores } from "../../../../src/archives/restore/restores.ts";
import { createStagings, notedJobs } from "../../../../src/archives/restore/stagings.ts";
import { silentLog } from "../../../../src/ports/log.ts";
import { systemPorts } from "../../../../src/ports/ports.ts";
import { createRestorePlace, type RestorePlace, testJobId } from "../../../support/restore.ts";

describe("archives/restore: the sweep at the start", () => {
  let place: RestorePlace;
  beforeEach(async () => {
    place = await createRestorePlace();
  });
  afterEach(() => place.remove());

  const never = async () => {
    throw new Error("Never called");
  };
  const open = () =>
    createRestores({
      ...place.dependencies,
      ports: systemPorts(silentLog),
      opened: { peek: never, archives: { list: never } },
      read: never,
      enqueue: never,
      audit: never,
    });

  it("removes what a restore left whose job has ended, and its note", async () => {
    const stagings = await createStagings(place.dependencies, [{ root: place.root, base: [] }], testJobId, new Set());
    const folder = join(place.root, `.borgdeck-restore-${testJobId}`);
    await writeFile(join(folder, "0"), "restored data");
    for (const staging of stagings) await staging.folder.close();
    await open().sweep();
    while ((await notedJobs(place.dependencies)).length > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(existsSync(folder)).to.equal(false);
    expect(await notedJobs(place.dependencies)).to.deep.equal([]);
  });

  it("passes over a note that was half written, and a folder of notes that is not there yet", async () => {
    await open().sweep();
    await writeFile(join(place.dependencies.notesDir, `${testJobId}.tmp`), "[");
    await open().sweep();
    expect(await notedJobs(place.dependencies)).to.deep.equal([]);
  });
});
