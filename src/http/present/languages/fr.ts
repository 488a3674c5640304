// French. A space that does not break stands before a colon.
import type { PlainWords } from "./words.ts";

export const fr: PlainWords = {
  locale: "fr",
  states: {
    ok: "OK",
    running: "en cours",
    warning: "avec alertes",
    failed: "en échec",
    late: "en retard",
    suspicious: "suspecte",
    never: "jamais",
    paused: "en pause",
    empty: "aucune",
    unknown: "inconnu",
  },
  verdicts: {
    ok: "Tout est sauvegardé",
    running: "Une sauvegarde est en cours",
    warning: "La dernière sauvegarde a donné des alertes",
    failed: "Une sauvegarde a échoué",
    late: "Une sauvegarde est en retard",
    suspicious: "Une sauvegarde est suspecte",
    never: "Rien n’a encore été sauvegardé",
    paused: "Les sauvegardes sont en pause",
    empty: "Il n’y a pas encore de plan",
    unknown: "L’état des sauvegardes n’est pas connu",
  },
  title: "Sauvegardes",
  label: "sauvegardes",
  colon: "\u00a0: ",
  open: (name) => `Ouvrir ${name} dans Borgdeck`,
  more: (count) => `et ${count} de plus`,
  lastBackup: "Dernière sauvegarde",
  noBackup: "Pas encore de sauvegarde",
  nextRun: "Prochaine",
  short: { last: "dernière", none: "pas encore de sauvegarde", next: "prochaine" },
};
