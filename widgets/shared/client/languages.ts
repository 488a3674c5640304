// Loading a language: part of the data client, which all elements of a page share.
import { type Catalogue, catalogues } from "../../languages/catalogue.ts";

/** The languages that have a catalogue of their own; English is in the elements. */
export const languageCodes = ["de", "es", "fr", "it", "ja", "nl", "pl", "zh"] as const;
type LanguageCode = (typeof languageCodes)[number];

/** Shared by every copy of the client on the page: each classic script has one. */
const loadingKey = Symbol.for("borgdeck.languages.loading.1");

/** The language whose catalogue is for a locale. Who reads traditional characters is given no simplified ones. */
function codeFor(locale: string): LanguageCode | undefined {
  const [language] = locale.split(/-(?!Hant|TW|HK|MO)/);
  return languageCodes.find((code) => code === language);
}

/**
 * The catalogue for a locale, from the service at `base`; null where there is none or it cannot be had, and then everything is English.
 * By a classic script, the one kind that a sign-on proxy lets through with the browser's cookies.
 */
export async function loadLanguage(base: string, locale: string): Promise<Catalogue | null> {
  const code = codeFor(locale);
  if (!code) return null;
  const page = globalThis as { [loadingKey]?: Map<string, Promise<Catalogue | null>> };
  page[loadingKey] ??= new Map();
  // What stands behind a copy's address to get past caches (?v=2) is meant for its languages too.
  const src = `${base}/widgets/languages/${code}.js${new URL(import.meta.url).search}`;
  const started = page[loadingKey].get(src) ?? load(src);
  page[loadingKey].set(src, started);
  return started;
}

async function load(src: string): Promise<Catalogue | null> {
  const known = catalogues().get(src);
  if (known) return known;
  await new Promise<void>((done) => {
    const script = Object.assign(document.createElement("script"), { src, async: true });
    script.onload = script.onerror = () => done();
    document.head.append(script);
  });
  return catalogues().get(src) ?? null;
}
