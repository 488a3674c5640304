// The container: our Dockerfile held against its rules, and its application steps replayed without a container engine.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { instructionsOf, parseCopy, parseDockerfile, type Stage } from "../support/dockerfile.ts";
import { nodeFlags } from "../support/node-flags.ts";

const root = resolve(import.meta.dirname, "../..");
const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");
const stages = parseDockerfile(dockerfile);
const last = stages.at(-1) as Stage;
const minute = 60_000;

describe("the Dockerfile", () => {
  it("runs on a fixed major version and distribution", () => {
    for (const { image } of stages) expect(image).to.match(/^node:20-bookworm-slim$/);
  });

  it("keeps compilers and development packages out of the image", () => {
    const installs = stages.flatMap((stage) => instructionsOf(stage, "RUN")).filter((run) => run.includes("npm ci"));
    expect(installs).to.have.length(2);
    const copies = instructionsOf(last, "COPY").map(parseCopy);
    const modules = copies.find(({ sources }) => sources.includes("/app/node_modules"));
    const from = stages.find(({ name }) => name === modules?.from);
    expect(from && instructionsOf(from, "RUN").join()).to.include("--omit=dev");
  });

  it("has a data volume, a port, a health check and an entrypoint that gives up root", () => {
    expect(instructionsOf(last, "VOLUME")).to.deep.equal(["/data"]);
    expect(instructionsOf(last, "EXPOSE")).to.deep.equal(["8081"]);
    expect(instructionsOf(last, "HEALTHCHECK").join()).to.include("/healthz");
    expect(instructionsOf(last, "ENTRYPOINT")).to.deep.equal(['["borgdeck-entrypoint"]']);
    const entrypoint = readFileSync(join(root, "docker/entrypoint.sh"), "utf8");
    expect(entrypoint).to.match(/exec setpriv --reuid "\$PUID" --regid "\$PGID" --clear-groups "\$@"\s*$/);
  });

  it("carries no secret, and adds nothing by address", () => {
    expect(dockerfile).to.not.match(/(SECRET|PASSWORD|PASSPHRASE|TOKEN)\w*=/);
    expect(dockerfile).to.not.match(/^ADD /m);
    expect(dockerfile).to.not.match(/curl|wget|\bsudo\b/);
  });

  it("copies only what the builder is given", () => {
    const allowed = readFileSync(join(root, ".dockerignore"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("!"));
    const copied = stages
      .flatMap((stage) => instructionsOf(stage, "COPY").map(parseCopy))
      .filter(({ from }) => from === null);
    for (const source of copied.flatMap(({ sources }) => sources)) {
      expect(existsSync(join(root, source)), source).to.equal(true);
      expect(allowed).to.include(`!${source.split("/")[0]}`);
    }
  });

  it("has an entrypoint that is a valid script and refuses ids that are no numbers", function () {
    const entrypoint = join(root, "docker/entrypoint.sh");
    execFileSync("sh", ["-n", entrypoint]);
    if (process.getuid?.() !== 0) this.skip(); // only root has ids to give up
    const refused = spawnSync("sh", [entrypoint, "true"], {
      env: { PATH: process.env["PATH"], PUID: "10a", DATA_DIR: tmpdir() },
    });
    expect(refused.status).to.equal(64);
  });

  it("starts the service as PUID:PGID, with the data folder theirs", function () {
    if (process.getuid?.() !== 0) this.skip(); // only root has ids to give up
    const folder = mkdtempSync(join(tmpdir(), "entry-"));
    const env = { PATH: process.env["PATH"], PUID: "1234", PGID: "2345", DATA_DIR: folder };
    const script = 'id -u; id -g; id -G; ! grep -q "CapEff:.*[1-9a-f]" /proc/self/status && echo powerless';
    const { stdout, stderr } = spawnSync("sh", [join(root, "docker/entrypoint.sh"), "sh", "-c", script], {
      env,
      encoding: "utf8",
    });
    const { uid, gid } = statSync(folder);
    rmSync(folder, { recursive: true });
    expect(stdout.trim().split("\n"), stderr).to.deep.equal(["1234", "2345", "2345", "powerless"]);
    expect([uid, gid]).to.deep.equal([1234, 2345]);
  });
});

describe("the Dockerfile's steps, replayed", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "image-"));
  });
  after(function () {
    this.timeout(2 * minute); // tens of thousands of files
    rmSync(folder, { recursive: true, force: true });
  });

  it("give an application that serves, without development packages", async function () {
    this.timeout(5 * minute);
    const { isInstalled } = await import(String(new URL("../../scripts/support/dependencies.mjs", import.meta.url)));
    for (const stage of stages) replay(stage, folder, isInstalled());
    const app = join(stageFolder(folder, last), "app");
    expect(existsSync(join(app, "node_modules/koa"))).to.equal(true);
    expect(existsSync(join(app, "node_modules/typescript"))).to.equal(false);
    expect(existsSync(join(app, "src"))).to.equal(false);
    expect(existsSync(join(app, "dist/public/widgets/borgdeck.js"))).to.equal(true);
    expect(await healthOf(app, folder)).to.deep.include({ status: 200 });
  });
});

