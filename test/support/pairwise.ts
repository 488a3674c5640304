// Fewer combinations than all of them, so that any two values of any two factors still meet.

export type Factors = Readonly<Record<string, readonly (string | number | boolean)[]>>;
export type Combination<F extends Factors> = { readonly [Name in keyof F]: F[Name][number] };

/**
 * A covering array of strength two: in one row at least stand any two values of any two factors. The same for the same factors. Greedy:
 * not always the shortest, but close to it where factors are few.
 */
export function pairwise<F extends Factors>(factors: F): Combination<F>[] {
  const names = Object.keys(factors);
  const missing = new Set(
    names.flatMap((a, index) =>
      names.slice(index + 1).flatMap((b) => valuesOf(a).flatMap((x) => valuesOf(b).map((y) => keyOf(a, x, b, y)))),
    ),
  );
  const rows: Record<string, number>[] = [];
  for (let first = next(missing); first; first = next(missing)) {
    const [a, x, b, y] = JSON.parse(first) as [string, number, string, number];
    const row: Record<string, number> = { [a]: x, [b]: y };
    for (const name of names) row[name] ??= best(name, row);
    for (const key of pairsOf(row)) missing.delete(key);
    rows.push(row);
  }
  return rows.map(
    (row) => Object.fromEntries(names.map((name) => [name, factors[name]?.[row[name] ?? 0]])) as Combination<F>,
  );

  function valuesOf(name: string): number[] {
    return [...(factors[name]?.keys() ?? [])];
  }

  /** The value that brings most of what is missing together with what the row has; of equals the one that is least used. */
  function best(name: string, row: Readonly<Record<string, number>>): number {
    const gain = (value: number) =>
      Object.entries(row).filter(([other, theirs]) => missing.has(keyOf(name, value, other, theirs))).length;
    const uses = (value: number) => rows.filter((each) => each[name] === value).length;
    const [value = 0] = valuesOf(name).sort((x, y) => gain(y) - gain(x) || uses(x) - uses(y));
    return value;
  }

  function pairsOf(row: Readonly<Record<string, number>>): string[] {
    return names.flatMap((a, index) => names.slice(index + 1).map((b) => keyOf(a, row[a] ?? 0, b, row[b] ?? 0)));
  }

  /** The same whichever comes first. */
  function keyOf(a: string, x: number, b: string, y: number): string {
    return JSON.stringify(names.indexOf(a) < names.indexOf(b) ? [a, x, b, y] : [b, y, a, x]);
  }
}

const next = (set: ReadonlySet<string>): string | undefined => set.values().next().value;
