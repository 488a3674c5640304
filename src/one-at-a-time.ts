/** Runs one work after another, so that what is decided on what is stored is stored before the next one looks. */
export type OneAtATime = <T>(work: () => Promise<T>) => Promise<T>;

/** Creates a line of its own. */
export function createOneAtATime(): OneAtATime {
  let turn: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => {}); // its caller gets the error; the next one only waits
    return mine;
  };
}
