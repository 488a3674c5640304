// A journal without a disk, for tests of what stands on journals.

/** What was appended, in order; places are positions in that order. */
export function createMemoryJournal<E>(entries: E[] = []) {
  return {
    entries,
    append: async (entry: E) => void entries.push(entry),
    async *readPlaces(before: string | null) {
      const end = before === null ? entries.length : Number(before);
      for (let at = Math.min(end, entries.length) - 1; at >= 0; at -= 1)
        yield { entry: entries[at] as E, place: String(at) };
    },
  };
}
