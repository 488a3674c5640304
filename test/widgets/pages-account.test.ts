import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { account, recoveryCodes, scriptAccount, sessionItem, token, totpSetup } from "./pages-account-fixtures.ts";
import { minutesFromNow, repositoryId, session, user } from "./pages-fixtures.ts";
import { focusedText, sent, usePages, writes } from "./pages-stage.ts";

describe("pages: one's own account", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptAccount(stage.server);
  });

  it("says what one may do, and changes name and e-mail by the revision that was seen", async () => {
    const { page, server } = stage;
    await stage.open("/account");
    await page.getByText("Every repository, and users and settings").waitFor();
    await page.getByText("Browse and download, run backups and restores").waitFor();
    await page.getByLabel("E-mail").fill("anna");
    server.on("PATCH /api/account", problem(422, "invalid-input", "No.", { "/email": "is no address" }));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Is no address.").waitFor();
    await page.getByLabel("E-mail").fill("anna@example.com");
    server.on("PATCH /api/account", () => {
      scriptAccount(server, { user: user({ email: "anna@example.com", revision: 4 }) });
      return { body: account() };
    });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    expect(sent(stage, "/api/account")).to.deep.equal({ email: "anna@example.com" });
    expect(server.requests.findLast(({ method }) => method === "PATCH")?.headers["if-match"]).to.equal('"3"');
  });

  it("turns two-factor on after the recovery codes were kept and a code was right", async () => {
    const { page, server } = stage;
    server.on("POST /api/account/totp", problem(422, "invalid-input", "No.", { "/password": "is wrong" }));
    await stage.open("/account/security");
    await page.getByRole("button", { name: "Set up two-factor" }).click();
    await page.keyboard.press("Enter");
    await page.getByText("Type your password.").waitFor();
    expect(await page.locator("main .error").count(), "said once").to.equal(1);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.waitForFunction(() => document.activeElement?.textContent?.trim() === "Set up two-factor");
    await page.keyboard.press("Enter");
    await page.getByLabel("Current password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("Is wrong.").waitFor();
    server.on("POST /api/account/totp", { body: totpSetup });
    await page.getByLabel("Current password").fill("right");
    await page.keyboard.press("Enter");
    await page.getByRole("img", { name: "QR code" }).waitFor();
    expect(await page.getByRole("img").evaluate((image: HTMLImageElement) => image.naturalWidth)).to.be.above(0);
    expect(await page.getByRole("link", { name: "open it in the app" }).getAttribute("href")).to.match(/^otpauth:/);
    await page.getByText("JBSW Y3DP EHPK 3PXP").waitFor();
    expect(await page.locator(".codes li").allTextContents()).to.deep.equal(recoveryCodes);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    const text = await readFile(await (await download).path(), "utf8");
    for (const code of recoveryCodes) expect(text).to.include(code);
    await page.getByLabel("Code that the app shows now").fill("123456");
    await page.keyboard.press("Enter");
    await page.getByText("Keep the recovery codes first").waitFor();
    expect(writes(stage)).not.to.include("POST /api/account/totp/confirm");
    await page.getByLabel("I have kept the recovery codes").check();
    server.on("POST /api/account/totp/confirm", problem(422, "invalid-input", "No.", { "/code": "is wrong" }));
    await page.getByRole("button", { name: "Turn two-factor on" }).click();
    await page.getByText("Is wrong.").waitFor();
    expect(await page.getByLabel("Code that the app shows now").inputValue()).to.equal("123456");
    server.on("POST /api/account/totp/confirm", () => {
      scriptAccount(server, { totp: { enabledAt: minutesFromNow(0), recoveryCodesLeft: 10 } });
      return {};
    });
    await page.getByRole("button", { name: "Turn two-factor on" }).click();
    await page.getByText("10 codes left").waitFor();
    expect(await focusedText(page)).to.equal("Two-factor");
  });

  it("prints the recovery codes and nothing else", async () => {
    const { page, server } = stage;
    server.on("POST /api/account/totp", { body: totpSetup });
    await stage.open("/account/security");
    await page.getByRole("button", { name: "Set up two-factor" }).click();
    await page.getByLabel("Current password").fill("right");
    await page.keyboard.press("Enter");
    await page.locator(".codes").waitFor();
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".codes").isVisible()).to.equal(true);
    for (const hidden of [".bar", ".qr", "#totp-code", "h1"]) {
      expect(await page.locator(hidden).isVisible(), hidden).to.equal(false);
    }
  });

  it("makes new recovery codes and turns two-factor off by password and either kind of code", async () => {
    const { page, server } = stage;
    scriptAccount(server, { totp: { enabledAt: minutesFromNow(-100), recoveryCodesLeft: 0 } });
    await stage.open("/account/security");
    await page.getByText("None left").waitFor();
    await page.getByRole("button", { name: "New recovery codes" }).click();
    await page.getByLabel("Current password").fill("right");
    await page.getByLabel("Code", { exact: true }).fill("1K7Q-M2XD");
    server.on("POST /api/account/totp/recovery-codes", { body: { recoveryCodes } });
    await page.getByRole("button", { name: "Make new codes" }).click();
    await page.locator(".codes li").first().waitFor();
    expect(sent(stage, "/api/account/totp/recovery-codes")).to.deep.equal({ password: "right", code: "1K7Q-M2XD" });
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByLabel("Current password").fill("right");
    await page.getByLabel("Code", { exact: true }).fill("123456");
    server.on("DELETE /api/account/totp", () => {
      scriptAccount(server);
      return {};
    });
    await page.getByRole("button", { name: "Turn two-factor off" }).click();
    await page.getByRole("button", { name: "Set up two-factor" }).waitFor();
    expect(sent(stage, "/api/account/totp")).to.deep.equal({ password: "right", code: "123456" });
  });

  it("links and unlinks single sign-on", async () => {
    const { page, server } = stage;
    const oidc = { providerName: "Keycloak", linked: true, canLink: false, canUnlink: true };
    scriptAccount(server, { oidc });
    await stage.open("/account/security");
    await page.getByRole("button", { name: "Unlink" }).click();
    server.on("DELETE /api/account/oidc", () => {
      scriptAccount(server, { oidc: { ...oidc, linked: false, canLink: true } });
      return {};
    });
    await page.getByRole("dialog").getByRole("button", { name: "Unlink" }).click();
    server.on("POST /api/account/oidc", { body: { url: `${server.url}/at-the-provider` } });
    await page.getByRole("button", { name: "Link with Keycloak" }).click();
    await page.waitForURL("**/at-the-provider");
    scriptAccount(server, { oidc: { ...oidc, canUnlink: false } });
    await stage.open("/account/security?problem=oidc-taken");
    await page.getByText("It cannot be unlinked").waitFor();
    await page.getByText("belongs to another user of Borgdeck").waitFor();
  });

  it("lists where one is signed in, and ends one session or all others", async () => {
    const { page, server } = stage;
    const phone = sessionItem({
      id: "b".repeat(64),
      current: false,
      method: "passkey",
      address: "203.0.113.9",
      userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Safari/604.1",
    });
    const script = sessionItem({
      id: "c".repeat(64),
      current: false,
      kind: "bearer",
      method: "bearer",
      userAgent: null,
    });
    server.on("GET /api/account/sessions", { body: { items: [phone, sessionItem(), script] } });
    await stage.open("/account/sessions");
    await page.getByText("Firefox on Linux").waitFor();
    await page.getByText("Signed token of a program").waitFor();
    server.on(`DELETE /api/account/sessions/${phone.id}`, () => {
      server.on("GET /api/account/sessions", { body: { items: [sessionItem(), script] } });
      return {};
    });
    await page.getByRole("button", { name: "End the session of Safari on iPhone at 203.0.113.9" }).click();
    await page.getByText("Safari on iPhone").waitFor({ state: "detached" });
    server.on("DELETE /api/account/sessions", () => {
      server.on("GET /api/account/sessions", { body: { items: [sessionItem()] } });
      return {};
    });
    await page.getByRole("button", { name: "End all others" }).click();
    await page.getByRole("button", { name: "End them" }).click();
    await page.getByText("Signed token of a program").waitFor({ state: "detached" });
    expect(await page.getByRole("button", { name: "End all others" }).count()).to.equal(0);
  });

  it("makes a token with scopes, repositories and an end, shows it once, and revokes it", async () => {
    const { page, server } = stage;
    await stage.open("/account/tokens");
    await page.getByRole("button", { name: "New token" }).click();
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.getByText("Say what it is for.").waitFor();
    expect(await page.getByLabel("Metrics").count(), "there is nothing yet that it would open").to.equal(0);
    await page.getByLabel("Name").fill("Homepage");
    await page.getByLabel("Read", { exact: true }).check();
    await page.getByLabel("Only some").check();
    await page.getByRole("checkbox", { name: "NAS" }).check();
    await page.getByLabel("Expires after").selectOption("90");
    const secret = "bdk_tttttttt_secret";
    server.on("POST /api/account/tokens", () => {
      server.on("GET /api/account/tokens", { body: { items: [token()] } });
      return { status: 201, body: { token: token(), secret } };
    });
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.getByText(secret).waitFor();
    expect(sent(stage, "/api/account/tokens")).to.deep.equal({
      name: "Homepage",
      scopes: ["status", "read"],
      repositoryIds: [repositoryId],
      expiresInDays: 90,
    });
    await page.getByRole("button", { name: "Done" }).click();
    expect(await page.getByText(secret).count()).to.equal(0);
    server.on("DELETE /api/account/tokens/tttttttt", () => {
      server.on("GET /api/account/tokens", { body: { items: [] } });
      return {};
    });
    await page.getByRole("button", { name: "Revoke Homepage" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("You have no tokens.").waitFor();
  });

  it("shows an administrator of a no-authentication service what there is to set: nothing", async () => {
    const { page, server } = stage;
    server.on("GET /api/session", { body: session({ method: "none", assurance: "none" }) });
    scriptAccount(server, { hasPassword: false });
    await stage.open("/account/security");
    await page.getByText("There is nothing to set here").waitFor();
  });

  it("speaks of no password to whom the proxy or the provider signs in", async () => {
    const { page, server } = stage;
    const oidc = { providerName: "Keycloak", linked: true, canLink: false, canUnlink: false };
    const totp = { enabledAt: minutesFromNow(-100), recoveryCodesLeft: 10 };
    for (const [change, signer] of [
      [{ user: user({ door: "proxy" }) }, "The proxy"],
      [{ user: user({ door: "oidc" }), oidc }, "Keycloak"],
    ] as const) {
      scriptAccount(server, { ...change, hasPassword: false });
      await stage.open("/account/security");
      const card = page.getByRole("region", { name: "Two-factor" });
      await card.getByText(`${signer} signs you in; a code of an authenticator app proves that it is you`).waitFor();
      expect(await card.textContent()).not.to.match(/password/i);
      scriptAccount(server, { ...change, hasPassword: false, totp });
      await page.reload();
      await page.getByRole("button", { name: "Turn off" }).click();
      await card.getByText("From then on no code proves that it is you").waitFor();
      expect(await card.textContent()).not.to.match(/password/i);
    }
  });
});
