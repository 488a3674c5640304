import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { openStore } from "../../src/store/open.ts";
import { bundleInto } from "../support/bundled.ts";
import { temporaryFolders } from "../support/temporary-folder.ts";

const kills = 200;
/** Folders that are worked on at the same time, each by one writer after the other. */
const lanes = 3;

/** What a killed writer had said to be durable. */
interface Acknowledged {
  readonly set: Map<string, number>;
  readonly inserted: Set<string>;
  readonly removed: Set<string>;
  readonly appended: number[];
}

describe("A store whose process is killed at random points of a stream of writes", function () {
  this.timeout(180_000);
  const newFolder = temporaryFolders();

  it(`keeps every acknowledged write and damages no file, ${kills} times`, async () => {
    const writer = await bundleInto(newFolder(), "test/support/store-writer.ts");
    let left = kills;
    let midStream = 0;

    const lane = async () => {
      const dataDir = newFolder();
      const known: Acknowledged = { set: new Map(), inserted: new Set(), removed: new Set(), appended: [] };
      for (let round = 1; left > 0; round += 1) {
        left -= 1;
        const before = known.appended.length;
        await writeUntilKilled(writer, dataDir, round * 1_000_000, known);
        if (known.appended.length > before) midStream += 1;
        await verify(dataDir, known);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    expect(midStream, "kills in the midst of writing").to.be.greaterThan(kills / 2);
  });
});

/** Starts a writer and kills it: mostly after some of its writes, now and then while it starts. */
async function writeUntilKilled(writer: string, dataDir: string, first: number, known: Acknowledged): Promise<void> {
  const child = spawn(process.execPath, [writer, dataDir, String(first)], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once("close", (_, signal) => resolve(signal)));
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  const duringStart = randomInt(10) === 0;
  const wanted = 1 + randomInt(60);
  if (duringStart) killAfter(child, 50 + randomInt(150));

  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    note(line, known);
    seen += 1;
    if (seen === wanted && !duringStart) killAfter(child, randomInt(4));
  }
  expect(await ended, errors).to.equal("SIGKILL");
}

/** The pause only moves the point at which the kill lands; nothing is expected of it. */
function killAfter(child: ChildProcess, ms: number): void {
  setTimeout(() => child.kill("SIGKILL"), ms);
}

function note(line: string, known: Acknowledged): void {
  const [kind, id = "", n] = line.split(" ");
  if (kind === "set") known.set.set(id, Number(n));
  if (kind === "insert") known.inserted.add(id);
  if (kind === "remove") known.removed.add(id);
  if (kind === "append") known.appended.push(Number(n));
}

async function verify(dataDir: string, known: Acknowledged): Promise<void> {
  const store = await openStore({ dataDir, ports: systemPorts(silentLog) });
  try {
    expect(store.fault()).to.equal(null);
    for (const [id, n] of known.set) {
      expect(store.settings.get(id)?.value["n"], `settings ${id}`).to.be.at.least(n);
    }
    // The removal in flight when the process was killed may have reached the disk without being acknowledged.
    const missing = [...known.inserted].filter((id) => !known.removed.has(id) && !store.sessions.get(id));
    expect(missing.length, `lost ${missing.join(", ")}`).to.be.at.most(1);
    for (const id of missing) known.removed.add(id);
    expect([...known.removed].filter((id) => store.sessions.get(id))).to.deep.equal([]);

    const appended = new Set<number>();
    for await (const { target } of store.auditJournal.readRecent(2)) appended.add(Number(target));
    expect(known.appended.filter((n) => !appended.has(n))).to.deep.equal([]);
  } finally {
    await store.close();
  }
}
