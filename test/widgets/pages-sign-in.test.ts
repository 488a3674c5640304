import { expect } from "chai";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { problem } from "../support/pages-server.ts";
import { methods, scriptService, session, user } from "./pages-fixtures.ts";
import { allowAll, expectQuiet, openPages, type PagesStage, writes } from "./pages-stage.ts";
import { statuses } from "./status-fixtures.ts";

describe("pages: signing in", () => {
  let browser: Browser;
  let stage: PagesStage;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  afterEach(async () => {
    expectQuiet(stage);
    await stage.close();
  });

  /** From now on the service takes these credentials. */
  const letIn = (who = session()) => {
    stage.server.on("POST /api/session", () => {
      scriptService(stage.server, who);
      stage.server.setStatus(allowAll(statuses.ok()));
      return { body: { session: who } };
    });
  };

  it("tells what is wrong at the form, keeps what was typed, and shows the page one wanted after signing in", async () => {
    stage = await openPages(browser, { who: null });
    const { page, server } = stage;
    server.on("POST /api/session", problem(401, "wrong-credentials", "Name or password is wrong."));
    await stage.open("/plans/bbbbbbbb");
    expect(await page.title()).to.equal("Sign in · Borgdeck");
    expect(await page.getAttribute("#username", "autocomplete")).to.equal("username");
    expect(await page.getAttribute("#password", "autocomplete")).to.equal("current-password");
    await page.keyboard.type("anna");
    await page.fill("#password", "wrong");
    await page.keyboard.press("Enter");
    await page.getByText("Name or password is wrong.").waitFor();
    expect(await page.inputValue("#username")).to.equal("anna");
    letIn();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Home folders" }).waitFor();
    expect(new URL(page.url()).pathname).to.equal("/plans/bbbbbbbb");
  });

  it("says who is wanted where a proxy signs people in, and offers no password", async () => {
    stage = await openPages(browser, { who: null });
    stage.server.on("GET /api/auth/methods", { body: methods({ password: false, header: true }) });
    await stage.open("/");
    await stage.page.getByText("The proxy in front of Borgdeck signs people in").waitFor();
    expect(await stage.page.locator("#password").count()).to.equal(0);
    scriptService(stage.server, session({ method: "header", user: user({ door: "proxy", username: "bert" }) }));
    stage.server.setStatus(statuses.ok());
    await stage.page.getByRole("button", { name: "Try again" }).click();
    await stage.page.getByRole("link", { name: "bert" }).click();
    await stage.page.getByText("By the proxy in front of Borgdeck, with every request").waitFor();
    expect(await stage.page.getByRole("link", { name: "Change password" }).count()).to.equal(0);
  });

  it("lets nothing else be done before a password that must be changed is changed", async () => {
    stage = await openPages(browser, { who: session({ obligation: "change-password" }) });
    const { page, server } = stage;
    await stage.open("/users");
    await page.getByRole("heading", { name: "Choose your own password" }).waitFor();
    expect(await page.getByRole("navigation").count()).to.equal(0);
    await page.getByLabel("Current password").fill("made for me");
    await page.getByLabel("New password", { exact: true }).fill("short");
    await page.getByText("5 of at least 8 characters.").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("Use at least 8 characters.").waitFor();
    expect(writes(stage)).to.deep.equal([]);
    await page.getByLabel("New password", { exact: true }).fill("four unrelated words");
    await page.getByText("20 characters: a good length.").waitFor();
    await page.getByLabel("New password again").fill("four unrelated words");
    server.on("PUT /api/account/password", problem(422, "invalid-input", "No.", { "/newPassword": "is too common" }));
    await page.keyboard.press("Enter");
    await page.getByText("Is too common.").waitFor();
    expect(await page.getByLabel("Current password").inputValue()).to.equal("made for me");
    server.on("PUT /api/account/password", () => {
      scriptService(server);
      return {};
    });
    server.on("GET /api/users", { body: { items: [user()], next: null } });
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Users" }).waitFor();
  });

  it("keeps the page and what was typed when the session ends meanwhile", async () => {
    stage = await openPages(browser);
    const { page, server } = stage;
    await stage.open("/plans/new");
    await page.fill("#plan-name", "Typed before");
    server.on("GET /api/session", problem(401, "not-signed-in", "Sign in first."));
    server.on("GET /api/filesystem", problem(401, "not-signed-in", "Sign in first."));
    await page.getByRole("button", { name: "Open /home" }).click();
    await page.locator("dialog").getByText("You were signed out").waitFor();
    expect(await page.locator("dialog #username").inputValue()).to.equal("anna");
    letIn();
    await page.locator("dialog #password").fill("right");
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor({ state: "detached" });
    expect(await page.inputValue("#plan-name")).to.equal("Typed before");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("checkbox", { name: "anna" }).waitFor();
  });

  it("signs out, and leaves for the proxy's own sign-out where there is one", async () => {
    stage = await openPages(browser);
    const { page, server } = stage;
    await stage.open("/");
    server.on("DELETE /api/session", { body: { signOutUrl: null } });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await stage.open("/");
    server.on("DELETE /api/session", { body: { signOutUrl: `${server.url}/signed-out-elsewhere` } });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/signed-out-elsewhere");
  });
});
