import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { authSettings, failedTest, mqttSettings, oidcSettings, proxyCheck } from "./pages-admin-fixtures.ts";
import { repository, session, user } from "./pages-fixtures.ts";
import { usePages, writes } from "./pages-stage.ts";

describe("pages: settings of signing in", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    const { server } = stage;
    server.on("GET /api/users", { body: { items: [user()], next: null } });
    server.on("GET /api/settings/oidc", { body: oidcSettings() });
    server.on("GET /api/settings/auth", { body: authSettings() });
    server.on("GET /api/settings/proxy", { body: proxyCheck() });
  });

  const lastBody = (method: string) =>
    stage.server.requests.findLast((request) => request.method === method)?.body as Record<string, unknown>;

  it("offers Settings to whom they are open, and nobody else", async () => {
    const { page } = stage;
    await stage.open("/");
    await page.getByRole("link", { name: "Settings" }).click();
    for (const name of ["Sign-in rules", "Single sign-on", "Proxy check", "Users"]) {
      await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name }).click();
      await page.getByRole("heading", { level: 1, name }).waitFor();
      expect(await page.locator('.tabs [aria-current="page"]').textContent()).to.equal(name);
    }
    await stage.start({ who: session({ allowed: ["status.read"] }) });
    await stage.open("/");
    expect(await stage.page.getByRole("link", { name: "Settings" }).count()).to.equal(0);
  });

  it("keeps the secret of single sign-on unless another is typed, and saves against what was read", async () => {
    const { page, server } = stage;
    server.on("PUT /api/settings/oidc", ({ body }) => ({ body: oidcSettings({ ...(body as object), revision: 8 }) }));
    await stage.open("/settings/sso");
    expect(await page.getByLabel("Callback URL (redirect URI)", { exact: true }).textContent()).to.equal(
      "https://borg.example.com/api/auth/oidc/callback",
    );
    expect(await page.getByLabel("Client secret").inputValue()).to.equal("");
    await page.getByLabel("Groups (optional)").fill("groups");
    await page.getByLabel("Groups of administrators").fill("borg-admins\n\n family \nborg-admins\n");
    await page.getByLabel("Waits until an administrator approves").check();
    await page.getByLabel("Single sign-on is switched on").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    const {
      clientSecretSet,
      callbackUrl,
      signOutReturnUrl,
      backchannelLogoutUrl,
      blockers,
      localSignInBlocker,
      revision,
      ...settings
    } = oidcSettings();
    expect(lastBody("PUT")).to.deep.equal({
      ...settings,
      enabled: true,
      claims: { ...settings.claims, groups: "groups" },
      newUsers: "pending",
      adminGroups: ["borg-admins", "family"],
    });
    expect(server.requests.findLast(({ method }) => method === "PUT")?.headers["if-match"]).to.equal('"7"');
    await page.getByLabel("Client secret").fill("s3cret");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForFunction(() => (document.querySelector("#sso-clientSecret") as HTMLInputElement).value === "");
    expect(lastBody("PUT")["clientSecret"]).to.equal("s3cret");
    await page.getByLabel("Remove the stored secret").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForFunction(() => !(document.querySelector("#sso-remove-secret") as HTMLInputElement).checked);
    expect(lastBody("PUT")["clientSecret"]).to.equal(null);
  });

  it("tests what is typed before it is saved, and says step by step what is wrong", async () => {
    const { page, server } = stage;
    server.on("POST /api/settings/oidc/test", { body: failedTest });
    await stage.open("/settings/sso");
    await page.getByLabel("Discovery URL").fill("auth.example.com");
    await page.getByRole("button", { name: "Test what is typed" }).click();
    await page.getByText("Type an address such as").waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal("sso-discoveryUrl");
    expect(writes(stage)).to.deep.equal([]);
    await page.getByLabel("Discovery URL").fill("https://auth.example.com");
    await page.getByRole("button", { name: "Test what is typed" }).click();
    await page.getByText("The document names https://auth.example.org").waitFor();
    expect(lastBody("POST")["discoveryUrl"]).to.equal("https://auth.example.com");
  });

  it("shows a refusal of the settings at its field, says what stands in the way, and loses nothing", async () => {
    const { page, server } = stage;
    const blockers = ["PUBLIC_BASE_URL is not set: set it to the address that people use."];
    server.on("GET /api/settings/oidc", {
      body: oidcSettings({ callbackUrl: null, signOutReturnUrl: null, backchannelLogoutUrl: null, blockers }),
    });
    const fields = { "/enabled": "needs PUBLIC_BASE_URL", "/claims/role": "is no claim" };
    server.on("PUT /api/settings/oidc", problem(422, "invalid-input", "No.", fields));
    await stage.open("/settings/sso");
    await page.getByText("PUBLIC_BASE_URL is not set").waitFor();
    await page.getByText("The callback URL is known once").waitFor();
    expect(await page.getByLabel("Switch local sign-in off").isDisabled()).to.equal(true);
    await page.getByText("No administrator has signed in through the provider yet.").waitFor();
    await page.getByLabel("Client secret").fill("typed");
    await page.getByLabel("Single sign-on is switched on").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Needs PUBLIC_BASE_URL.").waitFor();
    await page.getByText("Is no claim.").waitFor();
    await page.getByText("See above: Switched on, Claims.").waitFor();
    expect(await page.getByLabel("Client secret").inputValue()).to.equal("typed");
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Back" }).click();
    expect(await page.getByLabel("Client secret").inputValue()).to.equal("typed");
  });

  it("sets whom two-factor is asked of, and how long a sign-in lasts", async () => {
    const { page, server } = stage;
    server.on("PUT /api/settings/auth", ({ body }) => ({ body: { ...(body as object), revision: 3 } }));
    await stage.open("/settings/sign-in");
    await page.getByLabel("Administrator").check();
    const idle = page.getByLabel("Ends when nobody has used it for: how many");
    expect(await idle.inputValue()).to.equal("12");
    const longest = page.getByLabel("Ends in any case after: how many");
    await longest.fill("6");
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Back" }).click();
    expect(await longest.inputValue()).to.equal("6");
    await idle.fill("7");
    await page.getByLabel("Ends when nobody has used it for: unit").selectOption("days");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Shorter than the time after which it ends in any case.").waitFor();
    await longest.fill("7");
    await idle.fill("30");
    await page.getByLabel("Ends when nobody has used it for: unit").selectOption("minutes");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    expect(lastBody("PUT")).to.deep.equal({
      requireTotpFor: ["admin"],
      sessionIdleMs: 30 * 60_000,
      sessionLifetimeMs: 7 * 24 * 3_600_000,
      bearerLifetimeMs: 24 * 3_600_000,
    });
    await page.getByRole("link", { name: "Overview" }).click();
    await page.waitForURL((url) => url.pathname === "/");
  });

  it("shows what the proxy sent and what was made of it, but no secret, and asks anew on demand", async () => {
    const { page, server } = stage;
    await stage.open("/settings/proxy");
    await page.getByText("The peer is a trusted proxy and names anna.").waitFor();
    await page.getByText("let the proxy remove it").waitFor();
    const row = (name: string) => page.getByRole("row", { name });
    expect(await row("X-Proxy-Secret").textContent()).to.include("sent, not shown");
    expect(await row("X-Forwarded-For").textContent()).to.include("not sent");
    expect(await row("Remote-Groups").textContent()).to.include("Sent 2 times");
    expect(await row("X-Forwarded-User").textContent()).to.include("Not looked at");
    const none = {
      mode: "none",
      preset: null,
      peerTrusted: false,
      trustedProxies: [],
      headers: [],
      advice: [],
    } as const;
    server.on("GET /api/settings/proxy", {
      body: proxyCheck({ ...none, headers: [], advice: [], trustedProxies: [], decision: "Nobody is named." }),
    });
    await page.getByRole("button", { name: "Check again" }).click();
    await page.getByText("Nobody is named.").waitFor();
    await page.getByText("Not in TRUSTED_PROXIES").waitFor();
  });

  it("says the bounds of a duration at its field, in words", async () => {
    const { page } = stage;
    await stage.open("/settings/sign-in");
    const idle = page.getByLabel("Ends when nobody has used it for: how many");
    await idle.fill("4");
    await page.getByLabel("Ends when nobody has used it for: unit").selectOption("minutes");
    await page.getByLabel("Ends in any case after: how many").fill("91");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Not less than five minutes.").waitFor();
    await page.getByText("Not more than ninety days.").waitFor();
    expect(await idle.getAttribute("aria-invalid")).to.equal("true");
    expect(writes(stage)).to.deep.equal([]);
  });

  it("tells how the connection to the broker stands, keeps its password, and says what is wrong at the field", async () => {
    const { page, server } = stage;
    const away = { message: "Nothing listens at broker.lan:8883.", nextStep: "See whether the broker runs." };
    const since = new Date().toISOString();
    server.on("GET /api/repositories", { body: { items: [repository()], next: null } });
    server.on("GET /api/settings/mqtt", {
      body: mqttSettings({ connection: { state: "connecting", since, problem: away, leftCount: 0 } }),
    });
    await stage.open("/settings/mqtt");
    await page.getByText("Nothing listens at broker.lan:8883. See whether the broker runs.").waitFor();
    server.on("GET /api/settings/mqtt", { body: mqttSettings() });
    await page.getByText("Connected", { exact: true }).waitFor(); // by itself
    expect(await page.getByLabel("Password (optional)").inputValue()).to.equal("");
    server.on("PUT /api/settings/mqtt", problem(422, "invalid-input", "No.", { "/password": "has to be typed again" }));
    await page.getByLabel("Broker", { exact: true }).fill("mqtts://another.lan");
    await page.getByLabel("These only").check();
    await page.getByLabel(repository().name).check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Has to be typed again.").waitFor();
    expect(lastBody("PUT")).to.not.have.property("password");
    expect(lastBody("PUT")["repositoryIds"]).to.deep.equal([repository().id]);
    await page.getByLabel("Password (optional)").fill("s3cret");
    server.on("POST /api/settings/mqtt/test", {
      body: {
        ok: false,
        steps: [{ name: "Connection", ok: false, detail: "The broker does not accept the password." }],
      },
    });
    await page.getByRole("button", { name: "Test what is typed" }).click();
    await page.getByText("The broker does not accept the password.").waitFor();
    expect(lastBody("POST")["password"]).to.equal("s3cret");
  });

  it("forgets what a test has found once something is changed or saved", async () => {
    const { page, server } = stage;
    server.on("POST /api/settings/oidc/test", { body: failedTest });
    server.on("PUT /api/settings/oidc", ({ body }) => ({ body: oidcSettings({ ...(body as object), revision: 8 }) }));
    await stage.open("/settings/sso");
    const found = page.getByText("The document names https://auth.example.org");
    for (const next of [
      () => page.getByLabel("Client ID").fill("another"),
      () => page.getByRole("button", { name: "Save" }).click(),
    ]) {
      await page.getByRole("button", { name: "Test what is typed" }).click();
      await found.waitFor();
      await next();
      await found.waitFor({ state: "detached" });
    }
  });

  it("shows the example of a discovery URL as one while nothing was saved", async () => {
    const { page, server } = stage;
    server.on("GET /api/settings/oidc", {
      body: oidcSettings({ revision: 0, discoveryUrl: "https://auth.example.com" }),
    });
    await stage.open("/settings/sso");
    const field = page.getByLabel("Discovery URL");
    expect(await field.inputValue()).to.equal("");
    expect(await field.getAttribute("placeholder")).to.equal("https://auth.example.com");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Type an address such as").waitFor();
    expect(writes(stage)).to.deep.equal([]);
  });
});
