// Every language in every element: its own words, its own plurals, and room for them in a narrow column.
import { expect } from "chai";
import type { Locator, Page } from "playwright-core";
import type { Status } from "../../schemas/status.ts";
import { languageCodes } from "../../widgets/shared/client/languages.ts";
import { axeViolations, takePicture, useBrowser } from "../support/browser.ts";
import { createDashboard, type Dashboard } from "./dashboard.ts";
import { englishTexts } from "./english-texts.ts";
import { historyOf, planDays } from "./history-fixtures.ts";
import { minutesFromNow, provenRepository, repository, runningJob, statuses, statusOf } from "./status-fixtures.ts";

const tags = "status activity repositories repository schedule alerts storage timeline trust badge".split(" ");
const widths = [180, 400];

/** What the service itself says is English; here it says what is a word of no language. */
const untold = (status: Status): Status => ({
  ...status,
  plans: status.plans.map((plan) => ({
    ...plan,
    name: `/srv/${plan.id[0]}`,
    message: plan.message && "EACCES: /etc/shadow-",
    nextStep: plan.nextStep && "chmod g+r",
  })),
  running: status.running.map((job) => ({
    ...job,
    progress: job.progress && {
      ...job.progress,
      path: "/srv/f/Zdjęcia z wakacji w górach/2024-08-11/IMG_20240811_142233.dng",
    },
  })),
});

const damaged = {
  id: "dddddddd",
  name: "S3",
  mode: "observe" as const,
  state: "failed" as const,
  lastVerifyAt: null,
  lastCheck: {
    at: minutesFromNow(-300),
    state: "failed",
    scope: "all",
    verifyData: false,
    partial: true,
    durationMs: 1,
  } as const,
};

/** The states that have the most to say: trouble of every kind, nothing to do, and nothing there. */
const scenes: Readonly<Record<string, Status>> = {
  troubled: untold({
    ...statuses.failed(),
    repositories: [provenRepository(), repository(damaged)],
    running: [
      runningJob(),
      runningJob({ id: "jjjjjjj4", state: "queued", kind: "prune", planId: null, progress: null, startedAt: null }),
      runningJob({ id: "jjjjjjj5", kind: "delete-archives", planId: null, progress: null }),
    ],
  }),
  calm: untold({ ...statuses.ok(), repositories: [provenRepository({ keyExportedAt: null })] }),
  idle: untold(
    statusOf([...statuses.paused().plans, { ...statuses.never().plans[0]!, id: "nnnnnnnn", nextRunAt: null }], {
      repositories: [provenRepository(), repository({ id: "eeeeeeee", name: "S3", lastVerifyAt: null })],
    }),
  ),
  empty: statuses.empty(),
};

