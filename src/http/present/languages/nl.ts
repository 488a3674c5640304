// Dutch.
import type { PlainWords } from "./words.ts";

export const nl: PlainWords = {
  locale: "nl",
  states: {
    ok: "OK",
    running: "bezig",
    warning: "waarschuwing",
    failed: "mislukt",
    late: "te laat",
    suspicious: "verdacht",
    never: "nooit",
    paused: "gepauzeerd",
    empty: "geen",
    unknown: "onbekend",
  },
  verdicts: {
    ok: "Alles is geback-upt",
    running: "Er loopt een back-up",
    warning: "De laatste back-up had waarschuwingen",
    failed: "Een back-up is mislukt",
    late: "Een back-up is te laat",
    suspicious: "Een back-up is verdacht",
    never: "Er is nog niets geback-upt",
    paused: "De back-ups zijn gepauzeerd",
    empty: "Er is nog geen plan",
    unknown: "De toestand van de back-ups is niet bekend",
  },
  title: "Back-ups",
  label: "back-ups",
  colon: ": ",
  open: (name) => `${name} openen in Borgdeck`,
  more: (count) => `en nog ${count}`,
  lastBackup: "Laatste back-up",
  noBackup: "Nog geen back-up",
  nextRun: "Volgende",
  short: { last: "laatste", none: "nog geen back-up", next: "volgende" },
};
