import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import Type from "typebox";
import { systemFiles } from "../../../src/ports/files.ts";
import { openCollection } from "../../../src/store/collection.ts";
import { type CollectionSpec, decodeCollection } from "../../../src/store/collection-file.ts";
import { type Migration, migrate } from "../../../src/store/migrations.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const addField =
  (field: string, value: unknown): Migration["up"] =>
  (records) =>
    records.map((record) => ({ ...(record as object), [field]: value }));
const migrations: Migration[] = [
  { to: 3, up: addField("third", 3) },
  { to: 2, up: addField("second", 2) },
];
const Record = Type.Object(
  { id: Type.String(), revision: Type.Integer(), second: Type.Literal(2), third: Type.Literal(3) },
  { additionalProperties: false },
);
const spec: CollectionSpec = { name: "things", schema: Record, schemaVersion: 3, migrations };
const old = '{"schemaVersion":1,"records":[{"id":"a","revision":4}]}';

describe("store/migrations", () => {
  const newFolder = temporaryFolders();

  it("applies the steps in order from whatever version was found", () => {
    expect(migrate(migrations, [{ id: "a" }], 1, 3)).to.deep.equal([{ id: "a", second: 2, third: 3 }]);
    expect(migrate(migrations, [{ id: "a" }], 2, 3)).to.deep.equal([{ id: "a", third: 3 }]);
  });

  it("does not go on where a step is missing or what it made does not fit", () => {
    expect(decodeCollection({ ...spec, migrations: migrations.slice(0, 1) }, old).problem).to.contain("version 1 to 3");
    const wrong = [{ to: 2, up: addField("second", "two") }, migrations[0] as Migration];
    expect(decodeCollection({ ...spec, migrations: wrong }, old).problem).to.contain("/records/0/second");
  });

  it("brings an older file up in memory and leaves writing it to its owner", async () => {
    const path = join(newFolder(), "things.json");
    writeFileSync(path, old);
    const open = await openCollection({ spec, path, files: systemFiles, assertWritable() {}, onUncertain() {} });
    expect(open.migratedFrom).to.equal(1);
    expect(open.collection.get("a")).to.deep.equal({ id: "a", revision: 4, second: 2, third: 3 });
    expect(readFileSync(path, "utf8")).to.equal(old);
    await open.rewrite();
    expect(decodeCollection(spec, readFileSync(path, "utf8"))).to.deep.equal({
      records: open.collection.list(),
      problem: null,
      migratedFrom: null,
    });
  });
});
