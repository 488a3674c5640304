import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { JobRecord } from "../../../schemas/jobs.ts";
import type { RepositoryPatch } from "../../../schemas/repositories.ts";
import type { Borg } from "../../../src/borg/borg.ts";
import type { BorgCommand } from "../../../src/borg/command.ts";
import { job } from "../../support/records.ts";
import { faultOf } from "../../support/rejection.ts";
import { actor, borgThatFails, borgThatSays, openRepositories } from "../../support/repositories.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

describe("repositories/edit", () => {
  const newFolder = temporaryFolders();
  const opened: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(opened.splice(0).map(({ close }) => close())));

  /** A repository that is there, with borg's word on whether it is append-only. */
  async function open({
    borg = borgThatSays(""),
    plans = [],
    jobs = [],
    remote = false,
  }: {
    borg?: Pick<Borg, "run">;
    plans?: string[];
    jobs?: JobRecord[];
    remote?: boolean;
  } = {}) {
    const folder = newFolder();
    const ran: BorgCommand[] = [];
    const place = await openRepositories({
      dataDir: join(folder, "data"),
      plansUsing: () => plans,
      unfinishedJobs: () => jobs,
      borg: {
        run(command, options) {
          ran.push(command);
          return borg.run(command, options);
        },
      },
    });
    opened.push(place);
    const location = remote ? "ssh://nas.lan/srv/repo" : join(folder, "repo");
    const { repository } = await place.repositories.create({ name: "Home", location, encryption: "none" }, actor);
    if (!remote) {
      mkdirSync(location);
      writeFileSync(join(location, "config"), "[repository]\nappend_only = 0\n");
    }
    ran.length = 0;
    const { id } = repository;
    const patch = (change: RepositoryPatch, ifRevision?: number) =>
      place.repositories.patch(id, change, ifRevision === undefined ? {} : { ifRevision }, actor);
    const fields = async (change: RepositoryPatch) =>
      Object.keys((await faultOf(patch(change), "invalid-input")).fields ?? {});
    return { ...place, id, ran, patch, fields, before: repository, location };
  }

  it("changes several things at once, and records each", async () => {
    const { patch, audited, ran } = await open();
    const changed = await patch({ name: "Attic", mode: "observe", freshnessMs: 86_400_000 });
    expect(changed).to.include({ name: "Attic", mode: "observe", freshnessMs: 86_400_000 });
    expect(ran, "nothing is written to what is only observed").to.deep.equal([]);
    expect(audited.at(-1)).to.include({ event: "repository.edit" });
    expect(audited.at(-1)?.detail).to.equal("name: Home → Attic; mode: full → observe; freshnessMs: none → 86400000");
  });

  it("takes the freshness away with the observing", async () => {
    const { patch } = await open();
    await patch({ mode: "observe", freshnessMs: 86_400_000 });
    expect(await patch({ mode: "full" })).to.include({ mode: "full", freshnessMs: null });
  });

  it("names every wrong field at once", async () => {
    const { repositories, fields, location } = await open({ plans: ["Nightly"] });
    await repositories.create({ name: "Other", location: `${location}2`, encryption: "none" }, actor);
    expect(await fields({ name: " OTHER", mode: "observe", quotaBytes: 20_000_000 })).to.deep.equal([
      "/name",
      "/mode",
      "/quotaBytes",
    ]);
    expect(await fields({ freshnessMs: 86_400_000 })).to.deep.equal(["/freshnessMs"]);
  });

  it("lets plans back up to what is append-only", async () => {
    const { patch, ran } = await open({ plans: ["Nightly"] });
    expect((await patch({ mode: "append-only" })).mode).to.equal("append-only");
    expect(ran.map(({ args }) => args.slice(-2))).to.deep.equal([["append_only", "1"]]);
  });

  it("tells borg nothing that it knows already", async () => {
    const { patch, ran, location } = await open();
    writeFileSync(join(location, "config"), "[repository]\nappend_only = 1\n");
    await patch({ mode: "append-only" });
    await patch({ mode: "append-only", name: "Home" });
    expect(ran).to.deep.equal([]);
  });

  it("stores nothing where borg refuses, where a job is at work, or where it was changed meanwhile", async () => {
    const refused = await open({ borg: borgThatFails("permission-denied") });
    await faultOf(refused.patch({ mode: "append-only", name: "New" }), "borg-failed");
    expect(refused.repositories.get(refused.id)).to.deep.equal(refused.before);

    const jobs: JobRecord[] = [];
    const atWork = await open({ jobs });
    jobs.push({ ...job("jobbusya", atWork.id), state: "running" });
    await faultOf(atWork.patch({ quotaBytes: 20_000_000 }), "conflict");
    expect((await atWork.patch({ name: "A name needs no borg" })).name).to.equal("A name needs no borg");

    const stale = await open();
    const { revision } = await stale.patch({ name: "Newer" });
    await faultOf(stale.patch({ mode: "append-only" }, revision - 1), "stale-revision");
    expect(stale.ran).to.deep.equal([]);
    expect((await stale.patch({ mode: "append-only" }, revision)).mode).to.equal("append-only");
  });

  it("says of another host's repository where its quota is set", async () => {
    const { fields, patch, ran } = await open({ remote: true });
    expect(await fields({ quotaBytes: 20_000_000 })).to.deep.equal(["/quotaBytes"]);
    expect((await patch({ mode: "append-only" })).mode).to.equal("append-only");
    expect(ran).to.deep.equal([]);
  });

  it("notes that the kit is kept elsewhere, with whatever else changes", async () => {
    const { patch, before } = await open();
    const changed = await patch({ keyStored: true, name: "Attic" }, before.revision);
    expect(changed.name).to.equal("Attic");
    expect(changed.keyExportedAt).to.not.equal(null);
  });
});
