import { type PagesServer, problem } from "../support/pages-server.ts";
import { longWord, type Scene, testLooks } from "./look-check.ts";
import {
  auditItem,
  authSettings,
  failedTest,
  invitation,
  mqttSettings,
  oidcSettings,
  proxyCheck,
} from "./pages-admin-fixtures.ts";
import { minutesFromNow, repository, repositoryId, user } from "./pages-fixtures.ts";
import { usePages } from "./pages-stage.ts";

const strange = user({
  id: "vvvvvvvv",
  username: `${longWord}@example.com`,
  displayName: "Bert Example",
  role: "viewer",
  door: "oidc",
  active: false,
  pending: true,
  lastSeenAt: null,
  factors: { password: false, totp: false, passkeys: 0, oidc: true },
});
const invited = user({
  id: "wwwwwwww",
  username: "carol",
  email: "carol@example.com",
  role: "operator",
  grants: [{ repositoryId, role: "viewer" }],
  invitedUntil: minutesFromNow(60 * 24),
  lastSeenAt: null,
  factors: { password: false, totp: true, passkeys: 2, oidc: false },
});

const someUsers = (server: PagesServer) =>
  server.on("GET /api/users", ({ query }) => ({
    body: { items: query.has("pending") ? [strange] : [user(), strange, invited], next: null },
  }));

const scenes: Record<string, Scene> = {
  users: { path: "/users", script: someUsers },
  "new-user": {
    path: "/users/new",
    script: (server) => server.on("POST /api/users", problem(409, "conflict", "There is a user of that name.")),
    act: async (page) => {
      await page.getByRole("button", { name: "Add user" }).click();
      await page.getByText("Type a name.").waitFor();
    },
  },
  "user-invited": {
    path: "/users/wwwwwwww",
    script: (server) => {
      server.on("GET /api/users/wwwwwwww", { body: invited });
      server.on("POST /api/users/wwwwwwww/invite", { body: invitation });
    },
    act: async (page) => {
      await page.getByRole("button", { name: "Make a new invitation link" }).click();
      await page.getByText("Good until").waitFor();
    },
  },
  "user-pending": {
    path: "/users/vvvvvvvv",
    script: (server) => server.on("GET /api/users/vvvvvvvv", { body: strange }),
  },
  sso: {
    path: "/settings/sso",
    script: (server) => {
      someUsers(server);
      server.on("GET /api/settings/oidc", {
        body: oidcSettings({
          newUsers: "template",
          blockers: ["No client secret is stored."],
          adminGroups: [longWord],
        }),
      });
      server.on("POST /api/settings/oidc/test", { body: failedTest });
    },
    act: async (page) => {
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Choose a user.").waitFor();
      await page.getByLabel("Template").selectOption("anna");
      await page.getByRole("button", { name: "Test what is typed" }).click();
      await page.getByText("Something is not right yet.").waitFor();
    },
  },
  "sso-no-address": {
    path: "/settings/sso",
    script: (server) => {
      someUsers(server);
      const blockers = ["PUBLIC_BASE_URL is not set: set it to the address that people use."];
      server.on("GET /api/settings/oidc", {
        body: oidcSettings({
          callbackUrl: null,
          signOutReturnUrl: null,
          backchannelLogoutUrl: null,
          clientSecretSet: false,
          blockers,
        }),
      });
    },
  },
  mqtt: {
    path: "/settings/mqtt",
    script: (server) => {
      const problem = { message: `Nothing listens at ${longWord}.`, nextStep: "See whether the broker runs." };
      server.on("GET /api/repositories", { body: { items: [repository()], next: null } });
      server.on("GET /api/settings/mqtt", {
        body: mqttSettings({
          repositoryIds: [],
          topicPrefix: "home/borg",
          connection: { state: "waiting", since: minutesFromNow(-10), problem, leftCount: 5 },
          warnings: ["The way to broker.example.com is not encrypted."],
        }),
      });
    },
    act: async (page) => {
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Choose one at least.").waitFor();
    },
  },
  "sign-in-rules": {
    path: "/settings/sign-in",
    script: (server) => server.on("GET /api/settings/auth", { body: authSettings() }),
    act: async (page) => {
      await page.getByLabel("Ends in any case after: how many").fill("");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Type a number.").waitFor();
    },
  },
  "proxy-check": {
    path: "/settings/proxy",
    script: (server) => server.on("GET /api/settings/proxy", { body: proxyCheck() }),
  },
  audit: {
    path: "/settings/audit?event=session",
    script: (server) => {
      someUsers(server);
      const items = [
        auditItem(),
        auditItem({
          id: "2026-11.119",
          outcome: "denied",
          actor: null,
          detail: `wrong password for ${longWord}@example.com (12 more like it were not recorded)`,
        }),
        auditItem({ id: "2026-11.118", event: "repository.key-export", target: repositoryId, detail: null }),
        auditItem({ id: "2026-11.117", event: "settings.change", outcome: "failed", userAgent: null, address: null }),
      ];
      server.on("GET /api/audit", { body: { items, next: "2026-11.116" } });
    },
    act: (page) => page.locator("td summary").first().click(),
  },
};

describe("pages: the look of settings", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
  });

  testLooks(stage, scenes);
});