describe("languages", () => {
  const browser = useBrowser();
  let d: Dashboard;
  let root: Locator;

  before(async () => {
    d = await createDashboard(browser());
    await d.page.setViewportSize({ width: 1280, height: 900 });
    d.service.script.history = historyOf({
      plans: [planDays("ffffffff", "/srv/f", 30, { 0: "failed", 1: "failed", 2: "late", 9: "warning", 12: null })],
    });
    const cell = (width: number) => (tag: string) =>
      `<div class="cell" style="width:${width}px"><borg-${tag} repo="aaaaaaaa dddddddd eeeeeeee"></borg-${tag}></div>`;
    const notice = (width: number) =>
      `<div class="cell" style="width:${width}px"><borg-status server="none:"></borg-status></div>`;
    await d.openPage(`<!doctype html><html lang="en"><title>Dashboard</title>
      <style>body { margin: 8px } section { columns: 1; display: flex; flex-wrap: wrap; gap: 8px; align-items: start }
        .cell { outline: 1px dotted GrayText }</style>
      ${widths.map((width) => `<section>${tags.map(cell(width)).join("")}${notice(width)}</section>`).join("")}
      <script type="module" src="${d.service.origin}/widgets/borgdeck.js"></script></html>`);
    root = d.page.locator("section .root");
    await d.says("All backed up");
  });
  after(() => d.close());

  /** All elements in this language, with this status. */
  async function show(language: string, status: Status): Promise<void> {
    d.service.script.status = status; // for a stream that opens only now
    d.service.send("snapshot", status);
    await d.page.evaluate((lang) => {
      document.documentElement.lang = lang;
      for (const element of document.querySelectorAll("section [repo], [server]")) element.setAttribute("lang", lang);
    }, language);
    await d.page.waitForFunction(
      ([lang, verdict]) =>
        [...document.querySelectorAll<HTMLElement & { shown?: Status | null }>("section [repo], [server]")].every(
          (element) =>
            element.shadowRoot?.querySelector(".root")?.matches(`[lang=${lang}][aria-busy=false]`) &&
            (element.matches("[server]") || element.shown?.verdict === verdict),
        ),
      [language, status.verdict] as const,
    );
  }

  for (const language of languageCodes)
    it(`${language}: says everything in its own words, and has room for them`, async () => {
      for (const [name, status] of Object.entries(scenes)) {
        await show(language, status);
        if (name === "troubled") await takePicture(d.page, `languages/${language}`);
        expect(await foreignWords(d.page, language), `${name}: English`).to.deep.equal([]);
        expect(await overflowing(d.page), `${name}: too wide`).to.deep.equal([]);
        expect(await brokenWords(d.page), `${name}: broken in the middle`).to.deep.equal([]);
      }
    });

  it("has the form of a word that goes with its number", async () => {
    const files = (counts: number[]) =>
      d.page.evaluate(
        ([key, counts]) =>
          [...(globalThis as never as Record<symbol, Map<string, never>>)[Symbol.for(key)]!].map(
            ([src, catalogue]: [string, { activity: { files(count: number, figure: string): string } }]) =>
              [src.slice(-5, -3), counts.map((count) => catalogue.activity.files(count, "").trim()).join()] as const,
          ),
        ["borgdeck.languages.1", counts] as const,
      );
    expect(Object.fromEntries(await files([0, 1, 2, 5, 22, 1_000_000]))).to.deep.equal({
      de: "Dateien,Datei,Dateien,Dateien,Dateien,Dateien",
      es: "ficheros,fichero,ficheros,ficheros,ficheros,de ficheros",
      fr: "fichier,fichier,fichiers,fichiers,fichiers,de fichiers",
      it: "file,file,file,file,file,di file",
      ja: "ファイル,ファイル,ファイル,ファイル,ファイル,ファイル",
      nl: "bestanden,bestand,bestanden,bestanden,bestanden,bestanden",
      pl: "plików,plik,pliki,plików,pliki,plików",
      zh: "个文件,个文件,个文件,个文件,个文件,个文件",
    });
  });

  it("is well by axe, in a language that is not that of the tests", async () => {
    await show("pl", scenes["troubled"]!);
    expect(await axeViolations(d.page, "section:first-of-type")).to.deep.equal([]);
    expect(await root.first().getAttribute("lang")).to.equal("pl");
  });

  it("is English for those who read traditional characters", async () => {
    await d.page
      .locator("borg-status")
      .first()
      .evaluate((element) => element.setAttribute("lang", "zh-TW"));
    await d.page.locator("borg-status .root[lang=en]").first().waitFor();
    await d.page
      .locator("borg-status")
      .first()
      .evaluate((element) => element.setAttribute("lang", "zh-SG"));
    await d.page.locator("borg-status .root[lang=zh-SG]").first().waitFor();
  });

  it("runs from right to left on such a page, with room for everything", async () => {
    await show("en", scenes["troubled"]!);
    await d.page.evaluate(() => {
      document.documentElement.dir = "rtl";
      for (const element of document.querySelectorAll("section [repo], [server]"))
        element.setAttribute(element.localName === "borg-badge" ? "label" : "heading", "نسخ احتياطي");
    });
    await d.page.waitForFunction(() =>
      [...document.querySelectorAll("section [repo], [server]")].every((element) =>
        element.shadowRoot?.querySelector(".root")?.matches(":dir(rtl)"),
      ),
    );
    await takePicture(d.page, "languages/rtl");
    expect(await overflowing(d.page)).to.deep.equal([]);
    const [shape, words] = await Promise.all(
      [".icon", ".strong"].map((part) => d.page.locator(`borg-status .verdict ${part}`).first().boundingBox()),
    );
    expect(shape!.x).to.be.greaterThan(words!.x);
    // English words keep their order: "3 hours ago" begins at its left.
    const [start, end] = await d.page
      .locator("section:nth-of-type(2) borg-status [part=problem] time")
      .first()
      .evaluate((time) => {
        const text = [...time.childNodes].find((node) => node instanceof Text && node.length > 0) as Text;
        return [0, text.length - 1].map((at) => {
          const range = document.createRange();
          range.setStart(text, at);
          range.setEnd(text, at + 1);
          return range.getBoundingClientRect().x;
        });
      });
    expect(start).to.be.lessThan(end!);
  });
});

