// npm run demo: what it shows is real, its sign-on cannot be forged, and nothing is left of it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import type { ArchiveReply } from "../../schemas/archives.ts";
import type { RunReply } from "../../schemas/jobs.ts";
import type { Status } from "../../schemas/status.ts";
import { eagerBorg } from "../support/borg.ts";
import { createClient, eventually, expectStatus, type TestClient } from "../support/service.ts";
import { temporaryFolders } from "../support/temporary-folder.ts";

const script = resolve(import.meta.dirname, "../../scripts/demo.mjs");

interface Demo {
  readonly borgdeckUrl: string;
  readonly dashboardUrl: string;
  readonly username: string;
  readonly password: string;
  readonly folder: string;
  readonly signOnUser: string;
  readonly archives: number;
}

describe("npm run demo", () => {
  const newFolder = temporaryFolders();
  const temporary = newFolder();
  let child: ChildProcess;
  let demo: Demo;
  let admin: TestClient;

  before(async function () {
    this.timeout(240_000);
    child = startDemo(temporary);
    demo = await ready(child);
    admin = createClient(demo.borgdeckUrl);
    expectStatus(await admin.signIn(demo.username, demo.password), 200);
  });
  after(() => end(child));

  it("shows a plan that is verified, one that is late and one that failed, and says why", async () => {
    const { plans, repositories } = (await admin.get<Status>("/api/status")).body;
    const states = Object.fromEntries(plans.map(({ name, state }) => [name, state]));
    expect(states).to.deep.equal({ Documents: "ok", Photos: "ok", "Web server": "late", "Off-site copy": "failed" });
    const [documents, , , failed] = plans;
    expect(documents?.lastVerify).to.include({ state: "ok", filesDamaged: 0 });
    expect(failed?.message).to.match(/no repository/);
    expect(repositories).to.have.length(3);
    expect(repositories.filter(({ archivesCount, sizeBytes }) => archivesCount === null || sizeBytes === null)).to.be
      .empty;
  });

  it("has thirty archives of borg's, as old as they look, and the runs that made them", async () => {
    expect(demo.archives).to.equal(30);
    const { repositories, plans } = (await admin.get<Status>("/api/status")).body;
    const archives: ArchiveReply[] = [];
    for (const { id } of repositories.filter(({ state }) => state !== "failed")) {
      const { body } = await admin.get<{ items: ArchiveReply[] }>(`/api/repositories/${id}/archives?limit=100`);
      archives.push(...body.items);
    }
    expect(archives.length).to.be.at.least(27); // the others are on the disk that is not there
    expect(archives.filter(({ planId }) => !plans.some(({ id }) => id === planId))).to.deep.equal([]);
    const oldest = archives.map(({ startedAt }) => startedAt).sort()[0] ?? "";
    expect(Date.parse(oldest)).to.be.below(Date.now() - 100 * 86_400_000);
    const { items } = (await admin.get<{ items: RunReply[] }>("/api/runs?limit=100")).body;
    const made = items.flatMap(({ jobs }) => jobs.flatMap((job) => job.result?.archive?.name ?? []));
    expect(archives.filter(({ name }) => !made.includes(name))).to.deep.equal([]);
  });

  it("shows the dashboard to who is signed on, whose widgets may read the status", async () => {
    const closed = await fetch(demo.dashboardUrl);
    expect(closed.status).to.equal(401);
    expect(await closed.text()).to.include("<form");
    const cookie = await signOn(demo);
    const page = await fetch(demo.dashboardUrl, { headers: { cookie } });
    expect(await page.text()).to.include(`${demo.borgdeckUrl}/widgets/borgdeck.js`);
    const status = await fetch(`${demo.borgdeckUrl}/api/status`, {
      headers: { cookie, origin: demo.dashboardUrl, "sec-fetch-site": "same-site" },
    });
    expect(status.status).to.equal(200);
    expect(status.headers.get("access-control-allow-origin")).to.equal(demo.dashboardUrl);
    const session = await createClient(demo.borgdeckUrl).get("/api/session", { cookie });
    expect(session.body).to.deep.include({ method: "header" });
    expect(session.body.user).to.include({ username: demo.signOnUser, role: "admin" });
  });

  it("takes no name but the sign-on's own", async () => {
    for (const name of ["remote-user", "Remote_User"]) {
      const reply = await createClient(demo.borgdeckUrl).get("/api/session", { [name]: demo.signOnUser });
      expect(reply.status, name).to.equal(401);
    }
    const elsewhere = await fetch(`${demo.dashboardUrl}/sign-in`, { method: "POST", redirect: "manual" });
    expect(elsewhere.headers.getSetCookie()).to.deep.equal([]);
  });

  it("leaves nothing behind", async function () {
    this.timeout(90_000);
    expect(existsSync(demo.folder)).to.equal(true);
    expect(await end(child)).to.equal(0);
    expect(readdirSync(temporary).filter((name) => name.startsWith("borgdeck-demo-"))).to.deep.equal([]);
  });

  it("leaves nothing behind where it is stopped while it still prepares", async function () {
    this.timeout(90_000);
    const folder = newFolder();
    const other = startDemo(folder);
    const made = () =>
      readdirSync(folder).some((name) => name.startsWith("borgdeck-demo-") && existsSync(join(folder, name, "data")));
    await eventually(async () => made(), Boolean, 60_000);
    expect(await end(other)).to.equal(0);
    expect(readdirSync(folder).filter((name) => name.startsWith("borgdeck-demo-"))).to.deep.equal([]);
  });
});

function startDemo(temporary: string): ChildProcess {
  const programs = join(temporary, "programs");
  mkdirSync(programs);
  symlinkSync(eagerBorg, join(programs, "borg"));
  const env = { ...process.env, PATH: `${programs}:${process.env["PATH"]}`, TMPDIR: temporary, TZ: "UTC" };
  return spawn(process.execPath, [script, "--json", "--no-build"], { env, stdio: ["pipe", "pipe", "pipe"] });
}

async function ready(child: ChildProcess): Promise<Demo> {
  let complaints = "";
  child.stderr?.on("data", (chunk) => (complaints += chunk));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The demo ended with ${code}: ${complaints}`);
  });
  ended.catch(() => {}); // it ends some time, and then nobody waits for it here
  const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
  return JSON.parse(line) as Demo;
}

/** SIGTERM, and its exit code. */
async function end(child: ChildProcess | undefined): Promise<number | null> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  return code;
}

async function signOn({ dashboardUrl }: Demo): Promise<string> {
  const reply = await fetch(`${dashboardUrl}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: dashboardUrl },
  });
  return reply.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}
