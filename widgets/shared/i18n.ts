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
 * The language for an element: its `lang` attribute, else the nearest ancestor's, else the browser's. Where there is no
 * catalogue for it, everything is English, dates and figures too: two languages in one sentence help nobody.
 */
export function languageOf(element: Element): Language {
  const tag = nearestLang(element) || navigator.language || "en";
  const text = catalogues.get(tag.split("-", 1)[0]?.toLowerCase() ?? "");
  return text ? { locale: validLocale(tag), text } : { locale: "en", text: en };
}

function nearestLang(element: Element): string | null {
  const holder = element.closest("[lang]");
  if (holder) return holder.getAttribute("lang");
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? nearestLang(root.host) : null;
}

function validLocale(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? "en";
  } catch {
    return "en"; // what stands in a lang attribute need not be a language tag
  }
}
