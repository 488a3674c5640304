import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { addAuthenticator, scriptAccount, signInOptions, token } from "./pages-account-fixtures.ts";
import { minutesFromNow, scriptService, session, user } from "./pages-fixtures.ts";
import { sent, usePages, writes } from "./pages-stage.ts";

describe("pages: proving to be there", () => {
  const stage = usePages();

  const proved = () => {
    stage.server.on("POST /api/account/tokens", { status: 201, body: { token: token(), secret: "bdk_t_secret" } });
    return { body: { until: minutesFromNow(5) } };
  };

  /** Somebody who can prove it by these asks for a token, which needs a proof. */
  const askForToken = async (methods: ReturnType<typeof session>["stepUp"]["methods"]) => {
    await stage.start();
    const { page, server } = stage;
    scriptService(server, session({ stepUp: { until: null, methods } }));
    scriptAccount(server);
    server.on("POST /api/account/tokens", problem(403, "step-up-required", "Confirm that it is you."));
    server.on("POST /api/session/step-up", proved);
    await stage.open("/account/tokens");
    await page.getByRole("button", { name: "New token" }).click();
    await page.getByLabel("Name").fill("Typed before");
    return page;
  };
  const make = () => stage.page.getByRole("button", { name: "Make the token" }).click();
  const attempts = () => writes(stage).filter((write) => write === "POST /api/account/tokens").length;

  it("asks for the password, and does the request again", async () => {
    const page = await askForToken(["password", "totp"]);
    stage.server.on("POST /api/session/step-up", problem(401, "wrong-credentials", "The password is wrong."));
    await make();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Password").fill("wrong");
    await page.keyboard.press("Enter");
    await dialog.getByText("The password is wrong.").waitFor();
    stage.server.on("POST /api/session/step-up", proved);
    await dialog.getByLabel("Password").fill("right");
    await page.keyboard.press("Enter");
    await page.getByText("bdk_t_secret").waitFor();
    expect(sent(stage, "/api/session/step-up")).to.deep.equal({ password: "right" });
    expect(attempts()).to.equal(2);
  });

  it("takes a one-time code instead", async () => {
    const page = await askForToken(["password", "totp"]);
    await make();
    await page.getByRole("button", { name: "Use a one-time code" }).click();
    await page.getByLabel("One-time code").fill("123 456");
    await page.keyboard.press("Enter");
    await page.getByText("bdk_t_secret").waitFor();
    expect(sent(stage, "/api/session/step-up")).to.deep.equal({ code: "123456" });
  });

  it("takes a passkey", async () => {
    const page = await askForToken(["passkey"]);
    await (await addAuthenticator(page)).addPasskey();
    stage.server.on("POST /api/session/step-up/passkey-options", { body: signInOptions() });
    await make();
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByText("bdk_t_secret").waitFor();
    expect(sent(stage, "/api/session/step-up")).to.have.property("passkey").that.has.property("id");
  });

  it("asks the provider in another tab, and goes on when it has answered", async () => {
    const page = await askForToken(["oidc"]);
    await make();
    const tab = page.context().waitForEvent("page");
    const link = page.getByRole("link", { name: "Go to the provider" });
    const address = new URL((await link.getAttribute("href")) ?? "");
    expect(address.pathname).to.equal("/api/auth/oidc/login");
    expect(Object.fromEntries(address.searchParams)).to.deep.equal({ purpose: "step-up", returnTo: "/confirmed" });
    await link.click();
    await (await tab).close();
    proved();
    scriptService(stage.server, session({ stepUp: { until: minutesFromNow(5), methods: ["oidc"] } }));
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await page.getByText("bdk_t_secret").waitFor();
  });

  it("tells somebody who has nothing to prove it with how to get that", async () => {
    const page = await askForToken([]);
    await make();
    await page.getByText("there is nothing yet that you could prove it with").waitFor();
    await page.getByRole("link", { name: "Set one up" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign-in and security" }).waitFor();
  });

  it("keeps what was typed, and says why, where it is given up", async () => {
    const page = await askForToken(["password"]);
    await make();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Confirm that it is you.").waitFor();
    expect(await page.getByLabel("Name").inputValue()).to.equal("Typed before");
    expect(attempts()).to.equal(1);
  });

  /** A button whose request needs a proof: nobody is approved without. */
  const approve = async () => {
    await stage.start();
    const { page, server } = stage;
    const waiting = user({ id: "vvvvvvvv", username: "bert", door: "oidc", active: false, pending: true });
    server.on("GET /api/users", { body: { items: [user(), waiting], next: null } });
    scriptService(server, session({ stepUp: { until: null, methods: ["password"] } }));
    server.on("POST /api/users/vvvvvvvv/approve", problem(403, "step-up-required", "Confirm that it is you."));
    server.on("POST /api/session/step-up", () => {
      server.on("POST /api/users/vvvvvvvv/approve", { body: { ...waiting, pending: false, active: true } });
      return { body: { until: minutesFromNow(5) } };
    });
    await stage.open("/users");
    await page.getByRole("button", { name: "Approve bert" }).click();
    await page.getByRole("dialog").waitFor();
    return page;
  };
  const focusedLabel = (label: string) =>
    stage.page.waitForFunction((wanted) => document.activeElement?.getAttribute("aria-label") === wanted, label);

  it("gives the focus back to the control that was used, after giving up and after a proof", async () => {
    const page = await approve();
    await page.keyboard.press("Escape");
    await focusedLabel("Approve bert");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByLabel("Password").fill("right");
    await page.keyboard.press("Enter");
    await page.getByText("bert may sign in.").waitFor();
    await focusedLabel("Approve bert");
  });

  it("gives the focus back to a button that is switched off while its request is under way", async () => {
    const page = await askForToken(["password"]);
    await make();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.textContent?.trim() === "Make the token");
  });

  it("puts the focus on the heading where the control that was used is gone", async () => {
    const page = await approve();
    stage.server.on("GET /api/users", { body: { items: [user()], next: null } });
    await page.getByRole("dialog").getByLabel("Password").fill("right");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  });

  it("takes the refusal back when it asks again", async () => {
    const page = await approve();
    await page.keyboard.press("Escape");
    await page.getByText("Confirm that it is you.").waitFor();
    await page.getByRole("button", { name: "Approve bert" }).click();
    await page.getByText("Confirm that it is you.").waitFor({ state: "detached" });
    await page.getByRole("dialog").getByLabel("Password").fill("right");
    await page.keyboard.press("Enter");
    await page.getByText("bert may sign in.").waitFor();
    expect(await page.locator(".toast").count()).to.equal(1);
  });

  it("does not call a passkey nothing where it only does not work at this address", async () => {
    const page = await askForToken(["passkey"]);
    await page.evaluate("delete globalThis.PublicKeyCredential");
    await make();
    await page.getByText("your passkey is the only one you have").waitFor();
  });
});
