import { expect } from "chai";
import { Secret, TOTP } from "otpauth";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, openPage, takePicture } from "../support/browser.ts";
import { freePort } from "../support/proxy.ts";
import { adminPassword, startService, type TestService } from "../support/service.ts";
import { addAuthenticator } from "./pages-account-fixtures.ts";

/** The factors of a user from the first to the last: the real service, and a browser that holds passkeys. */
describe("pages: the story of one's factors", function () {
  this.timeout(60_000);
  let browser: Browser;
  let service: TestService;
  let page: Page;
  let recoveryCodes: string[] = [];

  before(async () => {
    service = await startService({ env: { PORT: String(await freePort()) }, withAdmin: true }); // passkeys are bound to it
    await service.client().signInAsAdmin();
    browser = await launchBrowser();
    page = (await openPage(browser, { viewport: { width: 1280, height: 800 } })).page;
    await addAuthenticator(page);
  });
  after(async () => {
    await browser?.close();
    await service?.remove();
  });

  const typePassword = async () => {
    await page.getByLabel("Name").fill("admin");
    await page.getByLabel("Password", { exact: true }).fill(adminPassword);
    await page.keyboard.press("Enter");
  };
  const signOut = async () => {
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  };

  it("sets two-factor up with what the page shows", async () => {
    await page.goto(`${service.url}/account/security`);
    await typePassword();
    await page.getByRole("button", { name: "Set up two-factor" }).click();
    await page.getByLabel("Current password").fill(adminPassword);
    await page.keyboard.press("Enter");
    await page.getByRole("img", { name: "QR code" }).waitFor();
    const image = page.getByRole("img", { name: "QR code" });
    expect(await image.evaluate((qr: HTMLImageElement) => qr.naturalWidth)).to.be.above(0);
    await takePicture(page, "pages/story-two-factor");
    recoveryCodes = await page.locator(".codes li").allTextContents();
    expect(recoveryCodes).to.have.length(10);
    const shown = (await page.locator(".two-factor-setup code").textContent()) ?? "";
    const code = new TOTP({ secret: Secret.fromBase32(shown.replaceAll(" ", "")) }).generate();
    await page.getByLabel("I have kept the recovery codes").check();
    await page.getByLabel("Code that the app shows now").fill(code);
    await page.keyboard.press("Enter");
    await page.getByText("10 codes left").waitFor();
  });

  it("signs in by password and a recovery code, which is used up", async () => {
    await signOut();
    await typePassword();
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(recoveryCodes[0]?.toUpperCase() ?? "");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "admin" }).click();
    await page.getByText("With a password and a one-time code").waitFor();
    await page.getByRole("link", { name: "Sign-in and security" }).click();
    await page.getByText("9 codes left").waitFor();
  });

  it("adds a passkey, which then signs in without anything typed", async () => {
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByLabel("Name of the passkey").fill("This browser");
    await page.getByLabel("Current password").fill(adminPassword);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove This browser" }).waitFor();
    const filledIn = page.waitForResponse("**/api/auth/passkey");
    await page.getByRole("button", { name: "Sign out" }).first().click();
    expect((await filledIn).status()).to.equal(200);
    await page.getByRole("link", { name: "admin" }).click();
    await page.getByText("With a passkey").waitFor();
  });

  it("makes a token that a program comes in with, until it is revoked", async () => {
    await page.getByRole("link", { name: "API tokens" }).click();
    await page.getByRole("button", { name: "New token" }).click();
    await page.getByLabel("Name").fill("Homepage");
    await page.getByRole("button", { name: "Make the token" }).click();
    const token = await page.getByLabel("Token", { exact: true }).textContent();
    const ask = () => fetch(`${service.url}/api/status`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).to.equal(200);
    await page.getByRole("button", { name: "Revoke Homepage" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("You have no tokens.").waitFor();
    expect((await ask()).status).to.equal(401);
  });

  it("turns two-factor off by the password and a recovery code", async () => {
    await page.getByRole("link", { name: "Sign-in and security" }).click();
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByLabel("Current password").fill(adminPassword);
    await page.getByLabel("Code", { exact: true }).fill(recoveryCodes[1] ?? "");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Set up two-factor" }).waitFor();
  });

  it("sees where else one is signed in, and ends that", async () => {
    const elsewhere = service.client();
    await elsewhere.signIn("admin", adminPassword);
    expect((await elsewhere.get("/api/session")).status).to.equal(200);
    await page.getByRole("link", { name: "Sessions" }).click();
    await page.getByText("(this one)").waitFor();
    await takePicture(page, "pages/story-sessions");
    await page.getByRole("button", { name: "End all others" }).click();
    await page.getByRole("button", { name: "End them" }).click();
    await page.getByRole("button", { name: "End all others" }).waitFor({ state: "detached" });
    expect((await elsewhere.get("/api/session")).status).to.equal(401);
    expect((await elsewhere.get("/api/session")).body.code).to.equal("not-signed-in");
  });
});
