import { expect } from "chai";
import { axeViolations, takePicture, useBrowser } from "../support/browser.ts";
import { pairwise } from "../support/pairwise.ts";
import { openScenes, type Scenes, tags, titles } from "./element-scenes.ts";
import { overflowing } from "./stage.ts";

/** What elements are looked at in: any two of these meet. */
const looks = pairwise({
  width: [180, 320, 640, 1200],
  colorScheme: ["light", "dark"],
  density: ["comfortable", "compact"],
  dir: ["ltr", "rtl"],
  forcedColors: ["none", "active"],
  reducedMotion: ["no-preference", "reduce"],
} as const);

/** What the browser itself says of an answer that is a refusal. */
const refusals = /Failed to load resource|blocked by CORS policy/;

/** A look takes a second or two on a machine that does nothing else. */
const longest = 90_000;

describe("every element in every state", () => {
  const browser = useBrowser();
  let scenes: Scenes;

  before(async function () {
    this.timeout(longest);
    scenes = await openScenes(browser());
  });
  after(() => scenes?.close());
  afterEach(() => {
    expect(scenes.stage.complaints.list.filter((line) => !refusals.test(line))).to.deep.equal([]);
  });

  for (const look of looks) {
    const { width, colorScheme, density, dir, forcedColors, reducedMotion } = look;
    const name = [
      width,
      colorScheme,
      density,
      dir,
      ...(forcedColors === "active" ? ["forced"] : []),
      ...(reducedMotion === "reduce" ? ["calm"] : []),
    ].join("-");

    it(`is accessible and within its box: ${name}`, async function () {
      this.timeout(longest);
      const { page } = scenes.stage;
      await page.setViewportSize({ width: 1260, height: 800 });
      await page.emulateMedia({ colorScheme, forcedColors, reducedMotion });
      await scenes.only(null);
      await scenes.arrange(look);
      expect(await overflowing(page, tags.join())).to.deep.equal([]);
      expect(await axeViolations(page)).to.deep.equal([]);
      if (reducedMotion === "reduce")
        expect(await page.evaluate(() => document.getAnimations().length), "in motion").to.equal(0);
      for (const tag of tags) {
        await scenes.only(tag);
        await takePicture(page, `elements/${tag}-${name}`);
      }
    });
  }

  it("says what is in the way of data, and offers what to do", async () => {
    await scenes.only(null);
    await scenes.arrange({ width: 320, density: "comfortable", dir: "ltr" });
    const said = await scenes.stage.page.$$eval(tags.join(), (elements) =>
      elements.map((element) => {
        const root = element.shadowRoot!;
        const link = root.querySelector<HTMLAnchorElement>('a[target="_blank"]');
        return {
          tag: element.localName,
          state: element.closest<HTMLElement>(".cell")!.dataset["state"]!,
          text: root.querySelector(".root")!.textContent!,
          path: link && new URL(link.href).pathname,
          isOld: root.querySelector(".old [part]") !== null,
          age: root.querySelector("[part=as-of]") !== null,
          line: root.querySelector("[part=line]")?.textContent,
          isBusy: root.querySelector("[aria-busy=true] .bone") !== null,
        };
      }),
    );
    for (const { tag, state, text, path, isOld, age, line, isBusy } of said) {
      const what = `${tag}, ${state}`;
      const title = titles[state as keyof typeof titles];
      expect(text.includes(title ?? " nothing is in the way"), what).to.equal(title !== undefined);
      expect(path, what).to.equal(title ? (title === "Signed out" ? "/auth/return" : "/") : null);
      expect(isBusy, what).to.equal(state === "loading");
      expect(text, what).not.to.match(/\b(?:false|true|null|undefined|NaN)\b/);
      if (tag === "borg-badge") continue;
      expect(isOld, what).to.equal(state === "lost");
      expect(age, what).to.equal(state === "lost" || state === "old");
      if (state === "misconfigured") expect(line, what).to.match(/^DASHBOARD_ORIGINS=http:\/\/localhost:\d+$/);
    }
  });

  it("takes less room where it is told to be compact", async () => {
    const heights = () =>
      scenes.stage.page.$$eval("[data-state=failed] > *", (elements) =>
        elements.map((element) => element.getBoundingClientRect().height),
      );
    await scenes.arrange({ width: 320, density: "comfortable", dir: "ltr" });
    const comfortable = await heights();
    await scenes.arrange({ width: 320, density: "compact", dir: "ltr" });
    const compact = await heights();
    tags.forEach((tag, index) => {
      const most = tag === "borg-badge" ? comfortable[index]! : comfortable[index]! * 0.97;
      expect(compact[index], tag).to.be.at.most(most);
    });
  });

  it("has room for longer words", async () => {
    await scenes.arrange({ width: 180, density: "comfortable", dir: "rtl" });
    await scenes.stage.page.$$eval(tags.join(), (elements) => {
      for (const element of elements) {
        const walker = document.createTreeWalker(element.shadowRoot!, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const text = walker.currentNode as Text;
          text.data = text.data.replace(/[A-Za-z]{4,}/g, (word) => word + word.slice(0, Math.ceil(word.length / 3)));
        }
      }
    });
    expect(await overflowing(scenes.stage.page, tags.join())).to.deep.equal([]);
  });
});
