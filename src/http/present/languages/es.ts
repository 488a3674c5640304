// Spanish.
import type { PlainWords } from "./words.ts";

export const es: PlainWords = {
  locale: "es",
  states: {
    ok: "OK",
    running: "en curso",
    warning: "con avisos",
    failed: "con fallos",
    late: "con retraso",
    suspicious: "sospechosa",
    never: "nunca",
    paused: "en pausa",
    empty: "ninguna",
    unknown: "desconocido",
  },
  verdicts: {
    ok: "Todo tiene copia",
    running: "Hay una copia en curso",
    warning: "La última copia tuvo avisos",
    failed: "Una copia ha fallado",
    late: "Una copia va con retraso",
    suspicious: "Una copia es sospechosa",
    never: "Aún no se ha copiado nada",
    paused: "Las copias están en pausa",
    empty: "Aún no hay ningún plan",
    unknown: "No se conoce el estado de las copias",
  },
  title: "Copias de seguridad",
  label: "copias",
  colon: ": ",
  open: (name) => `Abrir ${name} en Borgdeck`,
  more: (count) => `y ${count} más`,
  lastBackup: "Última copia",
  noBackup: "Aún sin copia",
  nextRun: "Próxima",
  short: { last: "última", none: "aún sin copia", next: "próxima" },
};
