// The languages of what is shown without a script.
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import { nl } from "./nl.ts";
import { pl } from "./pl.ts";
import type { PlainWords } from "./words.ts";
import { zh } from "./zh.ts";

/** Codes that `?lang=` may be; English where there is none. */
export const plainLanguages = ["en", "de", "es", "fr", "it", "ja", "nl", "pl", "zh"] as const;
type PlainLanguage = (typeof plainLanguages)[number];

const all: Readonly<Record<PlainLanguage, PlainWords>> = { en, de, es, fr, it, ja, nl, pl, zh };

/** The words of a language; the English ones for any that there is not. */
export function wordsOf(language: string | undefined): PlainWords {
  return all[plainLanguages.find((each) => each === language) ?? "en"];
}
