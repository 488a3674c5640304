// A browser on the pages, over scripted answers.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "chai";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { SessionReply } from "../../schemas/sessions.ts";
import { type Complaints, openPage, useBrowser } from "../support/browser.ts";
import { type PagesServer, type PagesServerOptions, problem, startPagesServer } from "../support/pages-server.ts";
import { everything, methods, scriptService, session } from "./pages-fixtures.ts";
import { statuses } from "./status-fixtures.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface PagesStage {
  readonly server: PagesServer;
  readonly page: Page;
  readonly complaints: Complaints;
  /** Goes to a path below the base and waits for its heading. */
  open(path: string): Promise<void>;
}

/** The stage of the test that runs. */
export interface CurrentPages extends PagesStage {
  /** Opens the stage that all else here is about; it is judged and closed when the test has ended, or starts another. */
  start(options?: PagesStageOptions): Promise<void>;
}

/** Everybody may do everything with what the status holds. */
export function allowAll(status: ReturnType<(typeof statuses)["ok"]>): typeof status {
  for (const item of [...status.plans, ...status.repositories, ...status.running]) item.allowed = everything;
  return status;
}

export interface PagesStageOptions extends BrowserContextOptions {
  readonly server?: PagesServerOptions;
  /** Who is signed in; null for nobody. */
  readonly who?: SessionReply | null;
}

/** Opens a fresh browser context over a server of its own. */
async function openPages(
  browser: Browser,
  { server: serverOptions = {}, who = session(), ...context }: PagesStageOptions = {},
): Promise<PagesStage & { close(): Promise<void> }> {
  const server = await startPagesServer(serverOptions);
  if (who) {
    scriptService(server, who);
    server.setStatus(allowAll(statuses.ok()));
  } else {
    server.on("GET /api/session", problem(401, "not-signed-in", "Sign in first."));
    server.on("GET /api/auth/methods", { body: methods() });
  }
  const opened = await openPage(browser, { viewport: { width: 1280, height: 800 }, ...context });
  const { page, complaints } = opened;
  return {
    server,
    page,
    complaints,
    async open(path) {
      await page.goto(server.url + path);
      await page.locator("h1").waitFor();
    },
    async close() {
      await opened.context.close();
      await server.close();
    },
  };
}

/** Nothing was logged as an error but answers that were scripted to fail: so no policy was broken and nothing threw. */
function expectQuiet({ complaints }: PagesStage): void {
  expect(complaints.list.filter((text) => !text.startsWith("Failed to load resource"))).to.deep.equal([]);
}

/** A browser for the tests of a describe that calls this, and a stage for each of them, which has to be quiet. */
export function usePages(): CurrentPages {
  const browser = useBrowser();
  let stage: Awaited<ReturnType<typeof openPages>> | undefined;

  const end = async () => {
    const last = stage;
    stage = undefined;
    await last?.close();
    if (last) expectQuiet(last);
  };
  afterEach(end);

  return {
    get server() {
      return stage!.server;
    },
    get page() {
      return stage!.page;
    },
    get complaints() {
      return stage!.complaints;
    },
    open: (path) => stage!.open(path),
    async start(options) {
      await end();
      stage = await openPages(browser(), options);
    },
  };
}

/** Makes axe available under the pages' policy. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(axeSource);
}

/** What the API was sent by other methods than GET, as `METHOD /path`. */
export function writes({ server }: PagesStage): string[] {
  return server.requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
}

/** The body of the newest request to a path. */
export function sent({ server }: PagesStage, path: string): unknown {
  return server.requests.findLast((request) => request.path === path && request.method !== "GET")?.body;
}

/** The text that has the focus. */
export function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
}
