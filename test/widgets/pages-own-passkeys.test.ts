import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { addAuthenticator, passkey, registrationOptions, scriptAccount } from "./pages-account-fixtures.ts";
import { focusedText, sent, usePages, writes } from "./pages-stage.ts";

describe("pages: one's own passkeys", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptAccount(stage.server);
  });

  it("adds, names and removes passkeys", async () => {
    const { page, server } = stage;
    const device = await addAuthenticator(page);
    server.on("POST /api/account/passkeys/options", { body: registrationOptions });
    server.on("POST /api/account/passkeys", () => {
      server.on("GET /api/account/passkeys", { body: { items: [passkey({ lastUsedAt: null })] } });
      return { status: 201, body: passkey() };
    });
    await stage.open("/account/security");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByLabel("Name of the passkey").fill("Laptop");
    await page.getByLabel("Current password").fill("right");
    await page.keyboard.press("Enter");
    await page.getByText("not used yet").waitFor();
    expect(await focusedText(page)).to.equal("Add a passkey");
    expect(await device.count()).to.equal(1);
    expect(sent(stage, "/api/account/passkeys/options")).to.deep.equal({ password: "right" });
    const { name, response } = sent(stage, "/api/account/passkeys") as { name: string; response: { id: string } };
    expect(name).to.equal("Laptop");
    expect(response.id).to.match(/^[\w-]+$/);
    const path = `/api/account/passkeys/${passkey().id}`;
    server.on(`PATCH ${path}`, () => {
      server.on("GET /api/account/passkeys", { body: { items: [passkey({ name: "Phone" })] } });
      return { body: passkey() };
    });
    await page.getByRole("button", { name: "Rename Laptop" }).click();
    await page.getByLabel("Name of the passkey").fill("Phone");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove Phone" }).click();
    server.on(`DELETE ${path}`, problem(409, "conflict", "It is the last way in. Set a password first."));
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("It is the last way in.").waitFor();
  });

  it("says why a passkey was not made, and keeps what was typed", async () => {
    const { page, server } = stage;
    const device = await addAuthenticator(page);
    await device.refuse();
    server.on("POST /api/account/passkeys/options", { body: registrationOptions });
    await stage.open("/account/security");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByLabel("Name of the passkey").fill("Laptop");
    await page.getByLabel("Current password").fill("right");
    await page.keyboard.press("Enter");
    await page.getByText("No passkey was used").waitFor();
    expect(await page.getByLabel("Name of the passkey").inputValue()).to.equal("Laptop");
    expect(writes(stage)).not.to.include("POST /api/account/passkeys");
  });

  it("says at an IP address that passkeys are not made there, and where they are", async () => {
    const { page, server } = stage;
    await page.goto(`${server.url.replace("localhost", "127.0.0.1")}/account/security`);
    await page.getByText(`or at http://localhost:${new URL(server.url).port}.`).waitFor();
    expect(await page.getByRole("button", { name: "Add a passkey" }).count()).to.equal(0);
  });
});
