import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { CreateRepositoryRequest } from "../../../schemas/repositories.ts";
import { Fault } from "../../../src/fault.ts";
import { faultOf } from "../../support/rejection.ts";
import {
  actor,
  borgThatFails,
  failedInit,
  openRepositories,
  type RepositoriesPlace,
  seesAll,
} from "../../support/repositories.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

describe("repositories/create", () => {
  const newFolder = temporaryFolders();
  const opened: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(opened.splice(0).map(({ close }) => close())));

  async function open(options: Partial<RepositoriesPlace> = {}) {
    const folder = newFolder();
    const place = await openRepositories({ dataDir: join(folder, "data"), ...options });
    opened.push(place);
    const request: CreateRepositoryRequest = {
      name: "Home",
      location: join(folder, "repo"),
      encryption: "repokey-blake2",
    };
    const create = (change: Partial<CreateRepositoryRequest> = {}) =>
      place.repositories.create({ ...request, ...change }, actor);
    const refused = async (change: Partial<CreateRepositoryRequest>) =>
      (await faultOf(create(change), "invalid-input")).fields;
    const nothingStays = () => {
      expect(place.store.repositories.list()).to.deep.equal([]);
      expect(place.store.vault.list()).to.deep.equal([]);
    };
    return { ...place, folder, request, create, refused, nothingStays };
  }

  it("stores a record that is ready, its secret in the vault, and gives the recovery kit once", async () => {
    const { create, store, requests, audited, folder } = await open();
    const { repository, recovery } = await create();
    expect(repository).to.deep.include({
      name: "Home",
      location: join(folder, "repo"),
      state: "ready",
      ownerId: actor.userId,
    });
    expect(repository.keyExportedAt, "shown is not yet kept elsewhere").to.equal(null);
    expect(recovery).to.include({ key: "BORG_KEY 1234\n", generated: true });
    expect(requests).to.have.length(1);
    expect(requests[0]).to.deep.include({ kind: "init", repositoryId: repository.id });
    const passphrase = recovery.passphrase ?? "";
    expect(passphrase).to.match(/^[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){5}$/);
    expect(JSON.stringify([store.repositories.list(), store.vault.list(), audited])).to.not.contain(passphrase);
    expect(audited.map(({ event, outcome, target }) => [event, outcome, target])).to.deep.equal([
      ["repository.create", "ok", repository.id],
    ]);
  });

  it("is in state creating, and can be reached, while borg makes it", async () => {
    let seen: unknown;
    const place: Awaited<ReturnType<typeof open>> = await open({
      init: async ({ repositoryId }) => {
        seen = [place.repositories.get(repositoryId)?.state, await place.repositories.target(repositoryId)];
        await faultOf(place.repositories.forget(repositoryId, {}, actor), "conflict");
        await faultOf(place.repositories.exportKey(repositoryId, actor), "conflict");
        return {};
      },
    });
    await place.create({ passphrase: "typed by somebody" });
    expect(seen).to.deep.equal([
      "creating",
      { location: join(place.folder, "repo"), passphrase: "typed by somebody", rsh: null },
    ]);
  });

  it("keeps a typed passphrase, and none without encryption", async () => {
    const { create, folder, store } = await open();
    const typed = await create({ passphrase: "typed by somebody" });
    expect(typed.recovery).to.deep.include({ passphrase: "typed by somebody", generated: false });
    const open1 = await create({ name: "Open", location: join(folder, "open"), encryption: "none" });
    expect(open1.recovery).to.deep.equal({
      passphrase: null,
      key: null,
      generated: false,
      paperKey: null,
      qrSvg: null,
    });
    expect(open1.repository.secretId).to.equal(null);
    expect(store.vault.list()).to.have.length(1);
  });

  it("never generates the same passphrase twice", async () => {
    const { create, folder } = await open();
    const made = await Promise.all([1, 2, 3].map((n) => create({ name: `r${n}`, location: join(folder, `r${n}`) })));
    expect(new Set(made.map(({ recovery }) => recovery.passphrase))).to.have.property("size", 3);
  });

  it("names every wrong field at once and makes nothing", async () => {
    const { create, refused, requests, folder } = await open();
    await create();
    const fields = await refused({
      name: " hOME ",
      location: join(folder, "repo/"),
      encryption: "none",
      passphrase: "useless",
    });
    expect(fields).to.have.all.keys("/name", "/location", "/passphrase");
    expect(requests).to.have.length(1);
  });

  const places: Record<string, (folder: string) => string> = {
    "inside DATA_DIR": (folder) => join(folder, "data", "repo"),
    "inside DATA_DIR through a link": (folder) => {
      symlinkSync(join(folder, "data"), join(folder, "link"));
      return join(folder, "link", "repo");
    },
    "DATA_DIR itself": (folder) => join(folder, "data"),
    "without a parent folder": (folder) => join(folder, "missing", "repo"),
    "below a file": (folder) => {
      writeFileSync(join(folder, "file"), "");
      return join(folder, "file", "repo");
    },
    "that is a file": (folder) => {
      writeFileSync(join(folder, "file"), "");
      return join(folder, "file");
    },
    "that is not empty": (folder) => {
      mkdirSync(join(folder, "full", "something"), { recursive: true });
      return join(folder, "full");
    },
    "that is a repository already": (folder) => {
      mkdirSync(join(folder, "old", "data"), { recursive: true });
      writeFileSync(join(folder, "old", "config"), "");
      return join(folder, "old");
    },
    "with borg's placeholders": (folder) => join(folder, "{now}"),
    "that is the root": () => "/",
  };
  for (const [what, place] of Object.entries(places)) {
    it(`refuses a place ${what}`, async () => {
      const { refused, folder, nothingStays, requests } = await open();
      expect(await refused({ location: place(folder) })).to.have.all.keys("/location");
      expect(requests).to.deep.equal([]);
      nothingStays();
    });
  }

  it("refuses a place inside another repository", async () => {
    const { create, refused, folder } = await open({
      init: async () => {
        mkdirSync(join(folder, "repo"));
        return {};
      },
    }).then((place) => place);
    await create();
    expect((await refused({ name: "Inner", location: join(folder, "repo", "inner") }))?.["/location"]).to.equal(
      "is inside another repository",
    );
  });

  it("takes an empty folder that is there already", async () => {
    const { create, folder } = await open();
    mkdirSync(join(folder, "repo"));
    expect((await create()).repository.state).to.equal("ready");
  });

  it("takes one spelling for each place", async () => {
    const { create, refused } = await open();
    const { repository } = await create({ location: "ssh://borg@NAS.lan:22/./backups/home/" });
    expect(repository.location).to.equal("ssh://borg@nas.lan/./backups/home");
    expect(await refused({ name: "Other", location: "ssh://borg@nas.lan/./backups/home" })).to.have.key("/location");
    expect((await create({ name: "Third", location: "ssh://borg@nas.lan:2222/~/x" })).repository.location).to.equal(
      "ssh://borg@nas.lan:2222/~/x",
    );
  });

  it("gives a name and a place to one of two that ask at once", async () => {
    const { create, store } = await open();
    const results = await Promise.allSettled([create(), create()]);
    expect(results.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected"]);
    expect(store.repositories.list()).to.have.length(1);
  });

  for (const state of ["failed", "cancelled", "interrupted"] as const) {
    it(`leaves nothing where the job ends ${state}`, async () => {
      const place: Awaited<ReturnType<typeof open>> = await open({
        async init() {
          const repo = join(place.folder, "repo");
          mkdirSync(join(repo, "data", "0"), { recursive: true });
          for (const name of ["README", "config", "data/0/0"]) writeFileSync(join(repo, name), "");
          return failedInit("disk-full", state);
        },
      });
      const { create, nothingStays, audited, folder } = place;
      const fault = await create().catch((error) => error);
      expect(fault).to.be.instanceOf(Fault);
      expect(fault.code).to.equal(state === "cancelled" ? "conflict" : "borg-failed");
      nothingStays();
      expect(existsSync(join(folder, "repo"))).to.equal(false);
      expect(audited.map(({ event, outcome }) => [event, outcome])).to.deep.equal([["repository.create", "failed"]]);
    });
  }

  it("keeps a folder that was there before, and only empties it", async () => {
    const place: Awaited<ReturnType<typeof open>> = await open({
      async init() {
        writeFileSync(join(place.folder, "repo", "config"), "");
        return failedInit("disk-full");
      },
    });
    mkdirSync(join(place.folder, "repo"));
    await faultOf(place.create(), "borg-failed");
    expect(readdirSync(join(place.folder, "repo"))).to.deep.equal([]);
  });

  it("removes nothing that borg init does not make", async () => {
    const place: Awaited<ReturnType<typeof open>> = await open({
      async init() {
        mkdirSync(join(place.folder, "repo"));
        for (const name of ["config", "holiday.jpg"]) writeFileSync(join(place.folder, "repo", name), "");
        return failedInit("disk-full");
      },
    });
    await faultOf(place.create(), "borg-failed");
    expect(readdirSync(join(place.folder, "repo"))).to.have.members(["config", "holiday.jpg"]);
  });

  it("says what is wrong with a place that leads nowhere", async () => {
    const { refused, repositories, folder } = await open();
    symlinkSync("circle", join(folder, "circle"));
    for (const [location, why] of [
      [join(folder, "x".repeat(300)), "too long"],
      [join(folder, "circle"), "circle of links"],
      [join(folder, "circle/new"), "circle of links"],
    ] as const) {
      expect((await refused({ location }))?.["/location"], location).to.contain(why);
      const imported = repositories.import({ name: "Home", location }, actor, seesAll);
      expect((await faultOf(imported, "invalid-input")).fields?.["/location"], location).to.contain(why);
    }
  });

  it("points at the place where that is what borg refused", async () => {
    const { create } = await open({ init: async () => failedInit("permission-denied") });
    expect((await faultOf(create(), "invalid-input")).fields).to.have.key("/location");
  });

  it("leaves nothing where the queue takes no job", async () => {
    const { create, nothingStays } = await open({ init: () => Promise.reject(new Fault("too-many-requests", "Full")) });
    await faultOf(create(), "too-many-requests");
    nothingStays();
  });

  it("keeps a repository whose key cannot be exported at once, and says that it was not", async () => {
    const { create } = await open({ borg: borgThatFails("repository-locked") });
    const { repository, recovery } = await create();
    expect(repository).to.include({ state: "ready", keyExportedAt: null });
    expect(recovery.key).to.equal(null);
    expect(recovery.generated).to.equal(true);
  });
});
