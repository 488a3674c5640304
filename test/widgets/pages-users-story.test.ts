import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, openPage, takePicture } from "../support/browser.ts";
import { adminPassword, startService, type TestService } from "../support/service.ts";

const ownPassword = "plover sextant maple harbour";

/** From an invitation to somebody's last request: the real service and two browsers. */
describe("pages: a user's story", function () {
  this.timeout(60_000);
  let browser: Browser;
  let service: TestService;
  let admin: Page;
  let carol: Page;

  before(async () => {
    service = await startService({ withAdmin: true });
    await service.client().signInAsAdmin();
    browser = await launchBrowser();
    const open = async () => (await openPage(browser, { viewport: { width: 1280, height: 800 } })).page;
    [admin, carol] = await Promise.all([open(), open()]);
  });
  after(async () => {
    await browser?.close();
    await service?.remove();
  });

  const signIn = async (page: Page, name: string, password: string) => {
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
  };

  it("is added by an administrator, and chooses a password of their own by the link", async () => {
    await admin.goto(`${service.url}/users/new`);
    await signIn(admin, "admin", adminPassword);
    await admin.getByLabel("Name to sign in with").fill("carol");
    await admin.getByLabel("E-mail (optional)").fill("carol@example.com");
    await admin.getByRole("button", { name: "Add user" }).click();
    const link = await admin.getByLabel("Invitation link", { exact: true }).textContent();
    await takePicture(admin, "pages/story-invitation");
    await carol.goto(String(link));
    await carol.getByLabel("New password", { exact: true }).fill(ownPassword);
    await carol.getByLabel("New password again").fill(ownPassword);
    await carol.keyboard.press("Enter");
    await carol.getByRole("button", { name: "Go to sign-in" }).click();
    await signIn(carol, "carol", ownPassword);
    await carol.getByRole("link", { name: "carol" }).waitFor();
    expect(await carol.getByRole("link", { name: "Settings" }).count()).to.equal(0);
  });

  it("is made an operator, whose session begins anew", async () => {
    await admin.getByRole("link", { name: "Share repositories with carol" }).click();
    await admin.getByText("Active").waitFor();
    await admin.locator("#role-is-operator").check();
    await admin.getByRole("button", { name: "Save" }).click();
    await admin.getByText("Saved.").waitFor();
    await carol.reload();
    await signIn(carol, "carol", ownPassword);
    await carol.getByRole("link", { name: "carol" }).waitFor();
  });

  it("is refused once deactivated, at once", async () => {
    await admin.getByRole("button", { name: "Deactivate" }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
    await admin.getByRole("button", { name: "Activate", exact: true }).waitFor();
    await carol.reload();
    await signIn(carol, "carol", ownPassword);
    await carol.getByText("This account is not active.").waitFor();
  });

  it("left it all in the audit, which is filtered by person and outcome", async () => {
    await admin.getByRole("link", { name: "In the audit" }).click();
    await admin.getByRole("heading", { level: 1, name: "Audit" }).waitFor();
    await admin.getByText("user.create").waitFor();
    await takePicture(admin, "pages/story-audit");
    await admin.getByLabel("Outcome").selectOption("Refused");
    await admin.getByLabel("Who, or whom").selectOption("Anybody");
    await admin.getByRole("button", { name: "Show", exact: true }).click();
    await admin.getByText("user.create").waitFor({ state: "detached" });
    await admin.getByRole("cell", { name: "Refused" }).first().waitFor();
  });

  it("leaves an administrator to whom a stricter rule applies at once", async () => {
    await admin.getByRole("link", { name: "Proxy check" }).click();
    await admin.getByText("No proxy signs people in.").waitFor();
    await admin.getByRole("link", { name: "Sign-in rules" }).click();
    await admin.getByLabel("Administrator").check();
    await admin.getByRole("button", { name: "Save" }).click();
    await admin.getByRole("heading", { level: 1, name: "Set up two-factor" }).waitFor();
  });
});
