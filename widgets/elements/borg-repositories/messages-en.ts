// The English text of <borg-repositories>, beside what elements share.

export const repositoriesEn = {
  title: "Repositories",
  size: "Size",
  archives: "Archives",
  troubled: (count: number, figure: string) =>
    count === 1 ? `${figure} repository needs attention` : `${figure} repositories need attention`,
  well: "No repository needs attention",
};

export type RepositoriesWords = typeof repositoriesEn;
