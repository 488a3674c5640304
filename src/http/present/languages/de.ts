// German.
import type { PlainWords } from "./words.ts";

export const de: PlainWords = {
  locale: "de",
  states: {
    ok: "OK",
    running: "läuft",
    warning: "Warnung",
    failed: "fehlgeschlagen",
    late: "überfällig",
    suspicious: "verdächtig",
    never: "noch nie",
    paused: "pausiert",
    empty: "keine",
    unknown: "unbekannt",
  },
  verdicts: {
    ok: "Alles ist gesichert",
    running: "Eine Sicherung läuft",
    warning: "Die letzte Sicherung hatte Warnungen",
    failed: "Eine Sicherung ist fehlgeschlagen",
    late: "Eine Sicherung ist überfällig",
    suspicious: "Eine Sicherung ist verdächtig",
    never: "Noch wurde nichts gesichert",
    paused: "Die Sicherungen sind pausiert",
    empty: "Es gibt noch keinen Plan",
    unknown: "Der Stand der Sicherungen ist nicht bekannt",
  },
  title: "Sicherungen",
  label: "Sicherungen",
  colon: ": ",
  open: (name) => `${name} in Borgdeck öffnen`,
  more: (count) => `und ${count} weitere`,
  lastBackup: "Letzte Sicherung",
  noBackup: "Noch keine Sicherung",
  nextRun: "Nächste",
  short: { last: "zuletzt", none: "noch keine Sicherung", next: "nächste" },
};
