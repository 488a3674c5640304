// Every element in every state at once, on one page: what has data has it given, what lacks it has a service that behaves so.
import type { Browser, Page } from "playwright-core";
import type { RepositoryStatus, Status } from "../../schemas/status.ts";
import type { WidgetHistory } from "../../schemas/widgets.ts";
import { eventually } from "../support/service.ts";
import { startWidgetServer, type WidgetServer } from "../support/widget-server.ts";
import { historyOf, planDays, repositoryDays } from "./history-fixtures.ts";
import { openStage, type Stage } from "./stage.ts";
import {
  failedPlan,
  latePlan,
  minutesFromNow,
  plan,
  provenRepository,
  repository,
  runningJob,
  statusOf,
  warningPlan,
} from "./status-fixtures.ts";

export const tags = [
  "borg-status",
  "borg-repositories",
  "borg-repository",
  "borg-activity",
  "borg-timeline",
  "borg-storage",
  "borg-schedule",
  "borg-alerts",
  "borg-trust",
  "borg-badge",
] as const;
export type Tag = (typeof tags)[number];

const everything = ["archive.read", "maintenance.run", "repository.secret"] as const;
const longName = "Sicherungsaufbewahrungsrichtlinien der Buchhaltung";

const nas = (change: Partial<RepositoryStatus> = {}) => provenRepository({ allowed: [...everything], ...change });
const away = (change: Partial<RepositoryStatus> = {}) =>
  provenRepository({
    id: "zzzzzzzz",
    name: "Away",
    location: "ssh://borg@nas2.home.lan:22/srv/borg",
    mode: "append-only",
    ...change,
  });
const untouched = () =>
  repository({
    id: "uuuuuuuu",
    name: longName,
    state: "never",
    message: "No backup yet.",
    encryption: "none",
    archivesCount: null,
    sizeBytes: null,
    lastBackupAt: null,
    lastVerifyAt: null,
  });

const inBoth = (change: Parameters<typeof plan>[0] = {}) =>
  plan({ repositoryIds: ["aaaaaaaa", "zzzzzzzz"], allowed: ["backup.run", "plan.edit"], ...change });
const mail = (change: Parameters<typeof plan>[0] = {}) =>
  plan({ id: "cccccccc", name: "Mail", lastSuccessAt: minutesFromNow(-300), ...change });

/** States of the data. */
export const richStatuses = {
  empty: () => statusOf([]),
  ok: () => statusOf([inBoth(), mail()], { repositories: [nas(), away()] }),
  running: () =>
    statusOf([inBoth({ state: "running" }), mail()], {
      repositories: [nas({ state: "running" }), away()],
      running: [
        runningJob(),
        runningJob({ id: "jjjjjjj3", kind: "drill", planId: null, repositoryId: "zzzzzzzz", progress: null }),
        runningJob({ id: "jjjjjjj4", state: "queued", kind: "prune", planId: null, progress: null, startedAt: null }),
        runningJob({ id: "jjjjjjj5", state: "queued", kind: "compact", planId: null, progress: null, startedAt: null }),
      ],
    }),
  warning: () => {
    const plans = [warningPlan(), inBoth(), mail()];
    const { message } = warningPlan();
    return statusOf(plans, { repositories: [nas({ state: "warning", message, keyExportedAt: null }), away()] });
  },
  failed: () => {
    const { lastCheck, lastDrill } = provenRepository();
    const { message } = failedPlan();
    const damaged = nas({
      state: "failed",
      message,
      lastBackupAt: minutesFromNow(-60 * 27),
      lastCheck: { ...lastCheck!, state: "failed", partial: true },
      lastDrill: { ...lastDrill!, state: "failed", filesDamaged: 3 },
    });
    const late = away({ state: "late", message: latePlan().message });
    const plans = [
      failedPlan(),
      { ...latePlan(), repositoryIds: ["zzzzzzzz"] },
      warningPlan(),
      inBoth({ name: longName }),
      mail(),
    ];
    return statusOf(plans, { repositories: [away(), late, damaged, untouched()] });
  },
  late: () => {
    const { lastDrill } = provenRepository();
    const at = minutesFromNow(-60 * 24 * 140);
    const { message } = latePlan();
    return statusOf([latePlan(), inBoth()], {
      repositories: [nas({ state: "late", message, lastDrill: { ...lastDrill!, at } }), away()],
    });
  },
  suspicious: () => {
    const odd = inBoth({
      state: "suspicious",
      since: minutesFromNow(-12),
      message: "The last backup has 3 files, 48,211 are usual.",
      nextStep: "Look whether its folders are there and mounted; if it is meant, accept it.",
    });
    return statusOf([odd, mail()], { repositories: [nas({ state: "suspicious", message: odd.message }), away()] });
  },
  odd: () =>
    statusOf(
      [
        inBoth({ state: "never", since: null, lastRun: null, lastSuccessAt: null, lastVerify: null }),
        mail({ state: "paused", nextRunAt: null }),
        plan({ id: "kkkkkkkk", name: "Cold storage", nextRunAt: minutesFromNow(60 * 24 * 20) }),
        plan({ id: "mmmmmmmm", name: "Camera", nextRunAt: null }),
        plan({ id: "nnnnnnnn", name: "Letters", nextRunAt: minutesFromNow(-1) }),
      ],
      {
        repositories: [untouched(), nas({ state: "paused", mode: "observe" })],
        fault: {
          code: "store-read-only",
          detail: "plans.json is damaged: nothing can be changed until it is restored.",
        },
      },
    ),
} as const satisfies Record<string, () => Status>;

