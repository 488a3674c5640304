import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { link, mkdtemp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { ArchiveReply, DeletePreviewReply } from "../../schemas/archives.ts";
import type { AuditItem } from "../../schemas/audit.ts";
import type { JobReply } from "../../schemas/jobs.ts";
import { createPlan, createRepository, jobEnded, runEnded, startRun, writeTree } from "../support/backup.ts";
import { expectStatus, startService, type TestClient, type TestService } from "../support/service.ts";

const run = promisify(execFile);

describe("archives renamed, commented, downloaded and deleted, over HTTP with real borg", function () {
  this.timeout(180_000);
  let service: TestService;
  let admin: TestClient;
  let repository: string;
  let archives: string;
  let inside: string;
  const big = randomBytes(8_000_000);

  before(async () => {
    service = await startService({ withAdmin: true });
    admin = service.client();
    await admin.signInAsAdmin();
    await writeTree(service.sourceDir, { "docs/a.txt": "a", "docs/sub/b.txt": "b", "other/c.txt": "c" });
    await writeFile(join(service.sourceDir, "docs/big"), big);
    await symlink("/etc/passwd", join(service.sourceDir, "docs/leads-out"));
    await link(join(service.sourceDir, "docs/a.txt"), join(service.sourceDir, "docs/second"));
    inside = service.sourceDir.slice(1);
    const { repository: made } = await createRepository(admin, service);
    repository = made.id;
    archives = `/api/repositories/${repository}/archives`;
    const plan = await createPlan(admin, service, repository, { verify: { every: "never", sampleFiles: 1 } });
    for (let count = 0; count < 3; count += 1) {
      const { state } = await runEnded(admin, (await startRun(admin, plan.id)).id);
      expect(state).to.equal("ok");
    }
  });
  after(() => service.remove());

  const list = async (): Promise<ArchiveReply[]> =>
    expectStatus(await admin.get<{ items: ArchiveReply[] }>(`${archives}?refresh=true`), 200).body.items;
  const ended = (job: JobReply) => jobEnded(admin, job.id);
  const change = async (name: string, body: unknown) =>
    ended(
      expectStatus(await admin.request<JobReply>("PATCH", `${archives}/${encodeURIComponent(name)}`, body), 202).body,
    );
  const address = (name: string, query: string) => `${archives}/${encodeURIComponent(name)}/download?${query}`;

  async function download(name: string, query: string): Promise<{ folder: string; headers: Headers }> {
    const reply = await fetch(service.url + address(name, query), { headers: { cookie: admin.cookie() } });
    expect(reply.status).to.equal(200);
    const folder = await mkdtemp(join(service.home, "out-"));
    await writeFile(join(folder, "bundle"), Buffer.from(await reply.arrayBuffer()));
    return { folder, headers: reply.headers };
  }

  it("takes an archive out of its plan's hands by another name", async () => {
    const [oldest] = await list();
    const renamed = await change(oldest?.name ?? "", { name: "kept-for-good" });
    expect([renamed.state, renamed.kind]).to.deep.equal(["ok", "rename-archive"]);
    expect(renamed.outcome?.message).to.contain("no plan");
    const found = (await list()).find(({ name }) => name === "kept-for-good");
    expect(found?.planId).to.equal(null);
    expect(found?.startedAt).to.equal(oldest?.startedAt);
    expect(found?.id).not.to.equal(oldest?.id);
  });

  it("refuses a name that a prune would take for its own, and one that is taken", async () => {
    const [, planned] = await list();
    const refused = await admin.request("PATCH", `${archives}/kept-for-good`, {
      name: planned?.name.replace(/\d$/, "x"),
    });
    expect([refused.status, Object.keys(refused.body.fields)]).to.deep.equal([422, ["/name"]]);
    const taken = await admin.request("PATCH", `${archives}/${planned?.name}`, { name: "kept-for-good" });
    expect([taken.status, taken.body.fields["/name"]]).to.deep.equal([422, "is the name of another archive"]);
    expect((await admin.request("PATCH", `${archives}/gone`, { comment: "x" })).status).to.equal(404);
  });

  it("gives an archive a comment", async () => {
    const job = await change("kept-for-good", { comment: "before {now} the move" });
    expect([job.state, job.kind]).to.deep.equal(["ok", "comment-archive"]);
    const found = (await list()).find(({ name }) => name === "kept-for-good");
    expect(found?.comment).to.equal("before {now} the move");
  });

  it("downloads a folder as a tar, a basket as a zip, and a file with its length", async () => {
    const tar = await download("kept-for-good", `path=${inside}/docs&format=tar`);
    expect(tar.headers.get("content-disposition")).to.contain('filename="docs.tar"');
    await run("tar", ["-xf", "bundle"], { cwd: tar.folder });
    expect((await readFile(join(tar.folder, "docs/big"))).equals(big)).to.equal(true);
    expect(await readFile(join(tar.folder, "docs/second"), "utf8")).to.equal("a");

    const zip = await download("kept-for-good", `path=${inside}/docs/sub&path=${inside}/other&format=zip`);
    expect(zip.headers.get("content-disposition")).to.contain('filename="kept-for-good.zip"');
    await run("python3", ["-m", "zipfile", "-e", "bundle", "."], { cwd: zip.folder });
    expect((await readdir(zip.folder)).sort()).to.deep.equal(["bundle", "docs", "other"]);
    expect(await readFile(join(zip.folder, "docs/sub/b.txt"), "utf8")).to.equal("b");

    const file = await download("kept-for-good", `path=${inside}/docs/big`);
    expect(file.headers.get("content-length")).to.equal(String(big.length));
    expect((await readFile(join(file.folder, "bundle"))).equals(big)).to.equal(true);
  });

  it("says what cannot be downloaded before it sends anything", async () => {
    for (const [query, status] of [
      [`path=${inside}/nothing&format=tar`, 404],
      [`path=${inside}/docs&path=${inside}/nothing&format=zip`, 404],
      [`path=${inside}/docs`, 422],
      [`path=${inside}/docs/a.txt&path=${inside}/other`, 422],
    ] as const) {
      expect((await admin.get(address("kept-for-good", query))).status, query).to.equal(status);
    }
    expect((await admin.get(address("gone", "path=a&format=tar"))).status).to.equal(404);
  });

  it("stops borg, and lets a job have the repository, when the client goes in the middle of a download", async () => {
    const options = { headers: { cookie: admin.cookie(), accept: "application/json" } };
    const client = request(`${service.url}${address("kept-for-good", "path=&format=tar")}`, options);
    await new Promise<void>((resolve, reject) => {
      client.once("response", (reply) => reply.once("readable", resolve)).once("error", reject);
      client.end();
    });
    client.destroy();
    const job = await change("kept-for-good", { comment: "after the download" });
    expect(job.state).to.equal("ok");
  });

  it("deletes what was chosen, after a preview", async () => {
    const before = await list();
    const newest = before.find(({ planId }, at) => planId !== null && at === before.length - 1);
    const names = ["kept-for-good", newest?.name ?? "", "gone"];
    const { body: preview } = expectStatus(
      await admin.post<DeletePreviewReply>(`${archives}/delete-preview`, { names }),
      200,
    );
    expect(preview).to.deep.include({ missing: ["gone"], archivesLeft: 1, undeletable: false });
    expect(preview.items.map(({ archive, newestOfPlan }) => [archive.name, newestOfPlan])).to.have.deep.members([
      ["kept-for-good", false],
      [newest?.name, true],
    ]);
    expect(preview.freedBytes).to.be.a("number");
    const job = await ended(expectStatus(await admin.post<JobReply>(`${archives}/delete`, { names }), 202).body);
    expect([job.state, job.result?.deleted?.count]).to.deep.equal(["ok", 2]);
    const [left, ...others] = await list();
    expect(others).to.deep.equal([]);
    const last = expectStatus(await admin.request<JobReply>("DELETE", `${archives}/${left?.name}`), 202).body;
    expect((await ended(last)).state).to.equal("ok");
    expect(await list()).to.deep.equal([]);
  });

  it("says why nothing can be mounted where that is so, and mounts nowhere but below the roots", async () => {
    const body = { path: "/nonexistent/x", durationMs: 60_000 };
    const { status, body: reply } = await admin.post(`/api/repositories/${repository}/mounts`, body);
    const { features } = (await admin.get("/api/borg")).body;
    if (features.mount.available) expect([status, reply.fields["/path"]]).to.have.property("0", 422);
    else expect([status, reply.code, reply.detail]).to.deep.equal([503, "mount-unavailable", features.mount.reason]);
    expect((await admin.get(`/api/repositories/${repository}/mounts`)).body).to.deep.equal({ items: [], next: null });
  });

  it("has written down who did all that", async () => {
    const { items } = expectStatus(
      await admin.get<{ items: AuditItem[] }>("/api/audit?event=archive&limit=100"),
      200,
    ).body;
    const events = new Map<string, number>();
    for (const { event } of items) events.set(event, (events.get(event) ?? 0) + 1);
    expect(Object.fromEntries(events)).to.deep.equal({
      "archive.rename": 1,
      "archive.comment": 2,
      "archive.download": 4,
      "archive.delete": 2,
    });
    expect(items.every(({ actor, target }) => actor?.username === "admin" && target === repository)).to.equal(true);
  });
});
