// Which language an element speaks.

/** The language that an element is to speak, as a tag: its `lang` attribute, else the nearest ancestor's, else the browser's. */
export function languageOf(element: Element): string {
  const tag = element.closest("[lang]")?.getAttribute("lang") || navigator.language;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? "en";
  } catch {
    return "en"; // what stands in a lang attribute need not be a language tag
  }
}

/** Whether it is the language that the elements bring with them. */
export const isEnglish = (locale: string) => /^en\b/.test(locale);
