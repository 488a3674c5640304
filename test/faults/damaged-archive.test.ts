// Data of one file is damaged in the repository: everything that meets it says so, and what is sound is still to be had.

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { RepositoryReply } from "../../schemas/repositories.ts";
import type { RestorePreviewReply } from "../../schemas/restores.ts";
import { borgByHand } from "../support/borg-by-hand.ts";
import { largestSegment, overwrite } from "../support/damage.ts";
import { createFaultStage, type FaultStage } from "../support/fault-stage.ts";
import { expectStatus } from "../support/service.ts";

const size = 6_000_000;
const files = { "damaged.bin": randomBytes(size), "docs/sound.txt": "sound", "docs/empty": "" };

describe("a damaged segment", function () {
  this.timeout(300_000);
  let stage: FaultStage;
  let damaged: string;
  let docs: string;
  let sound: string;

  before(async () => {
    stage = await createFaultStage(files);
    docs = join(stage.service().sourceDir, "docs");
    damaged = join(stage.service().sourceDir, "damaged.bin");
    sound = join(stage.home, "sound");
    await stage.expectClean(); // a lock would be copied
    await cp(stage.location, sound, { recursive: true });
    // In the middle of the content: the file begins well.
    await overwrite(await largestSegment(stage.location), Math.floor(size * 0.6), Buffer.alloc(64, 0x55));
  });
  after(() => stage.remove());

  it("is found by a check, which says what to do, and is told with the repository", async () => {
    const job = await stage.ended(await stage.start({ kind: "check" }));
    expect(job).includes({ state: "failed" });
    expect(job.outcome).includes({ code: "repository-damaged" });
    expect(job.outcome?.nextStep).contains("Copy the repository");
    expect(job.result?.check?.problemsCount).above(0);
    const { lastCheck } = expectStatus(await stage.admin().get<RepositoryReply>(stage.base), 200).body;
    expect(lastCheck?.state).equal("failed");
  });

  for (const format of ["file", "tar", "zip"] as const) {
    it(`never lets a ${format} with the damaged file look complete`, async () => {
      const { bytes } = await stage.download(format, damaged);
      expect(bytes).equal(null);
    });
  }

  it("leaves what is sound for downloads and restores", async () => {
    expect((await stage.download("file", join(docs, "sound.txt"))).bytes?.toString()).equal("sound");
    for (const format of ["tar", "zip"] as const) expect((await stage.download(format, docs)).bytes).not.equal(null);
    const job = await stage.ended(await stage.startRestore({ paths: [docs.slice(1)] }));
    expect(job.state).equal("ok");
    expect(await readFile(join(stage.home, "restored", docs, "sound.txt"), "utf8")).equal("sound");
    await rm(join(stage.home, "restored"), { recursive: true });
  });

  it("is told by a restore, which places nothing", async () => {
    const job = await stage.ended(await stage.startRestore());
    expect([job.state, job.outcome?.code]).eql(["failed", "repository-damaged"]);
    expect(job.outcome?.nextStep).a("string");
    expect(existsSync(join(stage.home, "restored"))).equal(false);
  });

  it("is found by a drill, which names the file and restores the others", async () => {
    const drill = { sampleFiles: 10, canaries: [damaged] };
    const job = await stage.ended(await stage.start({ kind: "drill", planId: stage.planId, drill }));
    expect([job.state, job.outcome?.code]).eql(["failed", "drill-damaged"]);
    expect(job.result?.drill).includes({ filesDamaged: 1, filesRestored: 2 });
    expect(job.result?.drill?.damagedPaths.map((path) => `/${path}`)).eql([damaged]);
  });

  it("keeps nobody from looking at names, also where the index is made anew", async () => {
    const index = await stage.ended(await stage.start({ kind: "index", archiveName: stage.archive().name }));
    expect(index.state).equal("ok");
    expect((await stage.indexed(stage.archive().name)).filesCount).equal(3);
  });

  describe("and somebody has repaired the repository, with zeros in the place of what was lost", () => {
    before(async () => {
      await borgByHand(stage, "check", "--repair", stage.location);
    });

    it("is told in the browser, once the repaired archive has its own index", async () => {
      await stage.archives();
      await stage.indexed(stage.archive().name);
      const { body } = await stage.folder(stage.archive().name, stage.service().sourceDir.slice(1));
      expect(body.items.map(({ name, damaged: is }) => [name, is])).eql([
        ["docs", undefined],
        ["damaged.bin", true],
      ]);
      expect(body.damagedCount).equal(1);
    });

    for (const [state, prepare] of [
      ["with an index", async () => {}],
      ["without", () => rm(join(stage.home, "data/index"), { recursive: true })],
    ] as const) {
      it(`is given by no download that does not ask for it, ${state}`, async () => {
        await prepare();
        for (const format of ["file", "tar", "zip"] as const) {
          expect(await stage.download(format, damaged)).eql({ status: 409, bytes: null, code: "archive-damaged" });
          const sounds = await stage.download(format, format === "file" ? join(docs, "sound.txt") : docs);
          expect(sounds.status, format).equal(200);
        }
      });
    }

    it("is given to who accepts it, with the zeros", async () => {
      const query = new URLSearchParams({ path: damaged, damaged: "accept" });
      const { name } = stage.archive();
      const reply = await fetch(
        `${stage.service().url}${stage.base}/archives/${encodeURIComponent(name)}/download?${query}`,
        { headers: { cookie: stage.admin().cookie() } },
      );
      const bytes = Buffer.from(await reply.arrayBuffer());
      expect(bytes.length).equal(size);
      expect(bytes.equals(files["damaged.bin"])).equal(false);
    });

    it("is told before a restore", async () => {
      const request = {
        archiveName: stage.archive().name,
        paths: [],
        destination: { type: "folder", path: join(stage.home, "restored") },
        layout: "full-path",
        conflicts: "skip",
        ownership: false,
      };
      const reply = await stage.admin().post<RestorePreviewReply>(`${stage.base}/restores/preview`, request);
      expect(expectStatus(reply, 200).body.warnings.join()).contains("1 file has zeros");
    });

    it("is told by a restore of the file", async () => {
      const job = await stage.ended(await stage.startRestore());
      expect(job.state).oneOf(["failed", "warning"]);
      expect(job.outcome?.code).equal("files-not-restored");
      expect(job.result?.restore?.failures.map(({ path }) => path).join()).contains("damaged.bin");
      await rm(join(stage.home, "restored"), { recursive: true, force: true });
    });

    it("is found by a drill", async () => {
      const drill = { sampleFiles: 10, canaries: [damaged] };
      const job = await stage.ended(await stage.start({ kind: "drill", planId: stage.planId, drill }));
      expect([job.state, job.outcome?.code]).eql(["failed", "drill-damaged"]);
      expect(job.result?.drill?.damagedPaths.map((path) => `/${path}`)).eql([damaged]);
    });
  });

  describe("and the repository was put back from a copy", () => {
    it("is over", async () => {
      await stage.alone();
      await rm(stage.location, { recursive: true });
      await cp(sound, stage.location, { recursive: true });
      await rm(join(stage.home, "data/borg/.cache"), { recursive: true });
      await rm(join(stage.home, "data/borg/.config/borg/security"), { recursive: true });
      await stage.archives(); // its archives are others than those of the repaired one
      expect((await stage.download("file", damaged)).bytes?.equals(files["damaged.bin"])).equal(true);
      const check = await stage.ended(await stage.start({ kind: "check" }));
      expect(check.state).equal("ok");
      await stage.expectSound();
    });
  });
});
