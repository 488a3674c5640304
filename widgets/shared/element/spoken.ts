// The language of an element, loaded where it is not English. It is code, so that it comes from where the element's own came from:
// whoever may write no more than an element into a page, with a `server` of theirs, must not get a script into it.
import type { ReactiveController } from "lit";
import type { Catalogue } from "../../languages/catalogue.ts";
import type { BorgElement } from "./element.ts";
import { isEnglish, languageOf } from "./i18n.ts";
import { loadClient } from "./load-client.ts";
import { scriptBase } from "./server.ts";

/** Keeps an element's catalogue that of its language. */
export class Spoken implements ReactiveController {
  /** Null where the text is English. */
  catalogue: Catalogue | null = null;
  /** The language is on its way. What is shown waits for it: words that change under the eye move the page. */
  pending = false;

  #wanted: string | null = null;
  readonly #element: BorgElement;

  constructor(element: BorgElement) {
    this.#element = element;
    element.addController(this);
  }

  hostUpdate(): void {
    const locale = languageOf(this.#element);
    const wanted = scriptBase && !isEnglish(locale) ? locale : null;
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.catalogue = null;
    this.pending = wanted !== null;
    if (scriptBase && wanted) void this.#load(scriptBase, wanted);
  }

  async #load(base: string, locale: string): Promise<void> {
    const client = await loadClient().catch(() => null);
    const catalogue = (await client?.loadLanguage(base, locale)) ?? null;
    if (locale !== this.#wanted) return;
    this.catalogue = catalogue;
    this.pending = false;
    this.#element.requestUpdate();
  }
}
