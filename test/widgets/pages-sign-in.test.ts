import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { scriptAccount, signInOptions, totpSetup } from "./pages-account-fixtures.ts";
import { methods, scriptService, session, user } from "./pages-fixtures.ts";
import { allowAll, sent, usePages } from "./pages-stage.ts";
import { plan, statuses, statusOf } from "./status-fixtures.ts";

describe("pages: signing in", () => {
  const stage = usePages();

  /** From now on the service takes these credentials. */
  const letIn = (who = session()) => {
    stage.server.on("POST /api/session", () => {
      scriptService(stage.server, who);
      stage.server.setStatus(allowAll(statuses.ok()));
      return { body: { session: who } };
    });
  };

  it("tells what is wrong at the form, keeps what was typed, and shows the page one wanted after signing in", async () => {
    await stage.start({ who: null });
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
    await stage.start({ who: null });
    stage.server.on("GET /api/auth/methods", { body: methods({ password: false, header: true }) });
    await stage.open("/");
    await stage.page.getByText("The proxy in front of Borgdeck signs people in").waitFor();
    expect(await stage.page.locator("#password").count()).to.equal(0);
    const bert = user({ door: "proxy", username: "bert" });
    scriptService(stage.server, session({ method: "header", assurance: "proxy", user: bert }));
    scriptAccount(stage.server, { user: bert, hasPassword: false });
    stage.server.setStatus(statuses.ok());
    await stage.page.getByRole("button", { name: "Try again" }).click();
    await stage.page.getByRole("link", { name: "bert" }).click();
    await stage.page.getByText("By the proxy in front of Borgdeck, with every request").waitFor();
    expect(await stage.page.getByRole("button", { name: "Sign out" }).count()).to.equal(0);
    await stage.page.getByRole("link", { name: "Sign-in and security" }).click();
    await stage.page.getByText("The proxy signs you in; a passkey").waitFor();
    expect(await stage.page.getByRole("link", { name: "Change password" }).count()).to.equal(0);
  });

  it("keeps the page and what was typed when the session ends meanwhile", async () => {
    await stage.start();
    const { page, server } = stage;
    await stage.open("/plans/new");
    await page.fill("#plan-name", "Typed before");
    await page.getByRole("button", { name: "Open /home" }).waitFor(); // what the page asks for by itself it has got
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

  it("keeps the page while somebody signs in with the provider again, in another tab", async () => {
    await stage.start();
    const { page, server } = stage;
    const oidc = { name: "Keycloak", loginUrl: "/api/auth/oidc/login" };
    server.on("GET /api/auth/methods", { body: methods({ password: false, oidc }) });
    await stage.open("/plans/new");
    await page.fill("#plan-name", "Typed before");
    await page.getByRole("button", { name: "Open /home" }).waitFor(); // what the page asks for by itself it has got
    server.on("GET /api/session", problem(401, "not-signed-in", "Sign in first."));
    server.on("GET /api/filesystem", problem(401, "not-signed-in", "Sign in first."));
    await page.getByRole("button", { name: "Open /home" }).click();
    const link = page.locator("dialog").getByRole("link", { name: "Sign in with Keycloak" });
    expect(new URL((await link.getAttribute("href")) ?? "").searchParams.get("returnTo")).to.equal("/auth/return");
    expect(await link.getAttribute("target")).to.equal("_blank");
    await page.evaluate(() => dispatchEvent(new Event("focus"))); // not yet
    await page.locator("dialog").getByText("You were signed out").waitFor();
    scriptService(server);
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await page.locator("dialog").waitFor({ state: "detached" });
    expect(await page.inputValue("#plan-name")).to.equal("Typed before");
  });

  it("signs out, and leaves for the proxy's own sign-out where there is one", async () => {
    await stage.start();
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

  it("shows whoever signs in next nothing of what the one before saw, however long their own data takes", async () => {
    await stage.start();
    const { page, server } = stage;
    await stage.open("/");
    await page.getByText("Home folders").first().waitFor();
    server.on("DELETE /api/session", () => {
      server.setStatus(null);
      return { body: { signOutUrl: null } };
    });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    const watch = () =>
      new MutationObserver(() => {
        if (document.body?.textContent?.includes("Home folders")) sessionStorage.setItem("seen", "yes");
      }).observe(document, { childList: true, subtree: true, characterData: true });
    await page.addInitScript(watch); // for a page that is loaded anew
    await page.evaluate(watch);
    const answered = page.waitForResponse("**/api/status");
    const drawn = answered.then(() =>
      page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))),
    );
    const bert = session({ user: user({ id: "bertbert", username: "bert" }) });
    server.on("POST /api/session", () => {
      scriptService(server, bert);
      // The page asks for itself and then follows what the live client knows, whose own answer comes later.
      const body = statusOf([plan({ name: "Photos of Bert" })]);
      let asked = 0;
      server.on("GET /api/status", () => {
        asked += 1;
        return asked === 1 ? { body } : { body, after: drawn };
      });
      return { body: { session: bert } };
    });
    await page.fill("#username", "bert");
    await page.fill("#password", "right");
    await page.keyboard.press("Enter");
    await page.getByText("Photos of Bert").first().waitFor();
    expect(await page.evaluate(() => sessionStorage.getItem("seen"))).to.equal(null);
  });

  it("does not take signing out for a session that was lost, whichever is told first", async () => {
    await stage.start();
    const { page, server } = stage;
    await stage.open("/");
    let answer: (value: unknown) => void = () => undefined;
    const held = new Promise((resolve) => {
      answer = resolve;
    });
    server.on("DELETE /api/session", { after: held, body: { signOutUrl: null } });
    await page.getByRole("button", { name: "Sign out" }).click();
    for (const route of ["GET /api/session", "GET /api/status"]) {
      server.on(route, problem(401, "not-signed-in", "Sign in first."));
    }
    const told = page.waitForResponse("**/api/auth/methods");
    server.setStatus(null); // the streams of the session end before the request that ends it is answered
    await told;
    answer(null);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.getByRole("dialog").count()).to.equal(0);
  });

  it("asks for a code where two-factor is on, and takes a recovery code instead", async () => {
    await stage.start({ who: null });
    const { page, server } = stage;
    server.on("POST /api/session", { body: { challenge: "totp" } });
    server.on("POST /api/session/totp", problem(401, "wrong-credentials", "The code is wrong."));
    await stage.open("/runs");
    await page.fill("#username", "anna");
    await page.fill("#password", "right");
    await page.keyboard.press("Enter");
    const code = page.getByLabel("One-time code");
    await code.waitFor();
    expect(await code.getAttribute("autocomplete")).to.equal("one-time-code");
    expect(await code.getAttribute("inputmode")).to.equal("numeric");
    await page.keyboard.type("123 456");
    await page.keyboard.press("Enter");
    await page.getByText("The code is wrong.").waitFor();
    expect(sent(stage, "/api/session/totp")).to.deep.equal({ code: "123456" });
    expect(await code.inputValue()).to.equal("123 456");
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    server.on("POST /api/session/recovery", () => {
      scriptService(server);
      server.setStatus(statuses.ok());
      return { body: { session: session({ assurance: "two-factor" }) } };
    });
    await page.getByLabel("Recovery code").fill("1K7Q-M2XD");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "History" }).waitFor();
    expect(sent(stage, "/api/session/recovery")).to.deep.equal({ code: "1K7Q-M2XD" });
  });

  it("begins again where the code came too late, and says so", async () => {
    await stage.start({ who: null });
    const { page, server } = stage;
    server.on("POST /api/session", { body: { challenge: "totp" } });
    server.on("POST /api/session/totp", problem(401, "challenge-expired", "Begin again with name and password."));
    await stage.open("/");
    await page.fill("#username", "anna");
    await page.fill("#password", "right");
    await page.keyboard.press("Enter");
    await page.getByLabel("One-time code").fill("123456");
    await page.keyboard.press("Enter");
    await page.getByText("Begin again with name and password.").waitFor();
    expect(await page.inputValue("#username")).to.equal("anna");
    expect(await page.inputValue("#password")).to.equal("");
  });

  it("offers exactly the ways that are open", async () => {
    await stage.start({ who: null });
    const { page, server } = stage;
    const oidc = { name: "Keycloak", loginUrl: "/api/auth/oidc/login" };
    const ways = async () => ({
      password: await page.locator("#password").count(),
      passkey: await page.getByRole("button", { name: "Sign in with a passkey" }).count(),
      oidc: await page.getByRole("link", { name: "Sign in with Keycloak" }).count(),
    });
    await stage.open("/");
    expect(await ways()).to.deep.equal({ password: 1, passkey: 0, oidc: 0 });
    server.on("GET /api/auth/methods", { body: methods({ passkey: true, oidc }) });
    server.on("POST /api/auth/passkey/options", { body: signInOptions() });
    await stage.open("/runs?x=1");
    expect(await ways()).to.deep.equal({ password: 1, passkey: 1, oidc: 1 });
    server.on("GET /api/auth/methods", { body: methods({ password: false, oidc }) });
    await stage.open("/runs?x=1");
    expect(await ways()).to.deep.equal({ password: 0, passkey: 0, oidc: 1 });
    const link = new URL((await page.getByRole("link", { name: "Keycloak" }).getAttribute("href")) ?? "");
    expect(link.pathname).to.equal("/api/auth/oidc/login");
    expect(link.searchParams.get("returnTo")).to.equal("/runs?x=1");
    server.on("GET /api/auth/methods", { body: methods({ password: false }) });
    await stage.open("/");
    await page.getByText("borgdeck user enable-local").waitFor();
  });

  it("lets nothing else be done before a second factor that is required is set up", async () => {
    await stage.start({ who: session({ obligation: "set-up-totp" }) });
    const { page, server } = stage;
    server.on("POST /api/account/totp", { body: totpSetup });
    await stage.open("/runs");
    await page.getByRole("heading", { level: 1, name: "Set up two-factor" }).waitFor();
    expect(await page.getByRole("navigation").count()).to.equal(0);
    await page.getByLabel("Current password").fill("right");
    await page.keyboard.press("Enter");
    await page.getByLabel("I have kept the recovery codes").check();
    await page.getByLabel("Code that the app shows now").fill("123456");
    server.on("POST /api/account/totp/confirm", () => {
      scriptService(server, session({ assurance: "two-factor" }));
      return {};
    });
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "History" }).waitFor();
  });

  it("says on every page that nobody is asked who they are", async () => {
    const who = session({ method: "none", assurance: "none", banner: "no-authentication" });
    await stage.start({ who });
    for (const path of ["/", "/runs"]) {
      await stage.open(path);
      await stage.page.getByText("Nobody is asked who they are.").waitFor();
    }
    expect(await stage.page.getByRole("button", { name: "Sign out" }).count()).to.equal(0);
  });

  it("tells somebody whose account is switched off, without a form that is of no use", async () => {
    await stage.start({ who: null });
    stage.server.on(
      "GET /api/session",
      problem(403, "inactive-user", "An administrator has switched this account off."),
    );
    await stage.open("/");
    await stage.page.getByRole("heading", { name: "You cannot come in" }).waitFor();
    await stage.page.getByText("An administrator has switched this account off.").waitFor();
  });
});
