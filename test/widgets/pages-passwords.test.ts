import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { methods, scriptService, session, user } from "./pages-fixtures.ts";
import { usePages, writes } from "./pages-stage.ts";

describe("pages: passwords", () => {
  const stage = usePages();

  it("lets nothing else be done before a password that must be changed is changed", async () => {
    await stage.start({ who: session({ obligation: "change-password" }) });
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

  it("tells who has lost a password what to do, when asked, and not at the code", async () => {
    await stage.start({ who: null });
    const { page, server } = stage;
    server.on("POST /api/session", { body: { challenge: "totp" } });
    await stage.open("/");
    const help = page.getByText("borgdeck user reset-password NAME");
    expect(await help.isVisible()).to.equal(false);
    await page.getByText("Lost the password?").click();
    await help.waitFor();
    await page.fill("#username", "anna");
    await page.fill("#password", "right");
    await page.keyboard.press("Enter");
    await page.getByLabel("One-time code").waitFor();
    expect(await help.count()).to.equal(0);
    const oidc = { name: "Keycloak", loginUrl: "/api/auth/oidc/login" };
    server.on("GET /api/auth/methods", { body: methods({ oidc }) });
    await stage.open("/");
    expect(await page.getByText("Lost the password?").count()).to.equal(0);
  });

  it("does not praise the length of a password that was refused", async () => {
    await stage.start({ who: session({ obligation: "change-password" }) });
    const { page, server } = stage;
    const fields = { "/newPassword": "is among the passwords that are guessed first" };
    server.on("PUT /api/account/password", problem(422, "invalid-input", "No.", fields));
    await stage.open("/");
    await page.getByLabel("Current password").fill("made for me");
    await page.getByLabel("New password", { exact: true }).fill("password");
    await page.getByText("8 characters: long enough.").waitFor();
    await page.getByLabel("New password again").fill("password");
    await page.keyboard.press("Enter");
    await page.getByText("Is among the passwords that are guessed first.").waitFor();
    expect(await page.getByText("8 characters").count()).to.equal(0);
    await page.getByLabel("New password", { exact: true }).fill("password1");
    await page.getByText("9 characters: long enough.").waitFor();
    expect(await page.getByText("guessed first").count()).to.equal(0);
  });

  it("puts the focus on the page that comes once what was due is done", async () => {
    await stage.start({ who: session({ obligation: "change-password" }) });
    const { page, server } = stage;
    server.on("PUT /api/account/password", () => {
      scriptService(server);
      return {};
    });
    await stage.open("/runs");
    await page.getByLabel("Current password").fill("made for me");
    await page.getByLabel("New password", { exact: true }).fill("four unrelated words");
    await page.getByLabel("New password again").fill("four unrelated words");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "History" }).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === "History");
  });
});
