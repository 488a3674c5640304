// The two commands' own machinery: what must hold before anything is installed, and what must not be left behind.
import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";

const root = resolve(import.meta.dirname, "../..");
const load = async <T>(path: string) => (await import(pathToFileURL(join(root, path)).href)) as T;

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly timedOut: boolean;
  readonly lingered: boolean;
}

interface Processes {
  run(
    file: string,
    args: readonly string[],
    options?: { timeoutMs?: number; doneWhen?: () => boolean; lingerMs?: number },
  ): Promise<Ended>;
}

describe("npm start", () => {
  it("needs nothing but Node until it has installed what it needs", () => {
    expect(importsOf(join(root, "scripts/start.mjs")).filter((name) => !/^(node:|\.)/.test(name))).to.deep.equal([]);
  });

  it("says which Node it needs", async () => {
    const { isSupportedNode } = await load<{ isSupportedNode(version: string): boolean }>(
      "scripts/support/project.mjs",
    );
    const verdicts = ["18.20.8", "20.18.3", "20.19.0", "20.20.2", "22.1.0", "24.0.0"].map(isSupportedNode);
    expect(verdicts).to.deep.equal([false, false, true, true, true, true]);
    const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { engines: { node: string } };
    expect(engines.node).to.equal(">=20.19");
  });

  it("knows what is installed and built", async () => {
    const { isInstalled } = await load<{ isInstalled(): boolean }>("scripts/support/dependencies.mjs");
    expect(isInstalled()).to.equal(true);
    const { fingerprints } = await load<{ fingerprints(): object }>("scripts/support/freshness.mjs");
    expect(fingerprints()).to.deep.equal(fingerprints());
  });

  it("is run by the shell in its own place, so that signals to npm reach it", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const name of ["start", "test", "demo"]) expect(scripts[name]).to.match(/^exec node (--\S+ )*scripts\//);
  });
});

describe("npm test", () => {
  it("refuses a suite that there is not", () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts/test.mjs"), "nonesuch"], {
      encoding: "utf8",
    });
    expect(status).to.equal(2);
    const [, names] = /^Unknown: nonesuch\. There are: (.+)\.\n$/.exec(stderr) ?? [];
    const all = ["borg", "checks", "contract", "faults", "http", "proxies", "unit", "widgets"];
    expect(names?.split(", ").sort(), stderr).to.deep.equal(all);
  });

  it("is what continuous integration runs", () => {
    const script = join(root, ".ci/run");
    accessSync(script, constants.X_OK);
    execFileSync("bash", ["-n", script]);
    expect(readFileSync(script, "utf8")).to.match(/^exec npm test$/m);
  });
});

describe("a program that a script runs", () => {
  let processes: Processes;
  let folder: string;
  before(async () => {
    processes = await load<Processes>("scripts/support/processes.mjs");
    folder = mkdtempSync(join(tmpdir(), "scripts-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("tells its output and its exit code", async () => {
    const { code, output } = await processes.run("sh", ["-c", "echo out; echo err >&2; exit 3"]);
    expect(code).to.equal(3);
    expect(output.split("\n").sort()).to.deep.equal(["", "err", "out"]);
  });

  it("cannot be started: then that is said", async () => {
    const { code, output } = await processes.run(join(folder, "nonesuch"), []);
    expect(code).to.equal(127);
    expect(output).to.include("nonesuch");
  });

  it("is stopped with all that it started when its time is over", async () => {
    const pidFile = join(folder, "pid");
    const { timedOut } = await processes.run("sh", ["-c", `sleep 600 & echo $! > ${pidFile}; wait`], {
      timeoutMs: 300,
    });
    expect(timedOut).to.equal(true);
    await gone(Number(readFileSync(pidFile, "utf8")));
  });

  it("leaves nothing of its group when it ends by itself", async () => {
    const pidFile = join(folder, "stray");
    const { code } = await processes.run("sh", ["-c", `sleep 600 & echo $! > ${pidFile}`]);
    expect(code).to.equal(0);
    await gone(Number(readFileSync(pidFile, "utf8")));
  });

  it("is stopped when its work is done and it does not end", async () => {
    const { lingered } = await processes.run("sleep", ["600"], { doneWhen: () => true, lingerMs: 50 });
    expect(lingered).to.equal(true);
  });
});

/** Names that a script and the scripts that it imports import. */
function importsOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const names = [...readFileSync(file, "utf8").matchAll(/^import .*?from "([^"]+)";$/gm)].map(
    (match) => match[1] ?? "",
  );
  const further = names
    .filter((name) => name.startsWith("."))
    .flatMap((name) => importsOf(join(dirname(file), name), seen));
  return [...names, ...further];
}

/** A zombie that nobody has waited for yet counts as gone. */
/** Resolves when the process is gone: who was killed is still there until somebody has taken note of it. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5)); // mocha's limit ends a wait in vain
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false; // there is no such process
  }
}
