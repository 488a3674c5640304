// Polish.
import type { PlainWords } from "./words.ts";

export const pl: PlainWords = {
  locale: "pl",
  states: {
    ok: "OK",
    running: "w toku",
    warning: "z ostrzeżeniami",
    failed: "nieudane",
    late: "opóźnione",
    suspicious: "podejrzane",
    never: "nigdy",
    paused: "wstrzymane",
    empty: "brak",
    unknown: "nieznane",
  },
  verdicts: {
    ok: "Wszystko ma kopię zapasową",
    running: "Trwa wykonywanie kopii",
    warning: "Ostatnia kopia miała ostrzeżenia",
    failed: "Kopia nie powiodła się",
    late: "Kopia jest opóźniona",
    suspicious: "Kopia jest podejrzana",
    never: "Nie ma jeszcze żadnej kopii",
    paused: "Kopie są wstrzymane",
    empty: "Nie ma jeszcze żadnego planu",
    unknown: "Stan kopii zapasowych nie jest znany",
  },
  title: "Kopie zapasowe",
  label: "kopie",
  colon: ": ",
  open: (name) => `Otwórz ${name} w Borgdecku`,
  more: (count) => `i jeszcze ${count}`,
  lastBackup: "Ostatnia kopia",
  noBackup: "Nie ma jeszcze kopii",
  nextRun: "Następna",
  short: { last: "ostatnia", none: "nie ma jeszcze kopii", next: "następna" },
};
