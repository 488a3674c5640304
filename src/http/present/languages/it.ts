// Italian.
import type { PlainWords } from "./words.ts";

export const it: PlainWords = {
  locale: "it",
  states: {
    ok: "OK",
    running: "in corso",
    warning: "con avvisi",
    failed: "in errore",
    late: "in ritardo",
    suspicious: "sospetto",
    never: "mai",
    paused: "in pausa",
    empty: "nessuno",
    unknown: "sconosciuto",
  },
  verdicts: {
    ok: "Tutto è salvato",
    running: "Un backup è in corso",
    warning: "L’ultimo backup ha dato avvisi",
    failed: "Un backup non è riuscito",
    late: "Un backup è in ritardo",
    suspicious: "Un backup è sospetto",
    never: "Non è ancora stato salvato niente",
    paused: "I backup sono in pausa",
    empty: "Non c’è ancora nessun piano",
    unknown: "Lo stato dei backup non è noto",
  },
  title: "Backup",
  label: "backup",
  colon: ": ",
  open: (name) => `Apri ${name} in Borgdeck`,
  more: (count) => `e ancora ${count}`,
  lastBackup: "Ultimo backup",
  noBackup: "Ancora nessun backup",
  nextRun: "Prossimo",
  short: { last: "ultimo", none: "ancora nessun backup", next: "prossimo" },
};
