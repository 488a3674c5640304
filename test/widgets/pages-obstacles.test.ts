import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { scriptArchives } from "./pages-archive-fixtures.ts";
import { job, minutesFromNow, repository, repositoryId } from "./pages-fixtures.ts";
import { usePages } from "./pages-stage.ts";
import { scriptRepository } from "./repository-fixtures.ts";

const of = `/api/repositories/${repositoryId}`;
const reason = "There is nothing at this place: check that its disk is connected and mounted.";
const mount = job({
  id: "jjjjjjjm",
  kind: "mount",
  state: "running",
  runId: null,
  archiveName: "laptop",
  requester: { type: "user", userId: "uuuuuuuu" },
  startedAt: minutesFromNow(-1),
  options: { mount: { path: "/mnt/archive", durationMs: 3_600_000 } },
});

describe("pages: what is in the way", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptRepository(stage.server);
  });

  const scriptMount = () => {
    stage.server.on(`GET ${of}/mounts`, { body: { items: [mount], next: null } });
    stage.server.on("POST /api/jobs/jjjjjjjm/cancel", () => {
      stage.server.on(`GET ${of}/mounts`, { body: { items: [], next: null } });
      return { status: 202, body: mount };
    });
  };
  const previews = () => stage.server.requests.filter(({ path }) => path === `${of}/prune-preview`).length;

  it("names the mount that keeps a preview of a prune waiting, and goes on once it is unmounted", async () => {
    const { page } = stage;
    scriptMount();
    await stage.open(`/repositories/${repositoryId}/upkeep`);
    await page.getByRole("button", { name: /^Preview the prune of/ }).click();
    await page.getByText("Archives of this repository are mounted").waitFor();
    await page.getByText("laptop, by you, until").waitFor();
    expect(previews(), "borg is not made to wait").to.equal(0);
    await page.getByRole("button", { name: "Unmount /mnt/archive" }).click();
    await page.getByText(/would stay, .* would go/).waitFor();
    expect(previews()).to.equal(1);
  });

  it("lists what is mounted on the repository's page", async () => {
    const { page } = stage;
    scriptMount();
    await stage.open(`/repositories/${repositoryId}`);
    const mounted = page.getByRole("region", { name: "Mounted" });
    await mounted.getByText("/mnt/archive").waitFor();
    await mounted.getByRole("button", { name: "Unmount /mnt/archive" }).click();
    await mounted.waitFor({ state: "hidden" });
  });

  it("says that a repository is out of reach, on its page and in the list, before a job fails", async () => {
    const { page, server } = stage;
    server.on(`GET ${of}/medium`, { body: { freeBytes: null, totalBytes: null, reason } });
    await stage.open(`/repositories/${repositoryId}`);
    await page.getByRole("alert").getByText(`The repository is out of reach. ${reason}`).waitFor();
    await stage.open("/repositories");
    await page.getByText(`Out of reach: ${reason}`).waitFor();
  });

  it("holds it for no fault that the room of another host is not known", async () => {
    const { page, server } = stage;
    server.on(`GET ${of}`, { body: repository({ location: "ssh://borg@nas/volume1" }) });
    server.on(`GET ${of}/medium`, { body: { freeBytes: null, totalBytes: null, reason: "It is on another host." } });
    await stage.open(`/repositories/${repositoryId}`);
    await page.getByText("It is on another host.").waitFor();
    expect(await page.getByRole("alert").count()).to.equal(0);
  });

  it("helps with a passphrase that does not open what is imported", async () => {
    const { page, server } = stage;
    const fields = { "/passphrase": "does not open this repository" };
    server.on("POST /api/repositories/import", problem(422, "invalid-input", "It was not imported.", fields));
    await stage.open("/repositories/import");
    await page.getByLabel("Name", { exact: true }).fill("NAS");
    await page.getByLabel("Path, or address of another host").fill("/srv/borg/nas");
    const passphrase = page.getByLabel("Passphrase (empty for an unencrypted one)");
    await passphrase.fill("correct horse ");
    await page.getByText("It begins or ends with a space").waitFor();
    await passphrase.fill("Correct horse");
    await page.getByRole("button", { name: "Import it" }).click();
    await page.getByText("the layout of the keyboard").waitFor();
  });

  it("says why an append-only repository is not destroyed", async () => {
    const { page, server } = stage;
    const allowed = [...repository().allowed, "repository.destroy" as const];
    server.on(`GET ${of}`, { body: repository({ mode: "append-only", allowed }) });
    await stage.open(`/repositories/${repositoryId}/settings`);
    await page.getByText("Not while it is append-only").waitFor();
    expect(await page.getByRole("button", { name: "Destroy" }).count()).to.equal(0);
  });

  it("begins a list of archives on the first screen of a phone, with its filters at hand", async () => {
    const { page, server } = stage;
    scriptArchives(server, 300);
    await page.setViewportSize({ width: 360, height: 800 });
    await stage.open(`/repositories/${repositoryId}/archives`);
    const first = page.locator(".list-row").first();
    expect((await first.boundingBox())?.y).to.be.below(700);
    expect(await first.locator(".plan-first").isVisible(), "the plan before borg's name").to.equal(true);
    expect(await page.getByLabel("Until, that day included").isVisible()).to.equal(false);
    await page.getByText("Plan and days").click();
    await page.getByLabel("Plan", { exact: true }).selectOption("of no plan here");
    await page.getByText("150 of 300 archives").waitFor();
  });

  it("offers the import to whom a first backup would make a second repository", async () => {
    const { page } = stage;
    stage.server.on("GET /api/repositories", { body: { items: [], next: null } });
    stage.server.on("GET /api/plans", { body: { items: [], next: null } });
    await stage.open("/plans/new");
    expect(await page.getByRole("link", { name: "Import it" }).getAttribute("href")).to.equal("/repositories/import");
  });
});
