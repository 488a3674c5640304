// Which language an element speaks.

/** The languages that have a catalogue of their own; English is in the elements. */
export const languageCodes = ["de"] as const;
export type LanguageCode = (typeof languageCodes)[number];

/** The locale that figures and dates are written in, and the catalogue that the text is in; null where that is English. */
export interface Language {
  readonly locale: string;
  readonly code: LanguageCode | null;
}

/**
 * The language for an element: its `lang` attribute, else the nearest ancestor's, else the page's or the browser's. Where
 * there is no catalogue for it, everything is English, dates and figures too: two languages in one sentence help nobody.
 */
export function languageOf(element: Element): Language {
  const tag = element.closest("[lang]")?.getAttribute("lang") || navigator.language;
  try {
    const [locale = "en"] = Intl.getCanonicalLocales(tag);
    const { language } = new Intl.Locale(locale);
    const code = languageCodes.find((each) => each === language) ?? null;
    if (code || language === "en") return { locale, code };
  } catch {
    // what stands in a lang attribute need not be a language tag
  }
  return { locale: "en", code: null };
}
