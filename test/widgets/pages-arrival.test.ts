import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { minutesFromNow, scriptService, session } from "./pages-fixtures.ts";
import { sent, usePages } from "./pages-stage.ts";
import { statuses } from "./status-fixtures.ts";

describe("pages: coming from a provider or an invitation", () => {
  const stage = usePages();

  it("tells why the provider's sign-in failed, and of an account that waits for approval", async () => {
    await stage.start({ who: null });
    const { page } = stage;
    await stage.open("/sign-in?problem=oidc-pending");
    await page.getByText("Waiting for approval").waitFor();
    await stage.open("/sign-in?problem=%3Cscript%3E");
    await page.getByText("Single sign-on did not work").waitFor();
    expect(await page.getByRole("alert").filter({ hasText: "script" }).count()).to.equal(0);
  });

  it("goes on to what one wanted after signing in, but never to another site", async () => {
    await stage.start({ who: null });
    const { page, server } = stage;
    const letIn = () => {
      scriptService(server);
      server.setStatus(statuses.ok());
      return { body: { session: session() } };
    };
    for (const [returnTo, heading] of [
      ["/runs", "History"],
      ["//evil.example/runs", "Overview"],
      ["/\\evil.example", "Overview"],
      ["javascript:alert(1)", "Overview"],
    ] as const) {
      server.on("GET /api/session", problem(401, "not-signed-in", "Sign in first."));
      server.on("POST /api/session", letIn);
      await stage.open(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
      await page.fill("#username", "anna");
      await page.fill("#password", "right");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: heading }).waitFor();
      expect(new URL(page.url()).origin).to.equal(server.url);
    }
  });

  it("tells in the tab that was opened for it whether the provider confirmed", async () => {
    await stage.start();
    await stage.open("/confirmed");
    await stage.page.getByText("go on in the one that asked").waitFor();
    await stage.open("/confirmed?problem=oidc-other-user");
    await stage.page.getByText("The provider named another user").waitFor();
  });

  it("links a local account of the provider's name by its password and a code", async () => {
    await stage.start({ who: null });
    const { page, server } = stage;
    server.on("GET /api/auth/oidc/link", {
      body: { username: "anna", providerName: "Keycloak", codeRequired: true },
    });
    server.on("POST /api/auth/oidc/link", problem(401, "wrong-credentials", "Password or code is wrong."));
    await stage.open("/link");
    await page.getByLabel("Password of anna here").fill("right");
    await page.keyboard.press("Enter");
    await page.getByText("Type a code.").waitFor();
    await page.getByLabel("One-time code").fill("123456");
    await page.keyboard.press("Enter");
    await page.getByText("Password or code is wrong.").waitFor();
    expect(await page.getByLabel("Password of anna here").inputValue()).to.equal("right");
    server.on("POST /api/auth/oidc/link", () => {
      scriptService(server);
      server.setStatus(statuses.ok());
      return { body: { session: session({ method: "oidc", assurance: "provider" }), returnTo: "/runs" } };
    });
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "History" }).waitFor();
    expect(sent(stage, "/api/auth/oidc/link")).to.deep.equal({ password: "right", code: "123456" });
  });

  it("says that there is nothing to link any more", async () => {
    await stage.start({ who: null });
    stage.server.on("GET /api/auth/oidc/link", problem(404, "not-found", "There is nothing to link."));
    await stage.open("/link");
    await stage.page.getByText("There is nothing to link any more").waitFor();
  });

  it("sets a password by an invitation, whose secret is in no address that is sent", async () => {
    await stage.start({ who: null });
    const { page, server } = stage;
    const secret = "invitation-secret-that-is-long-enough";
    server.on("POST /api/auth/invitation", { body: { username: "carol", expiresAt: minutesFromNow(600) } });
    server.on(
      "POST /api/auth/invitation/accept",
      problem(422, "invalid-input", "No.", { "/newPassword": "is too common" }),
    );
    await stage.open(`/invitation#${secret}`);
    await page.getByText("This link is for carol").waitFor();
    await page.getByLabel("New password", { exact: true }).fill("password123");
    await page.getByLabel("New password again").fill("password123");
    await page.keyboard.press("Enter");
    await page.getByText("Is too common.").waitFor();
    server.on("POST /api/auth/invitation/accept", {});
    await page.getByLabel("New password", { exact: true }).fill("four unrelated words");
    await page.getByLabel("New password again").fill("four unrelated words");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your password is set" }).waitFor();
    expect(sent(stage, "/api/auth/invitation/accept")).to.deep.equal({
      token: secret,
      newPassword: "four unrelated words",
    });
    expect(server.requests.some(({ path, query }) => `${path}?${query}`.includes(secret))).to.equal(false);
    await page.getByRole("button", { name: "Go to sign-in" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(page.url()).not.to.include(secret);
  });

  it("says what a used invitation is good for", async () => {
    await stage.start({ who: null });
    stage.server.on("POST /api/auth/invitation", problem(404, "not-found", "No such invitation."));
    await stage.open("/invitation#invitation-secret-that-is-long-enough");
    await stage.page.getByText("This link is of no use any more.").waitFor();
  });
});
