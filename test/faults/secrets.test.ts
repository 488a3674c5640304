import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import type { JobReply } from "../../schemas/jobs.ts";
import { createPlan, runEnded, startRun, writeTree } from "../support/backup.ts";
import { eventually, expectStatus, startService, type TestClient, type TestService } from "../support/service.ts";

const canaries = {
  passphrase: "canary passphrase 7d1f4c 'quoted' \"too\"",
  secretKey: "canary-secret-key-2b9e0a-which-is-long-enough",
  sentPassword: "canary-sent-password-51c0",
  firstPassword: "canary-first-password-e3a7",
  newPassword: "canary-new-password-90fd",
};

/** Everything that a neighbour on this host could read of our processes: argv of all, environment of borg's. */
function processTraces(service: TestService): string {
  const own = readProc(service.pid, "cmdline");
  const traces: string[] = [];
  for (const pid of readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)) {
    const argv = readProc(pid, "cmdline");
    traces.push(argv);
    // The service's own environment holds what it was given; so does a child for the moment before its exec.
    if (argv !== own) traces.push(readProc(pid, "environ"));
  }
  return traces.join("\n");
}

function readProc(pid: number, file: "cmdline" | "environ"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return ""; // it ended meanwhile
  }
}

/** All files below a folder, packed ones unpacked: path → content. */
async function filesBelow(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    found.set(path, (path.endsWith(".gz") ? gunzipSync(content) : content).toString("latin1"));
  }
  return found;
}

describe("secrets stay where they belong", function () {
  this.timeout(120_000);
  let service: TestService;
  let admin: TestClient;
  const replies: string[] = [];
  const traces: string[] = [];

  before(async () => {
    const env = { SECRET_KEY: canaries.secretKey, LOG_LEVEL: "debug" };
    service = await startService({ env, initialPassword: canaries.firstPassword });
    admin = service.client();
    expectStatus(await admin.signIn("admin", canaries.firstPassword), 200);
    const change = { currentPassword: canaries.firstPassword, newPassword: canaries.newPassword };
    expectStatus(await admin.request("PUT", "/api/account/password", change), 200, 204);
    await writeTree(service.sourceDir, { "a.bin": randomBytes(6_000_000) });
    const location = join(service.home, "repositories/main");
    const request = { name: "main", location, encryption: "repokey-blake2", passphrase: canaries.passphrase };

    replies.push((await admin.post("/api/repositories", { ...request, encryption: "rot13", surprise: 1 })).text);
    replies.push((await admin.post("/api/repositories", { ...request, location: "/proc/nowhere/repository" })).text);
    replies.push((await service.client().signIn("admin", canaries.sentPassword)).text);
    replies.push((await service.client().signIn(canaries.sentPassword, "x")).text);

    const watching = setInterval(() => traces.push(processTraces(service)), 30);
    const created = expectStatus(await admin.post("/api/repositories", request), 201).body;
    const plan = await createPlan(admin, service, created.repository.id, { compression: "lzma,6" });
    const run = await runEnded(admin, (await startRun(admin, plan.id)).id);
    clearInterval(watching);
    expect(run.state).equal("ok");
    // Its archive is indexed next: then nothing comes and goes any more while the files are read.
    await eventually(
      async () => expectStatus(await admin.get<{ items: JobReply[] }>("/api/jobs"), 200).body.items,
      (jobs) => jobs.some(({ kind, finishedAt }) => kind === "index" && finishedAt !== null),
    );

    const stream = await fetch(`${service.url}/api/events?topics=status,jobs`, { headers: { cookie: admin.cookie() } });
    const reader = stream.body?.getReader();
    replies.push(new TextDecoder().decode((await reader?.read())?.value));
    await reader?.cancel();
    const paths = [
      "/api/status",
      "/api/jobs",
      "/api/runs",
      "/api/repositories",
      "/api/plans",
      "/api/session",
      "/api/users",
      "/api/openapi.json",
      `/api/repositories/${created.repository.id}/archives`,
    ];
    for (const path of paths) replies.push((await admin.get(path)).text);
    for (const job of run.jobs) replies.push((await admin.get(`/api/jobs/${job.id}/log`)).text);
  });
  after(() => service.remove());

  for (const [name, secret] of Object.entries(canaries)) {
    it(`finds no ${name} in argv and environments while borg runs`, () => {
      expect(
        traces.some((trace) => trace.includes("BORGDECK_JOB=")),
        "borg was seen",
      ).equal(true);
      expect(traces.filter((trace) => trace.includes(secret))).eql([]);
    });

    it(`finds no ${name} in replies, errors and live events`, () => {
      expect(replies.filter((reply) => reply.includes(secret))).eql([]);
    });

    it(`finds no ${name} in DATA_DIR, in the log or on standard output`, async () => {
      const files = await filesBelow(service.dataDir);
      expect(files.size).above(10);
      expect([...files].filter(([, content]) => content.includes(secret)).map(([path]) => path)).eql([]);
      expect(service.logged()).not.contain(secret);
      expect(service.printed()).not.contain(secret);
    });
  }

  it("keeps its folder and files from other users", async () => {
    const { stat } = await import("node:fs/promises");
    expect((await stat(service.dataDir)).mode & 0o777).equal(0o700);
    for (const path of (await filesBelow(service.dataDir)).keys()) {
      if (path.startsWith(join(service.dataDir, "borg/"))) continue; // borg's own, inside a closed folder
      expect((await stat(path)).mode & 0o077, path).equal(0);
    }
  });
});
