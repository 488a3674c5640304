import { expect } from "chai";
import { auditEvents } from "../../schemas/audit.ts";
import { expectSoon } from "./dashboard.ts";
import { auditItem } from "./pages-admin-fixtures.ts";
import { repositoryId, user } from "./pages-fixtures.ts";
import { usePages } from "./pages-stage.ts";

describe("pages: audit", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    stage.server.on("GET /api/users", { body: { items: [user()], next: null } });
    stage.server.on("GET /api/users/uuuuuuuu", { body: user() });
    stage.server.on("GET /api/audit", { body: { items: [auditItem()], next: null } });
  });

  const asked = () => stage.server.requests.findLast(({ path }) => path === "/api/audit")?.query;

  it("tells who did what to what, from where, and whether it was let", async () => {
    const { page, server } = stage;
    const items = [
      auditItem({ outcome: "denied", actor: null, detail: "wrong password for bert" }),
      auditItem({ event: "repository.key-export", target: repositoryId, detail: null }),
      auditItem({ event: "user.remove", target: "gggggggg", peer: "198.51.100.20", userAgent: null }),
    ];
    server.on("GET /api/audit", { body: { items, next: null } });
    await stage.open("/settings/audit");
    await page.getByText("wrong password for bert").waitFor();
    const rows = await page.getByRole("row").allTextContents();
    const [denied = "", key = "", removed = ""] = rows.slice(1).map((text) => text.replace(/\s+/g, " "));
    expect(denied).to.include("session.sign-in").and.include("Refused").and.include("nobody");
    expect(denied).to.include("198.51.100.20").and.include("through 192.0.2.7").and.include("Firefox/140.0");
    expect(key).to.include("repository.key-export NAS").and.include("Done").and.include("anna");
    expect(removed).to.include("gggggggg").and.not.include("through");
  });

  it("filters by what, outcome, person and day, in an address of its own", async () => {
    const { page } = stage;
    await stage.open("/settings/audit");
    await page.getByLabel("What").fill("session.sign-in");
    await page.getByLabel("Outcome").selectOption("Refused");
    await page.getByLabel("Who, or whom").selectOption("anna");
    await page.getByLabel("From", { exact: true }).fill("2026-11-02");
    await page.getByLabel("Until, that day included").fill("2026-11-02");
    await page.keyboard.press("Enter");
    await page.waitForURL(
      "**/settings/audit?event=session.sign-in&outcome=denied&user=uuuuuuuu&from=2026-11-02&to=2026-11-02",
    );
    await page.getByRole("link", { name: "Show everything" }).waitFor();
    await expectSoon(() => asked()?.has("event") ?? false);
    expect(Object.fromEntries(asked() ?? [])).to.deep.equal({
      event: "session.sign-in",
      outcome: "denied",
      userId: "uuuuuuuu",
      from: "2026-11-01T23:00:00.000Z",
      to: "2026-11-02T23:00:00.000Z",
      limit: "50",
    });
    await page.reload();
    expect(await page.getByLabel("What").inputValue()).to.equal("session.sign-in");
    expect(await page.getByLabel("Outcome").inputValue()).to.equal("denied");
    await page.getByRole("link", { name: "Show everything" }).click();
    await page.getByRole("link", { name: "Show everything" }).waitFor({ state: "detached" });
    expect(await page.getByLabel("What").inputValue()).to.equal("");
    await page.goBack();
    await page.getByRole("link", { name: "Show everything" }).waitFor();
    expect(await page.getByLabel("What").inputValue()).to.equal("session.sign-in");
  });

  it("goes on where a page holds nothing but there is more to look through", async () => {
    const { page, server } = stage;
    server.on("GET /api/audit", ({ query }) => ({
      body: query.has("cursor")
        ? { items: [auditItem({ event: "token.create" })], next: null }
        : { items: [], next: "2026-10.7" },
    }));
    await stage.open("/settings/audit?event=token");
    await page.getByText("Nothing found so far").waitFor();
    await page.getByRole("button", { name: "Look further" }).click();
    await page.getByText("token.create").waitFor();
    expect(asked()?.get("cursor")).to.equal("2026-10.7");
    server.on("GET /api/audit", { body: { items: [], next: null } });
    await page.getByRole("button", { name: "Read again" }).click();
    await page.getByText("Nothing recorded fits that filter.").waitFor();
  });

  it("is reached from a user, for what they did and what was done to them", async () => {
    const { page } = stage;
    await stage.open("/users/uuuuuuuu");
    await page.getByRole("link", { name: "In the audit" }).click();
    await expectSoon(() => asked()?.get("userId") === "uuuuuuuu");
  });

  it("finds an event by a part of its name, and asks which where several have it", async () => {
    const { page } = stage;
    await stage.open("/settings/audit");
    const what = page.getByLabel("What");
    await what.fill("sign-in");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/settings/audit?event=session.sign-in");
    await expectSoon(() => asked()?.get("event") === "session.sign-in");
    await what.fill("sign-out");
    await page.keyboard.press("Enter");
    await page.getByText("session.provider-sign-out, session.sign-out, user.sign-out").waitFor();
    expect(asked()?.get("event")).to.equal("session.sign-in");
    await what.fill("session");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/settings/audit?event=session");
    await what.fill("something.else");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/settings/audit?event=something.else");
    await what.fill("");
    await page.getByLabel("Outcome").selectOption("Refused");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.waitForURL("**/settings/audit?outcome=denied");
  });

  it("offers every event that the service records", async () => {
    await stage.open("/settings/audit");
    const offered = await stage.page
      .locator("#audit-event-suggestions option")
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    expect(offered).to.deep.equal([...auditEvents]);
  });

  it("keeps each entry at one line where there is room, its connection a click away", async () => {
    const { page, server } = stage;
    server.on("GET /api/audit", { body: { items: [auditItem({ detail: null })], next: null } });
    await page.setViewportSize({ width: 1200, height: 800 });
    await stage.open("/settings/audit");
    const row = page.getByRole("row").nth(1);
    expect((await row.boundingBox())?.height).to.be.below(45);
    expect(await row.getByText("through 192.0.2.7").isVisible()).to.equal(false);
    await row.getByText("198.51.100.20").click();
    await row.getByText("through 192.0.2.7").waitFor();
  });
});
