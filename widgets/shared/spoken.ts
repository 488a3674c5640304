// The language of an element, loaded where it is not English.
import type { ReactiveController } from "lit";
import type { Catalogue } from "../languages/catalogue.ts";
import { loadClient } from "./client.ts";
import type { BorgElement } from "./element.ts";
import { isEnglish, languageOf } from "./i18n.ts";
import { scriptBase } from "./server.ts";

/** Keeps an element's catalogue that of its language. */
export class Spoken implements ReactiveController {
  /** Null where the text is English. */
  catalogue: Catalogue | null = null;
  /** The language is on its way. What is shown waits for it: words that change under the eye move the page. */
  pending = false;

  #from: string | null = null;
  readonly #element: BorgElement & { readonly base: string | null };

  constructor(element: BorgElement & { readonly base: string | null }) {
    this.#element = element;
    element.addController(this);
  }

  hostUpdate(): void {
    const locale = languageOf(this.#element);
    const base = scriptBase ?? this.#element.base;
    const from = base && !isEnglish(locale) ? `${base} ${locale}` : null;
    if (from === this.#from) return;
    this.#from = from;
    this.catalogue = null;
    this.pending = from !== null;
    if (base && from) void this.#load(from, base, locale);
  }

  async #load(from: string, base: string, locale: string): Promise<void> {
    const client = await loadClient().catch(() => null);
    const catalogue = (await client?.loadLanguage(base, locale)) ?? null;
    if (from !== this.#from) return;
    this.catalogue = catalogue;
    this.pending = false;
    this.#element.requestUpdate();
  }
}
