import { expect } from "chai";
import type { UserReply } from "../../schemas/users.ts";
import { problem } from "../support/pages-server.ts";
import { invitation } from "./pages-admin-fixtures.ts";
import { methods, minutesFromNow, user } from "./pages-fixtures.ts";
import { focusedText, usePages, writes } from "./pages-stage.ts";

describe("pages: users", () => {
  const stage = usePages();
  let bert: UserReply;

  /** Answers for bert, and keeps what is done to him. */
  const change = (to: Partial<UserReply>) => {
    bert = { ...bert, ...to, revision: bert.revision + 1 };
    return { body: bert };
  };

  beforeEach(async () => {
    await stage.start();
    const { server } = stage;
    bert = user({ id: "vvvvvvvv", username: "bert", role: "viewer", door: "proxy" });
    server.on("GET /api/users", ({ query }) => {
      const items = [user(), bert];
      return {
        body: { items: query.get("pending") === "true" ? items.filter((one) => one.pending) : items, next: null },
      };
    });
    server.on("GET /api/users/uuuuuuuu", { body: user() });
    server.on("GET /api/users/vvvvvvvv", () => ({ body: bert }));
    server.on("PATCH /api/users/vvvvvvvv", ({ body }) => change(body as Partial<UserReply>));
    server.on("POST /api/users/vvvvvvvv/approve", () => change({ pending: false, active: true }));
    server.on("POST /api/users/vvvvvvvv/activate", () => change({ active: true }));
    server.on("POST /api/users/vvvvvvvv/deactivate", () => change({ active: false, pending: false }));
    server.on("POST /api/users/vvvvvvvv/sign-out", () => ({ body: bert }));
    server.on("POST /api/users/vvvvvvvv/reset-factors", () =>
      change({ factors: { ...bert.factors, totp: false, passkeys: 0 } }),
    );
    server.on("DELETE /api/users/vvvvvvvv", {});
  });

  const confirmWith = (name: string) => stage.page.getByRole("dialog").getByRole("button", { name }).click();

  it("shares a repository, changes a role, and keeps a typed role while something else is done", async () => {
    const { page, server } = stage;
    server.on("PUT /api/users/vvvvvvvv/grants/*", ({ body }) =>
      change({ grants: [{ repositoryId: "aaaaaaaa", role: (body as { role: "viewer" | "operator" }).role }] }),
    );
    await stage.open("/");
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("link", { name: "bert" }).click();
    await page.locator("#role-is-operator").check();
    await page.getByLabel("As").selectOption("Operator");
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByRole("button", { name: "Remove NAS" }).waitFor();
    expect(await page.locator("#role-is-operator").isChecked()).to.equal(true);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    expect(writes(stage)).to.deep.equal(["PUT /api/users/vvvvvvvv/grants/aaaaaaaa", "PATCH /api/users/vvvvvvvv"]);
    const sent = server.requests.findLast(({ method }) => method === "PATCH");
    expect(sent?.body).to.deep.equal({ role: "operator" });
    expect(sent?.headers["if-match"]).to.equal('"4"');
    expect(await page.getByLabel("Full name").count(), "the proxy says it").to.equal(0);
  });

  it("says at the button why a change was refused, and at the field what is wrong there", async () => {
    const { page, server } = stage;
    server.on("PATCH /api/users/uuuuuuuu", problem(409, "conflict", "This is the last active administrator."));
    await stage.open("/users/uuuuuuuu");
    for (const name of ["Deactivate", "Remove", "Sign out everywhere"]) {
      expect(await page.getByRole("button", { name }).count(), name).to.equal(0);
    }
    await page.locator("#role-is-viewer").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("This is the last active administrator.").waitFor();
    expect(await page.locator("#role-is-viewer").isChecked()).to.equal(true);
    const fields = { "/email": "is no e-mail address" };
    server.on("PATCH /api/users/uuuuuuuu", problem(422, "invalid-input", "No.", fields));
    await page.getByLabel("E-mail").fill("nobody");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Is no e-mail address.").waitFor();
    expect(await page.getAttribute("#user-email", "aria-describedby")).to.equal("user-email-error");
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal("user-email");
    expect(await page.getByLabel("E-mail").inputValue()).to.equal("nobody");
  });

  it("reads a user again that somebody else has changed, keeping what is typed", async () => {
    const { page, server } = stage;
    const stale = problem(412, "stale-revision", "The user has changed meanwhile.");
    server.on("PATCH /api/users/vvvvvvvv", stale);
    await stage.open("/users/vvvvvvvv");
    await page.locator("#role-is-operator").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The user has changed meanwhile.").waitFor();
    change({ displayName: "Bert" });
    await page.getByRole("button", { name: /Read it again/ }).click();
    await page.getByText("The user has changed meanwhile.").waitFor({ state: "detached" });
    server.on("PATCH /api/users/vvvvvvvv", ({ body }) => change(body as Partial<UserReply>));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    expect(server.requests.findLast(({ method }) => method === "PATCH")?.headers["if-match"]).to.equal('"4"');
    expect(bert).to.include({ role: "operator", displayName: "Bert" });
  });

  it("lists who waits for approval first, and approves or refuses them", async () => {
    const { page } = stage;
    bert = { ...bert, door: "oidc", active: false, pending: true, email: "bert@example.com" };
    await stage.open("/users");
    const waiting = page.getByRole("region", { name: "Waiting for approval" });
    await waiting.getByText("bert@example.com").waitFor();
    await waiting.getByRole("button", { name: "Refuse bert" }).click();
    await confirmWith("Back");
    expect(writes(stage)).to.deep.equal([]);
    await waiting.getByRole("button", { name: "Approve bert" }).click();
    await waiting.waitFor({ state: "detached" });
    expect(bert).to.include({ active: true, pending: false });
    bert = { ...bert, active: false, pending: true };
    await stage.open("/users");
    await waiting.getByRole("button", { name: "Refuse bert" }).click();
    await confirmWith("Refuse");
    await page.getByRole("cell", { name: "Deactivated" }).waitFor();
    expect(writes(stage)).to.deep.equal(["POST /api/users/vvvvvvvv/approve", "POST /api/users/vvvvvvvv/deactivate"]);
  });

  it("adds a user with an invitation, shown once, and keeps what was typed when refused", async () => {
    const { page, server } = stage;
    server.on("POST /api/users", problem(422, "invalid-input", "No.", { "/username": "is taken" }));
    await stage.open("/users");
    await page.getByRole("link", { name: "Add user" }).click();
    await page.getByRole("button", { name: "Add user" }).click();
    await page.getByText("Type a name.").waitFor();
    expect(writes(stage)).to.deep.equal([]);
    await page.getByLabel("Name to sign in with").fill("carol");
    await page.getByLabel("E-mail (optional)").fill("carol@example.com");
    await page.locator("#role-is-operator").check();
    await page.locator("#all-role-is-viewer").check();
    await page.keyboard.press("Enter");
    await page.getByText("Is taken.").waitFor();
    expect(await page.getByLabel("E-mail (optional)").inputValue()).to.equal("carol@example.com");
    const carol = user({ id: "wwwwwwww", username: "carol" });
    server.on("POST /api/users", { status: 201, body: { user: carol, entry: invitation } });
    await page.getByRole("button", { name: "Add user" }).click();
    await page.getByRole("heading", { level: 1, name: "carol is added" }).waitFor();
    expect(await focusedText(page)).to.equal("carol is added");
    expect(await page.getByLabel("Invitation link", { exact: true }).textContent()).to.equal(invitation.invitationUrl);
    expect(await page.getByText("PUBLIC_BASE_URL").count()).to.equal(0);
    expect(server.requests.findLast(({ method }) => method === "POST")?.body).to.deep.equal({
      username: "carol",
      displayName: null,
      email: "carol@example.com",
      role: "operator",
      allRepositoriesRole: "viewer",
      start: "invitation",
    });
    await page.getByRole("button", { name: "Add another" }).click();
    expect(await page.getByLabel("Name to sign in with").inputValue()).to.equal("");
    expect(await page.getByText(String(invitation.invitationUrl)).count()).to.equal(0);
  });

  it("shows a one-time password once, and a link without a public address as one of this address", async () => {
    const { page, server } = stage;
    const entry = { invitationUrl: null, oneTimePassword: "plover-sextant-maple-42", expiresAt: null };
    server.on("POST /api/users", { status: 201, body: { user: bert, entry } });
    await stage.open("/users/new");
    await page.getByLabel("Name to sign in with").fill("bert");
    await page.getByLabel("A one-time password").check();
    await page.getByRole("button", { name: "Add user" }).click();
    expect(await page.getByLabel("One-time password", { exact: true }).textContent()).to.equal(entry.oneTimePassword);
    bert = { ...bert, door: "local", invitedUntil: minutesFromNow(-5), factors: { ...bert.factors, password: false } };
    server.on("POST /api/users/vvvvvvvv/invite", { body: { ...invitation, invitationUrl: "/invitation#abc" } });
    await stage.open("/users/vvvvvvvv");
    await page.getByText("Invitation expired").waitFor();
    await page.getByRole("button", { name: "Make a new invitation link" }).click();
    expect(await page.getByLabel("Invitation link", { exact: true }).textContent()).to.equal(
      `${server.url}/invitation#abc`,
    );
    await page.getByText("It opens only on this machine until PUBLIC_BASE_URL is set").waitFor();
    await page.getByText("(in 7 days)").waitFor();
  });

  it("signs out everywhere, resets factors, deactivates, activates and removes, asking before what hurts", async () => {
    const { page } = stage;
    bert = { ...bert, factors: { password: true, totp: true, passkeys: 1, oidc: false } };
    await stage.open("/users/vvvvvvvv");
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByText("bert is signed out everywhere.").waitFor();
    const reset = page.getByRole("button", { name: "Reset two-factor and passkeys" });
    await reset.click();
    await confirmWith("Reset");
    await reset.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Deactivate" }).click();
    await confirmWith("Deactivate");
    await page.getByRole("button", { name: "Activate" }).click();
    await page.getByRole("button", { name: "Deactivate" }).waitFor();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByText("Repositories and plans they made stay").waitFor();
    await confirmWith("Remove");
    await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
    expect(writes(stage).map((line) => line.replace("/api/users/vvvvvvvv", ""))).to.deep.equal([
      "POST /sign-out",
      "POST /reset-factors",
      "POST /deactivate",
      "POST /activate",
      "DELETE ",
    ]);
  });

  it("asks who it is where that was proved too long ago, and then does what was wanted", async () => {
    const { page, server } = stage;
    let proved = false;
    server.on("POST /api/session/step-up", () => {
      proved = true;
      return { body: { until: minutesFromNow(5) } };
    });
    server.on("POST /api/users/vvvvvvvv/deactivate", () =>
      proved ? change({ active: false }) : problem(403, "step-up-required", "Prove that it is you."),
    );
    await stage.open("/users/vvvvvvvv");
    await page.getByRole("button", { name: "Deactivate" }).click();
    await confirmWith("Deactivate");
    await page.getByRole("dialog").getByLabel("Password").fill("right");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Activate", exact: true }).waitFor();
    expect(writes(stage).filter((line) => line.endsWith("/deactivate"))).to.have.length(2);
  });

  it("offers to add nobody where local accounts cannot sign in, and says how people come instead", async () => {
    const { page, server } = stage;
    server.on("GET /api/auth/methods", { body: methods({ password: false, header: true }) });
    bert = { ...bert, door: "local" };
    await stage.open("/users");
    await page.getByText("the proxy signs people in, and local accounts are switched off").waitFor();
    expect(await page.getByRole("link", { name: "Add user" }).count()).to.equal(0);
    await stage.open("/users/new");
    await page.getByText("Users cannot be added by hand here").waitFor();
    expect(await page.getByRole("button", { name: "Add user" }).count()).to.equal(0);
    await stage.open("/users/vvvvvvvv");
    await page.getByRole("button", { name: "Deactivate" }).waitFor();
    expect(await page.getByRole("button", { name: /link/ }).count()).to.equal(0);
    const oidc = { name: "Keycloak", loginUrl: "/api/auth/oidc/login" };
    server.on("GET /api/auth/methods", { body: methods({ password: false, oidc }) });
    await stage.open("/users");
    await page.getByText("Who signs in with Keycloak stands in this list").waitFor();
  });

  it("says why nothing can be shared while there is no repository", async () => {
    const { page, server } = stage;
    server.on("GET /api/repositories", { body: { items: [], next: null } });
    await stage.open("/users/vvvvvvvv");
    await page.getByText("there is no repository yet that could be shared").waitFor();
  });
});
