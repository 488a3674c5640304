// Colours and shapes stand where code that cannot share them needs them: in the elements, in their data client, on the pages, in badges.
import { expect } from "chai";
import { healthStates } from "../../../schemas/status.ts";
import { badgeOf } from "../../../src/http/present/badge.ts";
import { en } from "../../../src/http/present/languages/en.ts";
import { baseStyles } from "../../../widgets/app/styles/base.ts";
import { defaults } from "../../../widgets/shared/client/adapters.ts";
import { icon } from "../../../widgets/shared/element/icons.ts";
import { tokens } from "../../../widgets/shared/element/tokens.ts";

const [usual = "", , theme = ""] = tokens.cssText.split("}");
/** Private name → what holds where no page sets the public one. */
const valuesOf = (rules: string) =>
  new Map(
    [...rules.matchAll(/--_([\w-]+): (?:var\(--borg-[\w-]+, )?(.*?)\)?;/g)].map(([, name, value]) => [name, value]),
  );
const elements = valuesOf(usual);

describe("colours and shapes", () => {
  it("of a host that says nothing are those of the elements", () => {
    for (const [name, value] of Object.entries(defaults)) {
      expect(usual, name).to.match(new RegExp(`--_${name}: var\\(--borg-[\\w-]+, ${escaped(value)}\\);`));
    }
  });

  it("of states are the same on the pages", () => {
    for (const name of ["ok", "running", "warning", "failed", "late", "quiet"]) {
      expect(elements.get(name), name).to.match(/^#/);
      expect(baseStyles.cssText, name).to.include(`--_${name}: ${elements.get(name)};`);
    }
  });

  it("of states are the same in badges, and so are the surfaces", () => {
    const quiet = new Map([
      ["never", "quiet"],
      ["paused", "quiet"],
      ["suspicious", "warning"],
    ]);
    for (const state of healthStates) {
      const picture = badgeOf("", state, en, { theme: "light" });
      const [, path] = icon(state).values;
      expect(picture, state).to.include(`<path fill="${elements.get(quiet.get(state) ?? state)}"`);
      expect(picture, state).to.include(` d="${path}"`);
    }
    for (const [at, scheme] of ["light", "dark"].entries()) {
      const [text, surface] = ["text", "surface"].map(
        (name) => new RegExp(`--_${name}: .*light-dark\\(([^,]+), ([^)]+)\\)`).exec(theme)![1 + at],
      );
      const picture = badgeOf("NAS", "ok", en, { theme: scheme });
      expect(picture, scheme).to.include(`fill="${surface}" stroke`);
      expect(picture, scheme).to.match(new RegExp(`class="word".* fill="${text}"`));
    }
  });
});

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
