import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import Type from "typebox";
import { type Collection, openCollection } from "../../../src/store/collection.ts";
import type { CollectionSpec } from "../../../src/store/collection-file.ts";
import { createFailingFiles } from "../../support/failing-files.ts";
import { faultOf } from "../../support/rejection.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const Thing = Type.Object(
  {
    id: Type.String(),
    revision: Type.Integer(),
    name: Type.String({ maxLength: 20 }),
    tags: Type.Array(Type.String()),
  },
  { additionalProperties: false },
);
type Thing = Type.Static<typeof Thing>;
const spec: CollectionSpec = { name: "things", schema: Thing, schemaVersion: 1, migrations: [] };

describe("store/collection", () => {
  const newFolder = temporaryFolders();

  async function openThings(folder = newFolder()) {
    const files = createFailingFiles();
    const path = join(folder, "things.json");
    const uncertain: unknown[] = [];
    const open = await openCollection<Thing>({
      spec,
      path,
      files,
      assertWritable() {},
      onUncertain: (cause) => uncertain.push(cause),
    });
    return { ...open, things: open.collection, files, path, uncertain };
  }
  const onDisk = (path: string): Thing[] => JSON.parse(readFileSync(path, "utf8")).records;
  const insertOne = (things: Collection<Thing>) => things.insert({ id: "a", name: "one", tags: ["x"] });

  it("has an insert on disk when it resolves, and reads it back", async () => {
    const { things, path } = await openThings();
    const record = await insertOne(things);
    expect(record).to.deep.equal({ id: "a", revision: 1, name: "one", tags: ["x"] });
    expect(onDisk(path)).to.deep.equal([record]);
    const again = await openThings(join(path, ".."));
    expect(again.things.get("a")).to.deep.equal(record);
  });

  it("gives out frozen records that nobody can change from outside", async () => {
    const { things } = await openThings();
    const tags = ["x"];
    const record = await things.insert({ id: "a", name: "one", tags });
    tags.push("y");
    expect(things.get("a")?.tags).to.deep.equal(["x"]);
    expect(() => record.tags.push("z")).to.throw(TypeError);
    expect(() => (things.list() as Thing[]).pop()).to.throw(TypeError);
  });

  it("turns a burst into one write, applied in order", async () => {
    const { things, files } = await openThings();
    await insertOne(things);
    const before = files.written.length;
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        things.update("a", (thing) => ({ ...thing, name: `${thing.revision}/${index}` })),
      ),
    );
    expect(files.written.length - before).to.equal(1);
    expect(results.map(({ revision }) => revision)).to.deep.equal(Array.from({ length: 50 }, (_, index) => index + 2));
    expect(things.get("a")?.name).to.equal("50/49");
  });

  it("writes what arrives during a write in the next one", async () => {
    const { things, files } = await openThings();
    const first = insertOne(things);
    await Promise.resolve();
    await Promise.resolve();
    const later = [1, 2, 3].map((index) => things.insert({ id: `b${index}`, name: "later", tags: [] }));
    await Promise.all([first, ...later]);
    expect(files.written).to.have.length(2);
  });

  it("shows nothing in memory before it is on disk", async () => {
    const { things } = await openThings();
    const pending = insertOne(things);
    expect(things.get("a")).to.equal(undefined);
    expect(things.list()).to.deep.equal([]);
    await pending;
    expect(things.list()).to.have.length(1);
  });

  it("refuses one bad update of a burst and keeps the others", async () => {
    const { things, path } = await openThings();
    await insertOne(things);
    const results = await Promise.allSettled([
      things.update("a", (thing) => ({ ...thing, name: "good" })),
      things.update("a", (thing) => ({ ...thing, name: "much too long for the schema of a thing" })),
      things.update("missing", (thing) => thing),
      things.insert({ id: "a", name: "again", tags: [] }),
      things.update("a", () => {
        throw new Error("the caller's own");
      }),
    ]);
    expect(
      results.map((result) => (result.status === "rejected" ? (result.reason.code ?? result.reason.message) : "ok")),
    ).to.deep.equal(["ok", "invalid-input", "not-found", "conflict", "the caller's own"]);
    expect(onDisk(path)).to.deep.equal([{ id: "a", revision: 2, name: "good", tags: ["x"] }]);
  });

  it("tells a stale update what changed meanwhile", async () => {
    const { things } = await openThings();
    await insertOne(things);
    await things.update("a", (thing) => ({ ...thing, name: "two" }), { ifRevision: 1 });
    await things.update("a", (thing) => ({ ...thing, tags: [] }));
    const stale = await faultOf(
      things.update("a", (thing) => thing, { ifRevision: 1 }),
      "stale-revision",
    );
    expect(stale.status).to.equal(412);
    expect(stale.fields).to.deep.equal({
      "/revision": "is 3 now, 1 was sent",
      "/name": "changed in revision 2",
      "/tags": "changed in revision 3",
    });
    const lessStale = await faultOf(things.remove("a", { ifRevision: 2 }), "stale-revision");
    expect(lessStale.fields).to.not.have.property("/name");
  });

  it("lets one of two updates of the same revision win, in one burst too", async () => {
    const { things } = await openThings();
    await insertOne(things);
    const results = await Promise.allSettled(
      ["left", "right"].map((name) => things.update("a", (thing) => ({ ...thing, name }), { ifRevision: 1 })),
    );
    expect(results.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected"]);
    expect(things.get("a")?.name).to.equal("left");
  });

  it("never changes an id, and writes nothing where nothing changes", async () => {
    const { things, files } = await openThings();
    const record = await insertOne(things);
    const renamed = await things.update("a", (thing) => ({ ...thing, id: "b", name: "two" }));
    expect(renamed.id).to.equal("a");
    const before = files.written.length;
    expect(await things.update("a", (thing) => thing)).to.equal(renamed);
    expect(files.written.length).to.equal(before);
    expect(record.revision).to.equal(1);
  });

  it("is as before after a failed write, and works again after it", async () => {
    const { things, files, path } = await openThings();
    await insertOne(things);
    files.failWrites("at-once");
    const fault = await faultOf(
      things.update("a", (thing) => ({ ...thing, name: "lost" })),
      "store-write-failed",
    );
    expect(fault.detail).to.contain("disk is full");
    expect(things.get("a")?.name).to.equal("one");
    expect(onDisk(path)).to.deep.equal(things.list());
    files.failWrites("never");
    await things.update("a", (thing) => ({ ...thing, name: "two" }));
    expect(onDisk(path)).to.deep.equal(things.list());
  });

  it("follows the disk where a write failed after it had replaced the file, and says so", async () => {
    const { things, files, path, uncertain } = await openThings();
    await insertOne(things);
    files.failWrites("after-replacing", "EIO");
    await faultOf(things.remove("a"), "store-write-failed");
    expect(things.list()).to.deep.equal([]);
    expect(onDisk(path)).to.deep.equal([]);
    expect(uncertain).to.have.length(1);
  });

  const damaged: Record<string, string> = {
    "text that is cut off": '{"schemaVersion":1,"records":[{"id":"a","revi',
    "an empty file": "",
    zeros: "\0\0\0\0",
    "another kind of JSON": "[]",
    "no version": '{"records":[]}',
    "a newer version": '{"schemaVersion":2,"records":[]}',
    "a record that does not fit": '{"schemaVersion":1,"records":[{"id":"a","revision":1,"name":7,"tags":[]}]}',
    "two records with one id":
      '{"schemaVersion":1,"records":[{"id":"a","revision":1,"name":"x","tags":[]},{"id":"a","revision":1,"name":"y","tags":[]}]}',
  };
  for (const [what, text] of Object.entries(damaged)) {
    it(`finds ${what} and leaves the file as it is`, async () => {
      const folder = newFolder();
      writeFileSync(join(folder, "things.json"), text);
      const { problem, path } = await openThings(folder);
      expect(problem).to.be.a("string");
      expect(readFileSync(path, "utf8")).to.equal(text);
    });
  }

  it("keeps the sound records of a damaged file readable, and quotes nothing of it", async () => {
    const folder = newFolder();
    const good = { id: "a", revision: 1, name: "good", tags: [] };
    writeFileSync(
      join(folder, "things.json"),
      JSON.stringify({ schemaVersion: 1, records: [good, { ...good, id: "b", hash: "secret-hash" }] }),
    );
    const { things, problem } = await openThings(folder);
    expect(things.list()).to.deep.equal([good]);
    expect(problem).to.contain("/records/1/hash").and.not.contain("secret-hash");
  });
});
