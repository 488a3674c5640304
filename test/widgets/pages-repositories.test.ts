import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { longWord, type Scene, testLooks } from "./look-check.ts";
import { everything, job, plan, repository, repositoryId } from "./pages-fixtures.ts";
import { focusedText, sent, usePages, writes } from "./pages-stage.ts";
import { foreignLock, kit, scriptRepository } from "./repository-fixtures.ts";

const of = `/api/repositories/${repositoryId}`;
const page = `/repositories/${repositoryId}`;

describe("pages: repositories", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptRepository(stage.server);
  });

  it("makes one, with all modes of the installed borg, and shows what must be kept elsewhere", async () => {
    const { page: tab, server } = stage;
    server.on("POST /api/repositories", { status: 201, body: { repository: repository(), recovery: kit } });
    server.on(`PATCH ${of}`, { body: repository() });
    await stage.open("/repositories/new");
    await tab.getByRole("button", { name: "Create it" }).click();
    await tab.getByText("A path that starts with /").waitFor();
    expect(writes(stage)).to.deep.equal([]);
    await tab.getByLabel("Path, or address of another host").fill("/mnt/backup/borg");
    await tab.getByRole("button", { name: "Show all modes of borg" }).click();
    expect(await tab.getByRole("radio", { name: /^keyfile$/ }).count(), "this borg has no such mode").to.equal(0);
    await tab.getByText("Quota and append-only").click();
    await tab.getByLabel("Quota in GB").fill("500");
    await tab.getByLabel("Append-only").check();
    await tab.getByRole("button", { name: "Create it" }).click();
    await tab.getByText(kit.passphrase ?? "").waitFor();
    expect(sent(stage, "/api/repositories")).to.deep.equal({
      name: "Backups",
      location: "/mnt/backup/borg",
      encryption: "repokey-blake2",
      mode: "append-only",
      quotaBytes: 500_000_000_000,
    });
    await tab.getByRole("button", { name: "I have stored it outside this host" }).click();
    await tab.waitForURL(`**${page}`);
    expect(sent(stage, of)).to.deep.equal({ keyStored: true });
  });

  it("imports one, asking what borg would ask and assuming nothing", async () => {
    const { page: tab, server } = stage;
    const asked = "borg knows it at another place";
    server.on(
      "POST /api/repositories/import",
      problem(409, "answer-needed", "borg needs an answer first.", { "/accept/relocated": asked }),
    );
    await stage.open("/repositories/import");
    await tab.getByLabel("Name").fill("NAS");
    await tab.getByLabel("Path, or address of another host").fill("ssh://borg@nas/srv/borg");
    await tab.getByLabel("Passphrase").fill("its passphrase");
    await tab.getByLabel("Only observed").check();
    await tab.getByRole("button", { name: "Import it" }).click();
    const moved = tab.getByLabel("It was moved on purpose");
    await moved.waitFor();
    expect(await moved.isChecked(), "nothing is assumed").to.equal(false);
    expect(sent(stage, "/api/repositories/import")).to.include({ mode: "observe", freshnessMs: 172_800_000 });
    server.on("POST /api/repositories/import", { status: 201, body: repository() });
    await moved.check();
    await tab.getByRole("button", { name: "Import it" }).click();
    await tab.waitForURL(`**${page}`);
    expect(sent(stage, "/api/repositories/import")).to.deep.include({
      accept: { relocated: true, unencrypted: false },
    });
  });

  it("says which field is wrong where the passphrase does not open it", async () => {
    const { page: tab, server } = stage;
    server.on(
      "POST /api/repositories/import",
      problem(422, "invalid-input", "It was not imported.", { "/passphrase": "does not open this repository" }),
    );
    await stage.open("/repositories/import");
    await tab.getByLabel("Name").fill("NAS");
    await tab.getByLabel("Path, or address of another host").fill("/srv/borg");
    await tab.getByRole("button", { name: "Import it" }).click();
    await tab.getByText("Does not open this repository.").waitFor();
    expect(await tab.evaluate(() => document.activeElement?.id)).to.equal("import-passphrase");
  });

  it("shows passphrase, key, paper key and code after a question, and changes the passphrase", async () => {
    const { page: tab, server } = stage;
    await stage.open(`${page}/key`);
    await tab.getByRole("button", { name: "Show them" }).click();
    await tab.getByRole("dialog").getByRole("button", { name: "Show them" }).click();
    await tab.getByText(kit.passphrase ?? "").waitFor();
    expect(await focusedText(tab)).to.contain("Recovery kit");
    await tab.getByText("For paper").click();
    await tab.getByText("BORG PAPER KEY v1").waitFor();
    await tab.getByAltText("The exported key as a QR code").waitFor();
    server.on(`PUT ${of}/passphrase`, { body: { ...kit, passphrase: "the-new-one" } });
    await tab.getByRole("button", { name: "Change it" }).click();
    await tab.getByRole("dialog").getByRole("button", { name: "Change it" }).click();
    await tab.getByText("the-new-one").waitFor();
    expect(sent(stage, `${of}/passphrase`)).to.deep.equal({});
  });

  it("opens one again that others moved and re-keyed, asking what borg would ask", async () => {
    const { page: tab, server } = stage;
    server.on(
      `POST ${of}/reopen`,
      problem(409, "answer-needed", "borg needs an answer first.", { "/accept/relocated": "it is elsewhere" }),
    );
    await stage.open(`${page}/key`);
    await tab.getByText("It was moved, or others changed its passphrase").click();
    await tab.getByLabel("Where it is now").fill("/mnt/new/borg");
    await tab.getByRole("button", { name: "Open it" }).click();
    await tab.getByLabel("It was moved on purpose").check();
    server.on(`POST ${of}/reopen`, { body: repository() });
    await tab.getByRole("button", { name: "Open it" }).click();
    await tab.getByText("borg opens it.").waitFor();
    expect(sent(stage, `${of}/reopen`)).to.deep.equal({
      location: "/mnt/new/borg",
      accept: { relocated: true, unencrypted: false },
    });
  });

  it("starts a check as it was chosen", async () => {
    const { page: tab, server } = stage;
    server.on(`POST ${of}/jobs`, { status: 202, body: job({ kind: "check" }) });
    await stage.open(`${page}/upkeep`);
    await tab.getByLabel("Repository only").check();
    await tab.getByLabel("Stop after minutes").fill("30");
    await tab.getByRole("button", { name: "Check now" }).click();
    await tab.waitForURL("**/jobs/jjjjjjjj");
    expect(sent(stage, `${of}/jobs`)).to.deep.equal({
      kind: "check",
      check: { scope: "repository", verifyData: false, maxDurationMs: 1_800_000 },
    });
  });

  it("prunes only after a preview that says what stays, why, and what goes", async () => {
    const { page: tab, server } = stage;
    server.on(`POST ${of}/jobs`, { status: 202, body: job({ kind: "prune" }) });
    await stage.open(`${page}/upkeep`);
    expect(await tab.getByRole("button", { name: "Prune now" }).count()).to.equal(0);
    await tab.getByRole("button", { name: "Preview the prune of Home folders" }).click();
    await tab
      .getByText("2 archives would stay, 1 archive would go. 7 archives of others would not be touched.")
      .waitFor();
    await tab.getByText("stays: weekly 1").waitFor();
    await tab.getByRole("button", { name: "Prune now" }).click();
    await tab.getByRole("dialog").getByRole("button", { name: "Prune" }).click();
    await tab.waitForURL("**/jobs/jjjjjjjj");
    expect(sent(stage, `${of}/jobs`)).to.deep.equal({ kind: "prune", planId: plan().id });
  });

  it("breaks a lock only with the holder's host typed", async () => {
    const { page: tab, server } = stage;
    server.on(`GET ${of}/lock`, { body: foreignLock });
    server.on(`GET ${of}`, { body: repository({ allowed: [...everything, "repository.break-lock"] }) });
    server.on(
      `POST ${of}/break-lock`,
      problem(422, "invalid-input", "The lock was not broken.", { "/confirm": "is the holder no longer" }),
    );
    await stage.open(`${page}/upkeep`);
    await tab.getByText("old-laptop, process 4711").waitFor();
    const button = tab.getByRole("button", { name: "Break the lock" });
    await tab.getByLabel(/Type old-laptop/).fill("old");
    expect(await button.isDisabled()).to.equal(true);
    await tab.getByLabel(/Type old-laptop/).fill("old-laptop");
    await button.click();
    await tab.getByText("Is the holder no longer.").waitFor();
    server.on(`POST ${of}/break-lock`, { status: 204 });
    await button.click();
    await tab.getByText("The lock is broken.").waitFor();
    expect(sent(stage, `${of}/break-lock`)).to.deep.equal({ confirm: "old-laptop" });
  });

  it("destroys only with its name typed", async () => {
    const { page: tab, server } = stage;
    server.on(`GET ${of}`, { body: repository({ allowed: [...everything, "repository.destroy"] }) });
    server.on("GET /api/plans", { body: { items: [], next: null } });
    server.on(`POST ${of}/destroy`, { status: 202, body: job({ kind: "destroy" }) });
    await stage.open(`${page}/settings`);
    const button = tab.getByRole("button", { name: "Destroy" });
    await tab.getByLabel(/to confirm/).fill("something else");
    expect(await button.isDisabled()).to.equal(true);
    await tab.getByLabel(/to confirm/).fill(repository().name);
    await button.click();
    await tab.waitForURL("**/jobs/jjjjjjjj");
    expect(sent(stage, `${of}/destroy`)).to.deep.equal({ name: repository().name });
  });

  it("sends only what changed, against the revision that was read", async () => {
    const { page: tab, server } = stage;
    server.on(`PATCH ${of}`, { body: repository({ revision: 2, mode: "observe", freshnessMs: 86_400_000 }) });
    await stage.open(`${page}/settings`);
    await tab.getByLabel("Only observed").check();
    await tab.getByLabel("Its newest archive may be this old: how many").fill("24");
    await tab.getByLabel("Its newest archive may be this old: unit").selectOption("hours");
    await tab.getByRole("link", { name: "Overview" }).first().click();
    await tab.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Back" }).click();
    await tab.getByRole("button", { name: "Save" }).click();
    await tab.getByText("Saved.").waitFor();
    expect(sent(stage, of)).to.deep.equal({ mode: "observe", freshnessMs: 86_400_000 });
    expect(server.requests.findLast(({ method }) => method === "PATCH")?.headers["if-match"]).to.equal('"1"');
  });

  it("offers nothing that the caller may not do", async () => {
    const { page: tab, server } = stage;
    server.on(`GET ${of}`, { body: repository({ allowed: ["status.read", "archive.read"] }) });
    await stage.open(page);
    const links = tab.getByRole("navigation", { name: "This repository" }).getByRole("link");
    expect(await links.allTextContents()).to.deep.equal(["Overview", "Archives", "Growth"]);
  });

  const scenes: Record<string, Scene> = {
    repositories: {
      path: "/repositories",
      script: (server) =>
        server.on("GET /api/repositories", {
          body: {
            items: [
              repository(),
              repository({ id: "aaaaaaa2", name: longWord, mode: "observe", keyExportedAt: null, sizeBytes: null }),
            ],
            next: null,
          },
        }),
    },
    "new-repository": {
      path: "/repositories/new",
      act: async (tab) => {
        await tab.getByText("Quota and append-only").click();
        await tab.getByRole("button", { name: "Create it" }).click();
        await tab.locator(".error").first().waitFor();
      },
    },
    "import-repository": {
      path: "/repositories/import",
      act: async (tab) => {
        await tab.getByLabel("Only observed").check();
        await tab.getByRole("button", { name: "Import it" }).click();
        await tab.locator(".error").first().waitFor();
      },
    },
    growth: { path: `${page}/growth`, act: (tab) => tab.locator("canvas").waitFor() },
    upkeep: {
      path: `${page}/upkeep`,
      script: (server) => {
        server.on(`GET ${of}/lock`, { body: foreignLock });
        server.on(`GET ${of}`, {
          body: repository({ allowed: [...everything, "archive.change", "repository.break-lock"] }),
        });
      },
      act: async (tab) => {
        await tab.getByRole("button", { name: /^Preview/ }).click();
        await tab.getByText("stays: weekly 1").waitFor();
        await tab.getByRole("button", { name: "What would it free?" }).click();
        await tab.getByText("Up to 3.2 GB").waitFor();
      },
    },
    key: {
      path: `${page}/key`,
      act: async (tab) => {
        await tab.getByRole("button", { name: "Show them" }).click();
        await tab.getByRole("dialog").getByRole("button", { name: "Show them" }).click();
        await tab.getByText("For paper").click();
      },
    },
    "repository-settings": {
      path: `${page}/settings`,
      script: (server) => {
        server.on(`GET ${of}`, { body: repository({ allowed: [...everything, "repository.destroy"] }) });
        server.on("GET /api/plans", { body: { items: [], next: null } });
      },
    },
  };

  testLooks(stage, scenes);
});
