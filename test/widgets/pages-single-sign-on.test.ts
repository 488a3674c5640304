import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import type { OidcSettingsRequest } from "../../schemas/sign-in-settings.ts";
import { oidcDefaults } from "../../src/settings/sign-in-settings.ts";
import { launchBrowser, openPage, takePicture } from "../support/browser.ts";
import { clientId, clientSecret, startIdentityProvider, type TestProvider } from "../support/identity-provider.ts";
import { freePort } from "../support/proxy.ts";
import { adminPassword, startService, type TestClient, type TestService } from "../support/service.ts";

/** Single sign-on by hand: the real service, a real provider, and a browser that goes from one to the other. */
describe("pages: single sign-on", function () {
  this.timeout(60_000);
  let browser: Browser;
  let service: TestService;
  let provider: TestProvider;
  let admin: TestClient;
  let page: Page;

  let settings: OidcSettingsRequest = oidcDefaults;
  const set = async (change: Partial<OidcSettingsRequest>) => {
    settings = { ...settings, ...change };
    const reply = await admin.request("PUT", "/api/settings/oidc", settings);
    expect(reply.status, reply.text).to.equal(200);
  };

  before(async () => {
    const port = await freePort();
    const publicUrl = `http://localhost:${port}`;
    service = await startService({ env: { PORT: String(port), PUBLIC_BASE_URL: publicUrl }, withAdmin: true });
    provider = await startIdentityProvider({
      redirectUris: [`${publicUrl}/api/auth/oidc/callback`],
      client: { post_logout_redirect_uris: [`${publicUrl}/`] },
    });
    admin = service.client();
    await admin.signInAsAdmin();
    await set({
      enabled: true,
      providerName: "House",
      discoveryUrl: provider.issuer,
      clientId,
      clientSecret,
      newUsers: "viewer",
    });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await provider?.close();
    await service?.remove();
  });
  beforeEach(async () => {
    page = (await openPage(browser, { viewport: { width: 1280, height: 800 } })).page;
  });
  afterEach(() => page.context().close());

  const goIn = () => page.getByRole("link", { name: "Sign in with House" }).click();

  it("signs in somebody new, and shows the page that was wanted", async () => {
    provider.user("carol-at-house", { preferred_username: "carol", email: "carol@example.com", name: "Carol" });
    await page.goto(`${service.url}/runs`);
    await goIn();
    await page.getByRole("heading", { level: 1, name: "History" }).waitFor();
    await page.getByRole("link", { name: "Carol" }).click();
    await page.getByText("With single sign-on").waitFor();
    await takePicture(page, "pages/story-sso-account");
    await page.getByRole("link", { name: "Sign-in and security" }).click();
    await page.getByText("House signs you in to this account.").waitFor();
    expect(await page.getByRole("button", { name: "Unlink" }).count()).to.equal(0);
  });

  it("proves presence at the provider, and not as somebody else", async () => {
    provider.user("carol-at-house", { preferred_username: "carol" });
    await page.goto(`${service.url}/`);
    await goIn();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    const confirm = `${service.url}/api/auth/oidc/login?purpose=step-up&returnTo=/confirmed`;
    await page.goto(confirm);
    await page.getByRole("heading", { level: 1, name: "It is you" }).waitFor();
    provider.user("mallory-at-house", { preferred_username: "mallory" });
    await page.context().clearCookies({ domain: "127.0.0.1" }); // nobody is known to the provider any more
    await page.goto(confirm);
    await page.getByRole("heading", { level: 1, name: "That was somebody else" }).waitFor();
  });

  it("tells somebody who waits for approval, and somebody whom the provider did not let in", async () => {
    await set({ newUsers: "pending" });
    provider.user("dora-at-house", { preferred_username: "dora" });
    await page.goto(`${service.url}/`);
    await goIn();
    await page.getByText("Waiting for approval").waitFor();
    await takePicture(page, "pages/story-sso-pending");
    provider.state.signsIn = null;
    await page.context().clearCookies();
    await goIn();
    await page.getByText("The provider let nobody in").waitFor();
    expect(await page.getByText("alert(1)").count()).to.equal(0);
  });

  it("asks a local account of the same name to prove that it is the same person, and signs it in ever after", async () => {
    provider.user("the-admin-at-house", { preferred_username: "admin" });
    await page.goto(`${service.url}/`);
    await goIn();
    await page.getByText("House knows you as admin").waitFor();
    await page.getByLabel("Password of admin here").fill("a wrong password");
    await page.keyboard.press("Enter");
    await page.getByText("The password or the code is wrong.").waitFor();
    await page.getByLabel("Password of admin here").fill(adminPassword);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "admin" }).waitFor();
    await page.goto(`${service.url}/account/security`);
    await page.getByText("House signs you in to this account.").waitFor();
    expect(await page.getByRole("button", { name: "Unlink" }).count()).to.equal(1);
    await page.context().clearCookies();
    await page.goto(`${service.url}/`);
    await goIn();
    await page.getByRole("link", { name: "admin" }).waitFor();
  });

  it("offers the provider alone once local sign-in is switched off", async () => {
    await set({ disableLocalSignIn: true });
    await page.goto(`${service.url}/`);
    await page.getByRole("link", { name: "Sign in with House" }).waitFor();
    expect(await page.locator("input").count()).to.equal(0);
    await takePicture(page, "pages/story-sso-only");
  });
});
