import { expect } from "chai";
import type { JobOptions } from "../../../../schemas/jobs.ts";
import { createRestores } from "../../../../src/archives/restore/restores.ts";
import { silentLog } from "../../../../src/ports/log.ts";
import { systemPorts } from "../../../../src/ports/ports.ts";
import { job } from "../../../support/records.ts";
import { createRestorePlace, type RestorePlace } from "../../../support/restore.ts";

const actor = { userId: "useraaaa", username: "ada", peer: null, address: null, userAgent: null };

describe("archives/restore: whose owners are kept", () => {
  let place: RestorePlace;
  beforeEach(async () => {
    place = await createRestorePlace();
  });
  afterEach(() => place.remove());

  async function asked(isAdministrator: boolean): Promise<{ kept: boolean | undefined; warnings: readonly string[] }> {
    const queued: JobOptions[] = [];
    const restores = createRestores({
      ...place.dependencies,
      ports: systemPorts(silentLog),
      opened: {
        peek: async (_repositoryId, _name, look) => ({
          value: await look({ async *walk() {} } as unknown as Parameters<typeof look>[0]),
        }),
        archives: { list: async () => [{ name: "a", id: "1".repeat(64), start: "", comment: "", time: "" } as never] },
      },
      read: () => Promise.reject(new Error("Never called")),
      enqueue: async ({ options }) => {
        queued.push(options);
        return job("jobaaaaa", "repohome", { kind: "restore" });
      },
      audit: async () => {},
    });
    const request = {
      archiveName: "a",
      paths: [],
      destination: { type: "folder", path: place.root },
      layout: "full-path",
      conflicts: "skip",
      ownership: true,
    } as const;
    const { warnings } = await restores.preview(
      "repohome",
      { ...request, paths: [] },
      {
        isAdministrator,
        signal: new AbortController().signal,
      },
    );
    await restores.start("repohome", { ...request, paths: [] }, actor, { isAdministrator });
    return { kept: queued[0]?.restore?.ownership, warnings };
  }

  it("an administrator's, since an archive can make anybody's file of anything", async () => {
    expect((await asked(true)).kept).to.equal(true);
  });

  it("nobody else's, and they are told so beforehand", async () => {
    const { kept, warnings } = await asked(false);
    expect(kept).to.equal(false);
    expect(warnings.join()).to.contain("an administrator has to start the restore");
  });
});
