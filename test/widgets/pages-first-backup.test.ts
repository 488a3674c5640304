import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { plan, repository, run } from "./pages-fixtures.ts";
import { usePages, writes } from "./pages-stage.ts";
import { statuses } from "./status-fixtures.ts";

const none = { body: { items: [], next: null } };
const kit = {
  passphrase: "kelp-orbit-marble-77",
  key: "BORG_KEY 5c3f\nhqlhbG",
  generated: true,
  paperKey: null,
  qrSvg: null,
};
const made = repository({ name: "Backups", location: "/mnt/backup/borg" });

describe("pages: first backup", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start({ timezoneId: "Europe/Berlin" });
    const { server } = stage;
    server.setStatus(statuses.empty());
    server.on("GET /api/repositories", none);
    server.on("GET /api/plans", none);
    server.on("POST /api/repositories", { status: 201, body: { repository: made, recovery: kit } });
    server.on("PATCH /api/repositories/aaaaaaaa", { body: made });
    server.on("POST /api/plans", { status: 201, body: plan() });
    server.on("POST /api/plans/bbbbbbbb/run", { status: 202, body: run() });
  });

  /** What stands between an empty form and its button. */
  const fill = async () => {
    const { page } = stage;
    await page.getByRole("button", { name: "Open /home" }).click();
    await page.getByRole("checkbox", { name: "anna" }).check();
    await page.fill("#repository-location", "/mnt/backup/borg");
  };
  const press = () => stage.page.getByRole("button", { name: "Back up now" }).click();
  const passKit = async () => {
    await stage.page.getByLabel(/I have stored both/).check();
    await stage.page.getByRole("button", { name: "Go on with the backup" }).click();
  };
  const changes = () => writes(stage).filter((request) => !request.endsWith("/preview"));
  const bodyOf = (route: string) =>
    stage.server.requests.findLast(({ method, path }) => `${method} ${path}` === route)?.body as Record<
      string,
      unknown
    >;

  it("meets whoever may set things up, and leads from folders to the running backup", async () => {
    const { page } = stage;
    await stage.open("/");
    await page.getByRole("heading", { name: "First backup" }).waitFor();
    expect(new URL(page.url()).pathname).to.equal("/plans/new");
    expect(await page.getByLabel("repokey-blake2 (recommended)").isChecked()).to.equal(true);
    await fill();
    await page.getByText("At 02:00, every day").waitFor();
    expect(await page.locator(".preview li").count()).to.equal(5);
    await page.getByText("The repository is on the same disk as /home/anna").waitFor();
    await press();
    await page.getByRole("heading", { level: 1, name: "Keep these elsewhere" }).waitFor();
    await page.getByText(kit.passphrase).waitFor();
    await page.getByText("BORG_KEY").waitFor();
    expect(changes()).to.deep.equal(["POST /api/repositories"]);
    expect(await page.getByRole("button", { name: "Go on with the backup" }).isDisabled()).to.equal(true);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download as a text file" }).click(),
    ]);
    expect(download.suggestedFilename()).to.equal("borg-recovery-Backups.txt");
    await passKit();
    await page.waitForURL("**/runs/rrrrrrrr");
    expect(changes()).to.deep.equal([
      "POST /api/repositories",
      "PATCH /api/repositories/aaaaaaaa",
      "POST /api/plans",
      "POST /api/plans/bbbbbbbb/run",
    ]);
    expect(bodyOf("PATCH /api/repositories/aaaaaaaa")).to.deep.equal({ keyStored: true });
    expect(bodyOf("POST /api/repositories")).to.deep.equal({
      name: "Backups",
      location: "/mnt/backup/borg",
      encryption: "repokey-blake2",
    });
    expect(bodyOf("POST /api/plans")).to.deep.equal({
      name: "anna",
      repositoryIds: [made.id],
      sources: ["/home/anna"],
      excludes: [],
      schedule: { cron: "0 2 * * *", timeZone: "Europe/Berlin" },
      retention: { keepLast: 0, keepHourly: 0, keepDaily: 7, keepWeekly: 4, keepMonthly: 6, keepYearly: 0 },
      verify: { every: "run", sampleFiles: 20 },
      check: { every: "month", scope: "all" },
      drill: { every: "month", sampleFiles: 10, canaries: [] },
    });
  });

  it("names everything that is missing at once, and asks the service nothing", async () => {
    const { page } = stage;
    await stage.open("/plans/new");
    await page.fill("#plan-name", " ");
    await press();
    await page.getByText("Not done yet. See above: Folders, Repository, Name.").waitFor();
    await page.getByText("Choose at least one folder.").waitFor();
    expect(changes()).to.deep.equal([]);
  });

  it("makes no repository while a folder would be refused, and says so at the folders", async () => {
    const { page, server } = stage;
    await stage.open("/plans/new");
    await fill();
    server.on("POST /api/plans/preview", {
      body: {
        scheduleText: null,
        fireTimes: [],
        sourceErrors: { "/sources/0": "does not exist on this host" },
        sourceSizeBytes: null,
        sourceFiles: null,
        sourceSizeComplete: true,
        warnings: [],
      },
    });
    await press();
    await page.locator("borgdeck-folders-field", { hasText: "Does not exist on this host." }).waitFor();
    expect(changes()).to.deep.equal([]);
  });

  it("shows refused fields where they stand, and makes nothing twice", async () => {
    const { page, server } = stage;
    await stage.open("/plans/new");
    await fill();
    server.on("POST /api/repositories", problem(422, "invalid-input", "No.", { "/location": "is not writable" }));
    await press();
    await page.locator("#repository-location-error", { hasText: "Is not writable." }).waitFor();
    expect(await page.inputValue("#repository-location")).to.equal("/mnt/backup/borg");
    server.on("POST /api/repositories", { status: 201, body: { repository: made, recovery: kit } });
    server.on(
      "POST /api/plans",
      problem(422, "invalid-input", "No.", { "/name": "is taken", "/sources/0": "is gone" }),
    );
    await press();
    await page.getByText(kit.passphrase).waitFor();
    await passKit();
    await page.locator("#plan-name-error", { hasText: "Is taken." }).waitFor();
    await page.getByText("Is gone.").waitFor();
    await page.getByText("Only what follows is still to be done.").waitFor();
    server.on("POST /api/plans", { status: 201, body: plan() });
    server.on("POST /api/plans/bbbbbbbb/run", problem(423, "repository-locked", "Locked by nas2."));
    await press();
    await page.getByText("Locked by nas2.").waitFor();
    server.on("POST /api/plans/bbbbbbbb/run", { status: 202, body: run() });
    await press();
    await page.waitForURL("**/runs/rrrrrrrr");
    expect(changes()).to.deep.equal([
      "POST /api/repositories",
      "POST /api/repositories",
      "PATCH /api/repositories/aaaaaaaa",
      "POST /api/plans",
      "POST /api/plans",
      "POST /api/plans/bbbbbbbb/run",
      "POST /api/plans/bbbbbbbb/run",
    ]);
  });

  it("finds a repository again whose creation was answered into the void, and shows its kit", async () => {
    const { page, server } = stage;
    await stage.open("/plans/new");
    await fill();
    server.on("POST /api/repositories", () => {
      server.on("GET /api/repositories", { body: { items: [made], next: null } });
      return { drop: true };
    });
    server.on(`POST /api/repositories/${made.id}/key`, { body: kit });
    await press();
    await page.getByText(kit.passphrase).waitFor();
  });

  it("asks before leaving while the kit is on screen", async () => {
    const { page } = stage;
    await stage.open("/plans/new");
    await fill();
    await press();
    await page.getByText(kit.passphrase).waitFor();
    await page.getByRole("link", { name: "Overview" }).click();
    await page.locator("dialog").getByText("Leave without storing the key?").waitFor();
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await page.getByText(kit.passphrase).waitFor();
  });

  it("warns of a short passphrase and says what no encryption means", async () => {
    const { page } = stage;
    await stage.open("/plans/new");
    await fill();
    await page.getByLabel("Type my own").check();
    await page.fill("#repository-passphrase", "too short");
    await page.getByText("9 characters. Below 20 it can be guessed").waitFor();
    await page.getByLabel("none", { exact: true }).check();
    await page.getByText("The repository is not encrypted").waitFor();
    expect(await page.getByLabel("Type my own").count()).to.equal(0);
    stage.server.on("POST /api/repositories", {
      status: 201,
      body: { repository: made, recovery: { passphrase: null, key: null, generated: false } },
    });
    await press();
    await page.waitForURL("**/runs/rrrrrrrr");
    expect(bodyOf("POST /api/repositories")).to.deep.equal({
      name: "Backups",
      location: "/mnt/backup/borg",
      encryption: "none",
    });
  });

  it("takes folders by a typed path, without sending the form, and drops what lies inside them", async () => {
    const { page } = stage;
    await stage.open("/plans/new");
    for (const path of ["/srv/www/", "relative", "/srv"]) {
      await page.fill("#typed-path", path);
      await page.keyboard.press("Enter");
    }
    expect(await page.locator(".chosen .mono").allTextContents()).to.deep.equal(["/srv"]);
    expect(changes()).to.deep.equal([]);
  });
});
