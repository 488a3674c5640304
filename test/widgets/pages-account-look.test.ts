import { type PagesServer, problem } from "../support/pages-server.ts";
import { longWord, type Scene, testLooks } from "./look-check.ts";
import { passkey, scriptAccount, sessionItem, signInOptions, token, totpSetup } from "./pages-account-fixtures.ts";
import { methods, minutesFromNow, scriptService, session, user } from "./pages-fixtures.ts";
import { usePages } from "./pages-stage.ts";

const signedOut = (server: PagesServer) => {
  server.on("GET /api/session", problem(401, "not-signed-in", "Sign in first."));
  server.setStatus(null);
};

const scenes: Record<string, Scene> = {
  "sign-in-all": {
    path: "/sign-in?problem=oidc-pending",
    script: (server) => {
      signedOut(server);
      const oidc = { name: "Keycloak of the house", loginUrl: "/api/auth/oidc/login" };
      server.on("GET /api/auth/methods", { body: methods({ passkey: true, oidc }) });
      server.on("POST /api/auth/passkey/options", { body: signInOptions() });
    },
  },
  "sign-in-code": {
    path: "/",
    script: (server) => {
      signedOut(server);
      server.on("POST /api/session", { body: { challenge: "totp" } });
      server.on("POST /api/session/totp", problem(401, "wrong-credentials", "The code is wrong, or it was used."));
    },
    act: async (page) => {
      await page.fill("#username", "anna");
      await page.fill("#password", "right");
      await page.keyboard.press("Enter");
      await page.getByLabel("One-time code").fill("123456");
      await page.keyboard.press("Enter");
      await page.getByText("The code is wrong").waitFor();
    },
  },
  link: {
    path: "/link",
    script: (server) => {
      signedOut(server);
      const body = { username: longWord, providerName: "Keycloak", codeRequired: true };
      server.on("GET /api/auth/oidc/link", { body });
    },
    act: (page) => page.getByRole("button", { name: "Link and sign in" }).click(),
  },
  invitation: {
    path: "/invitation#invitation-secret-that-is-long-enough",
    script: (server) => {
      signedOut(server);
      server.on("POST /api/auth/invitation", { body: { username: longWord, expiresAt: minutesFromNow(600) } });
    },
    act: (page) => page.getByRole("button", { name: "Set the password" }).click(),
  },
  "two-factor-forced": {
    path: "/",
    script: (server) => {
      server.on("GET /api/session", { body: session({ obligation: "set-up-totp" }) });
      server.on("POST /api/account/totp", { body: totpSetup });
    },
    act: async (page) => {
      await page.getByLabel("Current password").fill("right");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Turn two-factor on" }).click();
      await page.getByText("Keep the recovery codes first").waitFor();
    },
  },
  account: {
    path: "/account",
    script: (server) =>
      scriptAccount(server, { user: user({ door: "oidc", username: longWord, displayName: "Anna Example" }) }),
  },
  security: {
    path: "/account/security",
    script: (server) => {
      scriptAccount(server, {
        totp: { enabledAt: minutesFromNow(-9000), recoveryCodesLeft: 3 },
        totpRequired: true,
        oidc: { providerName: "Keycloak", linked: true, canLink: false, canUnlink: true },
      });
      server.on("GET /api/account/passkeys", {
        body: {
          items: [passkey(), passkey({ id: "x", name: longWord, rpId: "borg.example.com", lastUsedAt: null })],
        },
      });
    },
    act: (page) => page.getByRole("button", { name: "Turn off" }).click(),
  },
  "security-add": {
    path: "/account/security",
    script: (server) => scriptAccount(server),
    act: async (page) => {
      await page.getByRole("button", { name: "Add a passkey" }).click();
      await page.getByRole("button", { name: "Add", exact: true }).click();
    },
  },
  sessions: {
    path: "/account/sessions",
    script: (server) => {
      const address = "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff";
      const other = sessionItem({ id: "b".repeat(64), current: false, method: "passkey", address });
      const program = sessionItem({ id: "c".repeat(64), current: false, kind: "bearer", userAgent: longWord });
      server.on("GET /api/account/sessions", { body: { items: [sessionItem(), other, program] } });
    },
  },
  tokens: {
    path: "/account/tokens",
    script: (server) => {
      const items = [
        token(),
        token({
          id: "t2",
          name: longWord,
          scopes: ["read", "operate"],
          repositoryIds: null,
          expiresAt: minutesFromNow(-10),
        }),
      ];
      server.on("GET /api/account/tokens", { body: { items } });
      server.on("POST /api/account/tokens", {
        status: 201,
        body: { token: token(), secret: `bdk_tttttttt_${"a1B2c3D4".repeat(6)}` },
      });
    },
    act: async (page) => {
      await page.getByRole("button", { name: "New token" }).click();
      await page.getByLabel("Name").fill("Homepage");
      await page.getByRole("button", { name: "Make the token" }).click();
      await page.getByRole("heading", { name: "Homepage: copy it now" }).waitFor();
    },
  },
  "token-form": {
    path: "/account/tokens",
    script: (server) => server.on("GET /api/account/tokens", { body: { items: [] } }),
    act: async (page) => {
      await page.getByRole("button", { name: "New token" }).click();
      await page.getByLabel("Only some").check();
      await page.getByRole("button", { name: "Make the token" }).click();
    },
  },
  presence: {
    path: "/account/tokens",
    script: (server) => {
      server.on("GET /api/session", {
        body: session({ stepUp: { until: null, methods: ["totp", "password", "passkey", "oidc"] } }),
      });
      server.on("GET /api/account/tokens", { body: { items: [] } });
      server.on("POST /api/account/tokens", problem(403, "step-up-required", "Confirm that it is you."));
    },
    act: async (page) => {
      await page.getByRole("button", { name: "New token" }).click();
      await page.getByLabel("Name").fill("Homepage");
      await page.getByRole("button", { name: "Make the token" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  "no-authentication": {
    path: "/account/security",
    script: (server) => {
      const who = session({ method: "none", assurance: "none", banner: "no-authentication" });
      server.on("GET /api/session", { body: who });
      scriptAccount(server, { hasPassword: false });
    },
  },
};

describe("pages: the look of signing in and of one's account", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptService(stage.server);
  });

  testLooks(stage, scenes);
});