/** What happened in the days before: growth, a quota that is nearly used up, a medium that is full. */
const history = (): WidgetHistory => {
  const { plans } = historyOf();
  return historyOf({
    plans: [
      ...plans,
      planDays("kkkkkkkk", "Cold storage", 30, Object.fromEntries([...Array(29).keys()].map((day) => [day, null]))),
    ],
    repositories: [
      repositoryDays({ quotaBytes: 130_000_000_000 }),
      repositoryDays({ id: "zzzzzzzz", name: "Away", freeBytes: 0 }),
    ],
  });
};

/** States in which there is no data, or none of now. */
const lacking = ["loading", "old", "lost", "signed-out", "forbidden", "unreachable", "misconfigured"] as const;

export const states = [...(Object.keys(richStatuses) as (keyof typeof richStatuses)[]), ...lacking];

/** What the notice of each state says first. */
export const titles = {
  lost: "Signed out",
  "signed-out": "Signed out",
  forbidden: "No access",
  unreachable: "No connection",
  misconfigured: "Not set up for this page",
} as const;

export interface Scenes {
  readonly stage: Stage;
  /** Cells of this width in which everything looks so. */
  arrange(look: { width: number; density: string; dir: string }): Promise<void>;
  /** Leaves one element in sight, or all. */
  only(tag: Tag | null): Promise<void>;
  close(): Promise<void>;
}

/** Opens the page and waits until every element is in its state. */
export async function openScenes(browser: Browser): Promise<Scenes> {
  const home = await startWidgetServer();
  const services = new Map<string, WidgetServer>();
  for (const state of lacking) services.set(state, await startWidgetServer());
  const stage = await openStage(browser, home, { connect: [...services.values()].map(({ origin }) => origin) });
  for (const [state, { script }] of services) {
    script.origins = state === "misconfigured" ? [] : [home.origin];
    script.stream = "mute";
    if (state !== "loading") script.status = richStatuses.failed();
    script.history = history();
    if (state === "signed-out") script.gate = "401";
    if (state === "forbidden") script.gate = "forbidden";
    if (state === "unreachable") script.gate = "bad-gateway";
  }
  const origins = Object.fromEntries([...services].map(([state, { origin }]) => [state, origin]));
  const statuses = Object.fromEntries(Object.entries(richStatuses).map(([state, make]) => [state, make()]));
  await fill(stage.page, { origins, statuses, history: history() });
  await settled(stage.page, ["old", "lost"], "Photos");
  services.get("lost")!.script.gate = "401";
  await stage.page.$$eval("[data-state=lost] borg-status", ([element]) =>
    (element as unknown as { refresh(): void }).refresh(),
  );
  for (const [state, title] of Object.entries(titles)) await settled(stage.page, [state], title);
  return {
    stage,
    arrange: (look) => stage.page.evaluate(dressAll, { ...look, tags: [...tags] }),
    only: (tag) =>
      stage.page.$$eval(
        "section",
        (sections, wanted) => {
          for (const section of sections) section.hidden = wanted !== null && section.dataset["tag"] !== wanted;
        },
        tag,
      ),
    async close() {
      await stage.close();
      await Promise.all([home, ...services.values()].map((server) => server.close()));
    },
  };
}

interface Material {
  readonly origins: Record<string, string>;
  readonly statuses: Record<string, Status>;
  readonly history: WidgetHistory;
}

/** A section for each element, a cell in it for each state. */
async function fill(page: Page, material: Material): Promise<void> {
  await page.evaluate(
    async ({ origins, statuses, history, tags, states }) => {
      const elements: { updateComplete: Promise<unknown> }[] = [];
      const sections = tags.map((tag) => {
        const section = document.createElement("section");
        section.dataset["tag"] = tag;
        section.append(
          ...states.map((state) => {
            const cell = document.createElement("div");
            cell.className = "cell";
            cell.dataset["state"] = state;
            const element = document.createElement(tag);
            if (tag === "borg-repository" && state !== "empty") element.setAttribute("repo", "aaaaaaaa");
            if (state === "old") element.setAttribute("stale-after", "0.001");
            const server = origins[state];
            if (server) element.setAttribute("server", server);
            else Object.assign(element, { data: statuses[state], history });
            cell.append(element);
            elements.push(element as unknown as { updateComplete: Promise<unknown> });
            return cell;
          }),
        );
        return section;
      });
      document.querySelector("main")!.replaceChildren(...sections);
      await Promise.all(elements.map(({ updateComplete }) => updateComplete));
    },
    { ...material, tags: [...tags], states },
  );
}

/** Waits until an element in each of these states says this. */
async function settled(page: Page, among: readonly string[], text: string): Promise<void> {
  for (const state of among) {
    await eventually(
      () =>
        page.$eval(
          `[data-state=${state}] borg-status`,
          (element) => element.shadowRoot?.querySelector(".frame")?.textContent ?? "",
        ),
      (said) => said.includes(text),
    );
  }
}

/** Runs in the page. A heading turns the direction of an element, as it goes by its text. */
async function dressAll(look: { width: number; density: string; dir: string; tags: string[] }): Promise<void> {
  document.documentElement.dir = look.dir;
  document.querySelector("main")!.style.setProperty("--cell", `${look.width}px`);
  const elements = [...document.querySelectorAll<HTMLElement>(look.tags.join())];
  for (const element of elements) {
    element.setAttribute("density", look.density);
    for (const name of ["heading", "label"]) {
      if (look.dir === "rtl") element.setAttribute(name, "גיבויים");
      else element.removeAttribute(name);
    }
  }
  await Promise.all(
    elements.map((element) => (element as unknown as { updateComplete: Promise<unknown> }).updateComplete),
  );
}
