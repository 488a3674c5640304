// The English text of <borg-badge>, beside what elements share.

export const badgeEn = {
  title: "Backups",
  empty: "None set up",
};

export type BadgeWords = typeof badgeEn;
