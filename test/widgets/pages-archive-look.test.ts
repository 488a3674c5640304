import { longWord, type Scene, testLooks } from "./look-check.ts";
import {
  address,
  archiveApi,
  archiveName,
  earlierName,
  folder,
  folderPage,
  longFolder,
  scriptArchive,
  scriptArchives,
  scriptDetails,
} from "./pages-archive-fixtures.ts";
import { entry, repositoryId, scriptService } from "./pages-fixtures.ts";
import { finishedJob, restoreAddress, restoreJob, scriptRestore } from "./pages-restore-fixtures.ts";
import { usePages } from "./pages-stage.ts";

const scenes: Record<string, Scene> = {
  folder: {
    path: address({ path: `home/${longWord}` }),
    script: (server) => {
      const items = [
        folder("Documents"),
        folder(longWord.repeat(3)),
        entry(`${longWord.repeat(5)}.txt`),
        entry("latest", { type: "symlink", linkTarget: `/${longWord}/${longWord}` }),
      ];
      server.on(`GET ${archiveApi()}/files`, (request) =>
        folderPage(request, items.length, (index) => items[index] as (typeof items)[number]),
      );
    },
    act: async (page) => {
      await page.locator(".list-row").nth(2).focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Space");
      await page.getByText("What is chosen").click();
    },
  },
  "folder-long": {
    path: address({ path: "big" }),
    script: (server) =>
      server.on(`GET ${archiveApi()}/files`, (request) =>
        folderPage(request, 100_000, longFolder("big", 100_000, 5_000)),
      ),
    act: async (page) => {
      await page.locator(".list-row").first().focus();
      await page.keyboard.type("dir-0031");
      await page.getByText("dir-003100/").waitFor();
    },
  },
  building: {
    path: address(),
    script: (server) =>
      server.on(`GET ${archiveApi()}/files`, (request) =>
        folderPage(request, 3, longFolder("", 3, 3), {
          building: { jobId: "jjjjjjjj", entries: 123_456 },
          sizeBytes: null,
          filesCount: null,
        }),
      ),
  },
  search: {
    path: address({ view: "search", q: "invoice" }),
    act: (page) => page.locator(".list-row").nth(1).focus(),
  },
  "search-everywhere": { path: address({ view: "search", q: "invoice", in: "all" }) },
  compare: {
    path: `/repositories/${repositoryId}/archive?${new URLSearchParams({ name: earlierName, view: "compare", to: archiveName })}`,
    act: async (page) => {
      await page.locator(".list-row").nth(1).focus();
      await page.getByRole("button", { name: "Compare the content" }).click();
      await page.getByText("3 kB added").waitFor();
    },
  },
  history: { path: address({ view: "history", path: "home/anna/notes.md" }) },
  details: {
    path: address({ view: "details" }),
    act: async (page) => {
      await page.getByLabel("For at most").waitFor();
      await page.getByRole("button", { name: "Delete…" }).click();
      await page.getByText("This cannot be taken back.").waitFor();
    },
  },
  archives: {
    path: `/repositories/${repositoryId}/archives`,
    script: (server) => scriptArchives(server, 3_000),
    act: async (page) => {
      await page.locator(".list-row").nth(3).focus();
      await page.keyboard.press("Space");
    },
  },
  restore: {
    path: restoreAddress([["path", `home/anna/${longWord}`]]),
    act: async (page) => {
      await page.getByLabel("Another folder of that host").check();
      await page.getByLabel("Folder", { exact: true }).fill(`/srv/${longWord}`);
      await page.getByLabel("Replace them").check();
      await page.getByRole("button", { name: "Show what would happen" }).click();
      await page.getByText("What would happen").waitFor();
    },
  },
  "restore-running": {
    path: restoreAddress([["job", "jjjjjjjr"]]),
    script: (server) => server.on("GET /api/jobs/jjjjjjjr", { body: restoreJob() }),
  },
  "restore-report": {
    path: restoreAddress([["job", "jjjjjjjr"]]),
    script: (server) => server.on("GET /api/jobs/jjjjjjjr", { body: finishedJob() }),
  },
};

describe("pages: the look of archives and restores", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptService(stage.server);
    scriptArchive(stage.server);
    scriptDetails(stage.server);
    scriptRestore(stage.server);
  });

  testLooks(stage, scenes, "archive-");
});
