import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { chmod, link, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { printedUs } from "../../src/archives/index/sources/entry.ts";
import { type BorgPlace, createBorgPlace, writeTree } from "../support/borg.ts";
import { createTestBuilds, type TestBuilds } from "../support/index-builds.ts";

const oddNames = [
  "plain",
  "with space ",
  " -dash",
  "new\nline",
  "tab\treturn\r",
  "back\\slash",
  "back\\x00slash\\",
  "quote'\"*?[]{now}$(x)",
  "control\u0001\u007f",
  "emoji 😀",
  "nfd e\u0301, nfc \u00e9",
  "next line\u0085, separator\u2028",
  `${"long ".repeat(50)}e`,
];
const notUtf8 = [
  [0x6c, 0xe9, 0xff],
  [0x63, 0xe2, 0x82],
  [0x73, 0xed, 0xa0, 0x80],
  [0xc0, 0xaf],
  [0xf5, 0x80, 0x80, 0x80],
  [0x80],
].map((bytes) => Buffer.from(bytes));

const run = (file: string, ...args: string[]) => {
  const { status, stderr } = spawnSync(file, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
};

describe("index sources (real borg)", function () {
  this.timeout(120_000);
  let place: BorgPlace;
  let builds: TestBuilds;

  before(async () => {
    place = await createBorgPlace();
    await place.init();
    builds = createTestBuilds(place);
  });

  after(async () => {
    builds.remove();
    await place.remove();
  });

  const sources = (name: string) => join(place.folder, name);

  /** Text names in `text`, others in `bytes`; with times, links, modes and special files. */
  async function makeTrees(): Promise<void> {
    const long = Array.from({ length: 15 }, () => "x".repeat(240)).join("/");
    await writeTree(sources("text"), new Map([...oddNames.map((name) => [name, name] as const), [long, "deep"]]));
    await writeTree(sources("bytes"), new Map(notUtf8.map((name) => [name, "x"])));
    const at = (name: string | Buffer) => Buffer.concat([Buffer.from(`${sources("bytes")}/`), Buffer.from(name)]);
    await symlink(Buffer.from([0x74, 0xe9, 0xc3, 0xa9]), at("to bytes"));
    await link(at(notUtf8[0] as Buffer), at("second name of bytes"));
    const text = (name: string) => join(sources("text"), name);
    await symlink("zi\u00e9l 😀\n\\", text("to text"));
    await symlink("nowhere", text("to nowhere"));
    await link(text("plain"), text("second name"));
    await link(text("plain"), text("a name in front"));
    run("mkfifo", text("fifo"));
    await link(text("fifo"), text("second fifo"));
    if (process.getuid?.() === 0) {
      run("mknod", text("null"), "c", "1", "3");
      run("mknod", text("loop"), "b", "7", "0");
    }
    await mkdir(text("empty folder"));
    for (const [name, mode] of [
      ["setuid", 0o4755],
      ["setgid", 0o2644],
      ["sticky", 0o1777],
      ["all", 0o7777],
      ["none", 0],
    ] as const) {
      await writeFile(text(name), "x");
      await chmod(text(name), mode);
    }
    const times = [
      "0",
      "0.000000499",
      "0.0000005",
      "0.0000015",
      "-5.5",
      "-0.1",
      "1234567890.123456789",
      "1795337668.9999995",
      "4000000000",
    ];
    for (const time of times) {
      await writeFile(text(`time ${time}`), "x");
      run("touch", "-d", `@${time}`, text(`time ${time}`));
    }
    mkdirSync(sources("nothing"));
  }

  it("give the same file, byte for byte, of every name, link, time, mode and kind that is text", async () => {
    await makeTrees();
    await place.backUp("text", [sources("text")]);
    const [dump, nul, json] = [
      await builds.bytesOf("text", "dump"),
      await builds.bytesOf("text", "nul"),
      await builds.bytesOf("text", "json"),
    ];
    expect(nul.equals(dump), "listing and dump").to.equal(true);
    expect(json.equals(dump), "JSON and dump").to.equal(true);
    const index = await builds.open("text");
    const folder = sources("text").slice(1);
    const page = await index.list(folder, { from: 0, limit: 100 });
    expect(page?.entries.map(({ name }) => name)).to.include.members(oddNames);
    expect(await index.find(`${folder}/to text`)).to.include({
      type: "l",
      linkTarget: "zi\u00e9l 😀\n\\",
      sizeBytes: 8,
    });
    expect(await index.find(`${folder}/all`)).to.include({ mode: 0o7777, type: "-", sizeBytes: 1 });
    expect(await index.find(`${folder}/time -5.5`)).to.include({ modifiedAtUs: 0 });
    expect(page?.entries.filter(({ hardlink }) => hardlink)).to.have.length(3);
    await index.close();
  });

  it("give the same of names that are no text, dump and listing; JSON has as many entries where no two look alike", async () => {
    await place.backUp("bytes", [sources("bytes")]);
    const dump = await builds.bytesOf("bytes", "dump");
    expect((await builds.bytesOf("bytes", "nul")).equals(dump)).to.equal(true);
    const index = await builds.open("bytes");
    const folder = sources("bytes").slice(1);
    expect(await index.find(`${folder}/l\udce9\udcff`)).to.include({ name: "l\udce9\udcff" });
    expect(await index.find(`${folder}/to bytes`)).to.include({ linkTarget: "t?\u00e9", sizeBytes: 3 });
    await index.close();
  });

  it("give the same of an empty archive, one of '.', and sources inside one another", async () => {
    run(
      "sh",
      "-c",
      `cd '${sources("nothing")}' && BORG_PASSPHRASE='${place.target.passphrase}' BORG_BASE_DIR='${place.folder}/base' borg create '${place.target.location}::dot' .`,
    );
    run(
      "sh",
      "-c",
      `BORG_PASSPHRASE='${place.target.passphrase}' BORG_BASE_DIR='${place.folder}/base' borg create '${place.target.location}::twice' '${sources("text")}' '${sources("text")}/plain' '${sources("text")}'`,
    );
    run(
      "sh",
      "-c",
      `BORG_PASSPHRASE='${place.target.passphrase}' BORG_BASE_DIR='${place.folder}/base' borg create --exclude='*' '${place.target.location}::empty' '${sources("text")}'`,
    );
    for (const name of ["dot", "twice", "empty"]) {
      const dump = await builds.bytesOf(name, "dump");
      for (const source of ["nul", "json"] as const) {
        expect((await builds.bytesOf(name, source)).equals(dump), `${name}, ${source}`).to.equal(true);
      }
    }
  });

  it("round times as Python does, to the last microsecond", () => {
    let state = 88_172_645_463_325_252n;
    const times = Array.from({ length: 20_000 }, (_, at) => {
      state ^= (state << 13n) & (2n ** 64n - 1n);
      state ^= state >> 7n;
      state ^= (state << 17n) & (2n ** 64n - 1n);
      const any = state % 2_147_310_847_000_000_000n;
      return at % 2 === 0 ? any : any - (any % 1000n) + 500n; // as near to a half as a float can be
    });
    const program =
      "import sys,datetime\nfor line in sys.stdin: print((datetime.datetime.fromtimestamp(int(line)/1e9,datetime.timezone.utc)-datetime.datetime(1970,1,1,tzinfo=datetime.timezone.utc))//datetime.timedelta(microseconds=1))";
    const { stdout } = spawnSync("/usr/bin/python3", ["-c", program], { input: times.join("\n"), maxBuffer: 1 << 26 });
    expect(times.map((ns) => String(printedUs(Number(ns))))).to.deep.equal(stdout.toString().trim().split("\n"));
  });
});
