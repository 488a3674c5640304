// Loading a language: part of the data client, which all elements of a page share.
import { type Catalogue, catalogues } from "../languages/catalogue.ts";
import type { LanguageCode } from "./i18n.ts";

/** Shared by every copy of the client on the page: each classic script has one. */
const loadingKey = Symbol.for("borgdeck.languages.loading.1");

/**
 * The catalogue of a language, from the service at `base`; null where it cannot be had, and then everything is English. By a classic
 * script, the one kind that a sign-on proxy lets through with the browser's cookies.
 */
export function loadLanguage(base: string, code: LanguageCode): Promise<Catalogue | null> {
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
