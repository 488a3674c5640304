// The English text of <borg-repositories>, beside what elements share.

export const repositoriesEn = {
  title: "Repositories",
  last: "Last backup",
  size: "Size",
  archives: "Archives",
  openLog: "Open log",
  troubled: (count: number, figure: string) =>
    count === 1 ? `${figure} repository needs attention` : `${figure} repositories need attention`,
  well: "No repository needs attention",
  empty: "No repositories yet",
  emptyAction: "Create a repository",
  hidden: "Nothing here, or you may not see it.",
};

export type RepositoriesWords = typeof repositoriesEn;
