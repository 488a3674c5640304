// The English words that elements share and only data needs: they come with the data client.

export const dataWordsEn = {
  /** Where nothing is set up: the words of a link. */
  emptyAction: "Set up the first backup",
  /** Where `repo` names nothing that is there for who asks. */
  hidden: "Nothing here, or you may not see it.",
  openLog: "Open log",
  /** Its time has come. */
  due: "due now",
  /** A check that a time limit ended. */
  partly: "in part",
};

export type DataWords = typeof dataWordsEn;
