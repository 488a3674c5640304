import { expect } from "chai";
import { type PagesServer, problem } from "../support/pages-server.ts";
import { addAuthenticator, signInOptions } from "./pages-account-fixtures.ts";
import { methods, scriptService, session } from "./pages-fixtures.ts";
import { sent, usePages, writes } from "./pages-stage.ts";
import { statuses } from "./status-fixtures.ts";

describe("pages: signing in with a passkey", () => {
  const stage = usePages();

  const letIn = (server: PagesServer) => {
    scriptService(server);
    server.setStatus(statuses.ok());
    return { body: { session: session({ method: "passkey", assurance: "two-factor" }) } };
  };

  /** The sign-in page in a browser with a device for passkeys; `held`: it holds one already. */
  const openWithPasskeys = async ({ held = false } = {}) => {
    await stage.start({ who: null });
    const { page, server } = stage;
    const device = await addAuthenticator(page);
    if (held) await device.addPasskey();
    server.on("GET /api/auth/methods", { body: methods({ passkey: true }) });
    server.on("POST /api/auth/passkey/options", { body: signInOptions() });
    server.on("POST /api/auth/passkey", () => letIn(server));
    await page.addInitScript(() => {
      const { get } = CredentialsContainer.prototype;
      CredentialsContainer.prototype.get = function (options) {
        const asked = get.call(this, options);
        if (options?.mediation === "conditional") Object.assign(globalThis, { fillsIn: true });
        return asked;
      };
    });
    await stage.open("/");
    if (held) await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    return device;
  };

  it("signs in with a passkey by the button, where the browser waits to fill one in as well", async () => {
    const device = await openWithPasskeys();
    await stage.page.waitForFunction(() => "fillsIn" in globalThis);
    await device.addPasskey();
    await stage.page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await stage.page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    const { response } = sent(stage, "/api/auth/passkey") as { response: { clientDataJSON: string } };
    const clientData = JSON.parse(Buffer.from(response.clientDataJSON, "base64url").toString());
    expect(clientData).to.include({ type: "webauthn.get", challenge: "Y2hhbGxlbmdl" });
  });

  it("signs in with a passkey that the browser fills in", async () => {
    await openWithPasskeys({ held: true });
    expect(writes(stage)).to.deep.equal(["POST /api/auth/passkey/options", "POST /api/auth/passkey"]);
  });

  it("says what became of a passkey that was not used, and lets one try again", async () => {
    const device = await openWithPasskeys();
    const { page } = stage;
    await page.waitForFunction(() => "fillsIn" in globalThis);
    await device.refuse();
    await device.addPasskey();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("No passkey was used").waitFor();
    expect(await page.getByRole("button", { name: "Sign in with a passkey" }).isEnabled()).to.equal(true);
    expect(await page.locator("#password").isVisible()).to.equal(true);
  });

  it("offers no passkey where the browser cannot", async () => {
    await stage.start({ who: null });
    await stage.page.addInitScript("delete globalThis.PublicKeyCredential");
    stage.server.on("GET /api/auth/methods", { body: methods({ passkey: true }) });
    await stage.open("/");
    expect(await stage.page.getByRole("button", { name: "Sign in with a passkey" }).count()).to.equal(0);
    expect(writes(stage)).to.deep.equal([]);
  });

  it("still takes a password while the browser waits to fill in a passkey", async () => {
    await openWithPasskeys();
    const { page, server } = stage;
    server.on("POST /api/session", () => letIn(server));
    await page.waitForFunction(() => "fillsIn" in globalThis);
    await page.fill("#username", "anna");
    await page.fill("#password", "right");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  });

  it("offers none at an IP address, where browsers refuse them, and says nothing of it unasked", async () => {
    await stage.start({ who: null });
    const { page, server } = stage;
    server.on("GET /api/auth/methods", { body: methods({ passkey: true }) });
    server.on("POST /api/auth/passkey/options", { body: signInOptions() });
    await page.goto(server.url.replace("localhost", "127.0.0.1"));
    await page.locator("#password").waitFor();
    expect(await page.getByRole("button", { name: "Sign in with a passkey" }).count()).to.equal(0);
    expect(await page.getAttribute("#username", "autocomplete")).to.equal("username");
    expect(writes(stage)).to.deep.equal([]);
  });

  it("says nothing where what fills passkeys in cannot begin, and why where a chosen one is refused", async () => {
    await stage.start({ who: null });
    const { page, server } = stage;
    await (await addAuthenticator(page)).addPasskey();
    server.on("GET /api/auth/methods", { body: methods({ passkey: true }) });
    server.on("POST /api/auth/passkey/options", problem(429, "too-many-requests", "Too many sign-ins were begun."));
    const refused = page.waitForResponse("**/api/auth/passkey/options");
    await stage.open("/");
    await refused;
    await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve))));
    expect(await page.locator(".error").count()).to.equal(0);
    server.on("POST /api/auth/passkey/options", { body: signInOptions() });
    server.on("POST /api/auth/passkey", problem(401, "passkey-refused", "This passkey opens nothing here."));
    await page.reload();
    await page.getByText("This passkey opens nothing here.").waitFor();
  });
});
