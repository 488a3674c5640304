// What a page holds on to: listeners and timers that are not yet gone, and elements that memory still has. For tests of what must not
// leak when a dashboard makes its elements anew again and again.
import { join } from "node:path";
import type { Page } from "playwright-core";

export interface Census {
  /** Listeners on window and document. */
  readonly listeners: number;
  readonly intervals: number;
  readonly timeouts: number;
  /** Objects of the browser that live until they are closed. */
  readonly streams: number;
  readonly channels: number;
}

type Counted = typeof globalThis & { takeCensus(): Census };

/** Counts from the next page on. */
export const beginCensus = (page: Page): Promise<unknown> =>
  page.addInitScript({ path: join(import.meta.dirname, "count-in-page.js") });

/** What is there now. */
export const takeCensus = (page: Page): Promise<Census> => page.evaluate(() => (globalThis as Counted).takeCensus());

/** How many elements of these names memory has after a collection of garbage, whether they are in the page or not. */
export async function elementsInMemory(page: Page, tags: readonly string[]): Promise<number> {
  const session = await page.context().newCDPSession(page);
  try {
    let sum = 0;
    for (const tag of tags) {
      const expression = `customElements.get(${JSON.stringify(tag)}).prototype`;
      const { result } = await session.send("Runtime.evaluate", { expression, objectGroup: "census" });
      const { objects } = await session.send("Runtime.queryObjects", {
        prototypeObjectId: result.objectId ?? "",
        objectGroup: "census",
      });
      const counted = await session.send("Runtime.callFunctionOn", {
        functionDeclaration: "function () { return this.length; }",
        objectId: objects.objectId ?? "",
        returnByValue: true,
      });
      sum += counted.result.value as number;
    }
    return sum;
  } finally {
    await session.send("Runtime.releaseObjectGroup", { objectGroup: "census" });
    await session.detach();
  }
}
