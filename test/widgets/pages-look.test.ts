import { type PagesServer, problem } from "../support/pages-server.ts";
import { longWord, type Scene, testLooks } from "./look-check.ts";
import { entry, job, plan, repository, repositoryId, run, scriptService, session } from "./pages-fixtures.ts";
import { allowAll, usePages } from "./pages-stage.ts";
import { statuses } from "./status-fixtures.ts";

const long = longWord;
const archive = (index: number) => ({
  id: `a${index}`,
  name: `bbbbbbbb-2026-11-${String(index + 1).padStart(2, "0")}T02:00:03`,
  planId: index % 3 === 0 ? null : "bbbbbbbb",
  comment: index % 3 === 0 ? `Before the ${long}` : "",
  startedAt: `2026-11-${String(index + 1).padStart(2, "0")}T02:00:03Z`,
  hostname: "deck",
  allowed: [],
});

const signedOut = (server: PagesServer) => {
  server.on("GET /api/session", problem(401, "not-signed-in", "Sign in first."));
  server.setStatus(null);
};

const scenes: Record<string, Scene> = {
  "sign-in": {
    path: "/",
    script: (server) => {
      signedOut(server);
      server.on("POST /api/session", problem(401, "wrong-credentials", "Name or password is wrong."));
    },
    act: async (page) => {
      await page.fill("#username", "anna");
      await page.fill("#password", "x");
      await page.keyboard.press("Enter");
      await page.getByText("Name or password is wrong.").waitFor();
    },
  },
  password: {
    path: "/",
    script: (server) => server.on("GET /api/session", { body: session({ obligation: "change-password" }) }),
    act: async (page) => {
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Change password" }).click();
    },
  },
  "overview-failed": { path: "/", script: (server) => server.setStatus(allowAll(statuses.failed())) },
  "overview-running": { path: "/", script: (server) => server.setStatus(allowAll(statuses.queue())) },
  "new-plan": {
    path: "/plans/new",
    act: async (page) => {
      await page.getByRole("button", { name: "Open /home" }).click();
      await page.getByRole("checkbox", { name: "anna" }).check();
      await page.getByLabel("A new repository").check();
      await page.getByLabel("A cron expression").check();
      await page.getByText("Verification, upkeep and compression").click();
      await page.getByRole("button", { name: "Back up now" }).click();
      await page.locator(".error").first().waitFor();
    },
  },
  plan: {
    path: "/plans/bbbbbbbb",
    script: (server) =>
      server.on("GET /api/plans/bbbbbbbb", { body: plan({ name: long, sources: [`/home/${long}`] }) }),
  },
  "edit-plan": { path: "/plans/bbbbbbbb/edit" },
  run: {
    path: "/runs/rrrrrrrr",
    script: (server) => {
      server.setStatus(allowAll(statuses.running()));
      const [backup, ...rest] = run().jobs;
      const now = job({ ...backup, state: "running", outcome: null, result: null, finishedAt: null });
      server.on("GET /api/runs/rrrrrrrr", { body: run({ state: "running", jobs: [now, ...rest] }) });
    },
  },
  job: {
    path: "/jobs/jjjjjjjj",
    script: (server) => {
      server.on("GET /api/jobs/jjjjjjjj", { body: job() });
      const lines = [{ level: "warning", message: `/home/${long.repeat(4)}: Permission denied`, messageId: null }];
      server.on("GET /api/jobs/jjjjjjjj/log", { body: { truncated: true, lines } });
    },
  },
  history: { path: "/runs" },
  repository: {
    path: `/repositories/${repositoryId}`,
    script: (server) => {
      server.on(`GET /api/repositories/${repositoryId}/archives`, {
        body: { items: [0, 1, 2, 3].map(archive), next: null },
      });
      server.on(`GET /api/repositories/${repositoryId}`, {
        body: repository({ keyExportedAt: null, location: `ssh://borg@nas.home.lan:22/${long}` }),
      });
    },
  },
  archive: {
    path: `/repositories/${repositoryId}/archive?name=x&path=home`,
    script: (server) => {
      const items = [
        entry("anna", { type: "directory" }),
        entry(`${long}.txt`),
        entry("latest", { type: "symlink", linkTarget: long }),
      ];
      server.on(`GET /api/repositories/${repositoryId}/archives/x/files`, {
        body: { path: "home", items, next: "c", total: 812 },
      });
    },
  },
};

describe("pages: the look", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptService(stage.server);
  });

  testLooks(stage, scenes);
});