/** Carries out what concerns the application; what installs Debian packages belongs to the machine and is left out. */
function replay(stage: Stage, folder: string, isInstalled: boolean): void {
  const at = stageFolder(folder, stage);
  mkdirSync(join(at, "app"), { recursive: true });
  for (const { name, args } of stage.instructions) {
    if (name === "COPY") copy(args, at, folder);
    if (name === "RUN" && args.startsWith("npm ") && !madeAlready(args, join(at, "app"), isInstalled)) {
      const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(npm_|NODE_ENV$)/i.test(key)));
      const { status, stderr, stdout } = spawnSync("sh", ["-c", args], { cwd: join(at, "app"), env, encoding: "utf8" });
      expect(status, `${args}\n${stdout}\n${stderr}`).to.equal(0);
    }
  }
}

/**
 * What this checkout has made of the same files is not made a second time: its packages, where they are what the lock file asks for;
 * what tsc knows of each source, by its content; what terser made of each chunk. What the stage lacks is missed all the same.
 * @returns whether nothing is left to do
 */
function madeAlready(command: string, app: string, isInstalled: boolean): boolean {
  if (command === "npm run build") {
    const known = existsSync(join(root, "dist")) ? readdirSync(join(root, "dist")) : [];
    const ofTsc = known.filter((name) => name.startsWith(".tsbuildinfo") || /^(src|schemas|widgets)$/.test(name));
    for (const path of [...ofTsc.map((name) => join("dist", name)), ".cache/minified"]) {
      if (existsSync(join(root, path))) cpSync(join(root, path), join(app, path), { recursive: true });
    }
    return false;
  }
  if (!command.startsWith("npm ci") || command.includes("--omit") || !isInstalled) return false;
  const linked = spawnSync("cp", ["-al", join(root, "node_modules"), app]); // of GNU, within one file system
  if (linked.status !== 0) rmSync(join(app, "node_modules"), { recursive: true, force: true });
  return linked.status === 0;
}

function copy(args: string, at: string, folder: string): void {
  const { from, sources, target } = parseCopy(args);
  for (const source of sources) {
    const origin = from === null ? join(root, source) : join(folder, from, source);
    const base = target.startsWith("/") ? join(at, target) : join(at, "app", target);
    const destination = target.endsWith("/") ? join(base, source) : base;
    mkdirSync(dirname(destination), { recursive: true });
    cpSync(origin, destination, { recursive: true, verbatimSymlinks: true });
  }
}

function stageFolder(folder: string, stage: Stage): string {
  return join(folder, stage.name ?? "final");
}

/** Starts the image's command there and asks the way the health check does. */
async function healthOf(app: string, folder: string): Promise<{ status: number }> {
  const [node, ...args] = JSON.parse(instructionsOf(last, "CMD")[0] ?? "[]") as string[];
  expect(node).to.equal("node");
  expect(args.slice(0, nodeFlags.length)).to.deep.equal(nodeFlags);
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    DATA_DIR: join(folder, "data"),
    HOST: "127.0.0.1",
    PORT: "0",
    NODE_ENV: "production",
  };
  const service = spawn(process.execPath, args, { cwd: app, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((done) => service.once("exit", () => done()));
  try {
    const url = await listeningAt(service.stdout);
    const { status } = await fetch(`${url}/healthz`);
    return { status };
  } finally {
    service.kill("SIGTERM");
    await ended;
  }
}

function listeningAt(stdout: NodeJS.ReadableStream): Promise<string> {
  // Read to the end: a pipe that is closed early takes the rest of what the service says with it.
  return new Promise((resolve, reject) => {
    let seen = "";
    stdout.on("data", (chunk) => {
      seen += String(chunk);
      const port = /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/.exec(seen)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    stdout.on("end", () => reject(new Error(`It ended before it listened:\n${seen}`)));
  });
}
