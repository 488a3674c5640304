// Which language an element speaks, and its text.
import { en, type Messages } from "./messages-en.ts";

export type { Messages } from "./messages-en.ts";

/** Text and the locale that figures and dates are written in. */
export interface Language {
  readonly locale: string;
  readonly text: Messages;
}

const catalogues = new Map<string, Messages>([["en", en]]);

/**
 * The language for an element: its `lang` attribute, else the nearest ancestor's, else the page's or the browser's. Where
 * there is no catalogue for it, everything is English, dates and figures too: two languages in one sentence help nobody.
 */
export function languageOf(element: Element): Language {
  const holder = element.closest("[lang]") ?? document.documentElement;
  const tag = holder.getAttribute("lang") || navigator.language;
  try {
    const [locale = "en"] = Intl.getCanonicalLocales(tag);
    const text = catalogues.get(locale.slice(0, 2));
    if (text) return { locale, text };
  } catch {
    // what stands in a lang attribute need not be a language tag
  }
  return { locale: "en", text: en };
}
