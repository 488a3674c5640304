// One after another: for decisions over several records, which must not be taken twice from the same state.

export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Each piece of work begins when the one before it has ended, well or not. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {
      // Its caller gets the error; who comes next has nothing to do with it.
    });
    return mine;
  };
}
