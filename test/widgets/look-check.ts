// How a page has to look: accessible, within the screen, and with room for longer words, in every width and scheme.
import { expect } from "chai";
import type { Page } from "playwright-core";
import { axeViolations, takePicture } from "../support/browser.ts";
import type { PagesServer } from "../support/pages-server.ts";
import { loadAxe, type PagesStage } from "./pages-stage.ts";

/** A page in one of its states. */
export interface Scene {
  readonly path: string;
  readonly script?: (server: PagesServer) => void;
  readonly act?: (page: Page) => Promise<void>;
}

/** A word that does not break by itself. */
export const longWord = "Sicherungsaufbewahrungsrichtlinienverwaltungsordner";

/**
 * Each width, and the narrowest in both schemes. Two of them are judged by axe: both layouts and both schemes are among them,
 * and what it finds depends on nothing else.
 */
const looks = [
  { width: 360, colorScheme: "light", judged: true },
  { width: 800, colorScheme: "dark", judged: true },
  { width: 1280, colorScheme: "light", judged: false },
  { width: 360, colorScheme: "dark", judged: false },
] as const;

/** Makes every longer word a third longer, as German does. */
async function lengthen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(
      document.querySelector("borgdeck-app") ?? document.body,
      NodeFilter.SHOW_TEXT,
    );
    while (walker.nextNode()) {
      const text = walker.currentNode as Text;
      text.data = text.data.replace(/[A-Za-z]{4,}/g, (word) => word + word.slice(0, Math.ceil(word.length / 3)));
    }
  });
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What the buttons say that have no room around it, as where a style sheet reads a name that the pages do not declare. */
const tightButtons = (page: Page) =>
  page
    .locator(".button:visible")
    .evaluateAll((buttons) =>
      buttons
        .filter((button) => Number.parseFloat(getComputedStyle(button).paddingInlineStart) < 4)
        .map((button) => button.textContent?.trim()),
    );

/** Opens a scene and looks at it; the pictures are in test-results/pages. */
async function checkLook(stage: PagesStage, name: string, { path, script, act }: Scene): Promise<void> {
  script?.(stage.server);
  const { page } = stage;
  await stage.open(path);
  await page.locator(".skeleton").waitFor({ state: "detached" });
  await act?.(page);
  await loadAxe(page);
  expect(await tightButtons(page), "buttons without room").to.deep.equal([]);
  for (const { width, colorScheme, judged } of looks) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    expect(await overflow(page), `${width} px`).to.equal(0);
    if (judged) expect(await axeViolations(page), `${width} px, ${colorScheme}`).to.deep.equal([]);
    await takePicture(page, `pages/${name}-${width}-${colorScheme}`);
  }
  await lengthen(page);
  for (const { width } of looks) {
    await page.setViewportSize({ width, height: 800 });
    expect(await overflow(page), `longer words at ${width} px`).to.equal(0);
  }
}

/** A test for each scene, on the stage that is open by then; the names of its pictures begin with `prefix`. */
export function testLooks(stage: PagesStage, scenes: Readonly<Record<string, Scene>>, prefix = ""): void {
  for (const [name, scene] of Object.entries(scenes)) {
    it(`${name}: accessible, within the screen, and with room for longer words`, () =>
      checkLook(stage, prefix + name, scene));
  }
}