/** Words on the page, seen or spoken, that are of the English text and not of this language's. */
async function foreignWords(page: Page, language: string): Promise<string[]> {
  const { own, shown } = await page.evaluate(
    ([key, language]) => {
      const loaded = (globalThis as never as Record<symbol, Map<string, object>>)[Symbol.for(key)]!;
      const [, catalogue] = [...loaded].find(([src]) => src.endsWith(`/${language}.js`))!;
      const own: string[] = [];
      const rest: unknown[] = [catalogue];
      while (rest.length > 0) {
        const value = rest.pop();
        if (typeof value === "string") own.push(value);
        else if (typeof value === "function") for (const count of [0, 1, 2, 5]) rest.push(value(count, "", ""));
        else rest.push(...Object.values(value as object));
      }
      const shown: string[] = [];
      for (const { shadowRoot } of document.querySelectorAll("section *")) {
        if (!shadowRoot) continue;
        const walker = document.createTreeWalker(shadowRoot, NodeFilter.SHOW_TEXT);
        while (walker.nextNode())
          if (!walker.currentNode.parentElement?.closest("style, code, .path, .hidden"))
            shown.push(walker.currentNode.nodeValue ?? "");
        for (const element of shadowRoot.querySelectorAll("[aria-label], [title]:not(time)"))
          shown.push(element.getAttribute("aria-label") ?? "", element.getAttribute("title") ?? "");
      }
      return { own, shown };
    },
    ["borgdeck.languages.1", language] as const,
  );
  const known = new Set(own.flatMap(wordsOf));
  const english = new Set(englishTexts.flatMap(wordsOf).filter((word) => !known.has(word)));
  return [...new Set(shown.flatMap(wordsOf).filter((word) => english.has(word)))];
}

function wordsOf(text: string): string[] {
  return (
    text
      .replaceAll("\u00ad", "")
      .toLowerCase()
      .match(/\p{L}{3,}/gu) ?? []
  );
}

/** What is wider than its column. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll(".cell > *")].flatMap(({ localName, shadowRoot, parentElement }) => {
      const { left, right } = parentElement!.getBoundingClientRect();
      return [...(shadowRoot?.querySelectorAll(".root *:not(.hidden)") ?? [])]
        .filter((part) => {
          const box = part.getBoundingClientRect();
          return box.width > 0 && (box.left < left - 1 || box.right > right + 1);
        })
        .map((part) => `${localName} ${part.className} ${part.textContent?.trim().slice(0, 40)}`);
    }),
  );
}

/** Words that had to be broken where there is no soft hyphen; where a script has no spaces there are none. */
function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const broken: string[] = [];
    for (const { shadowRoot, localName } of document.querySelectorAll(".cell > *")) {
      if (!shadowRoot) continue;
      const walker = document.createTreeWalker(shadowRoot, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      while (walker.nextNode()) {
        const text = walker.currentNode as Text;
        if (text.parentElement?.closest("style, code, .path, .hidden")) continue;
        for (const { 0: word, index } of text.data.matchAll(/[^\s\u00ad/\u3000-\u9fff\uff00-\uffef-]{2,}/gu)) {
          const tops = [index, index + word.length - 1].map((at) => {
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            return Math.round([...range.getClientRects()].at(-1)?.top ?? 0);
          });
          if (tops[0] !== tops[1]) broken.push(`${localName}: ${word}`);
        }
      }
    }
    return [...new Set(broken)];
  });
}
