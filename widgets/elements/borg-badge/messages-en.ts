// The English text of <borg-badge>, beside what elements share.

export const badgeEn = {
  title: "Backups",
  /** In one line: what other elements say has no room there. */
  empty: "None set up",
};

export type BadgeWords = typeof badgeEn;
