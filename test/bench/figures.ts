// bench/ measures Borgdeck beside what it is held against, in one run on one machine; only the ratios travel.

/** One measured line. `theirs` is what it is held against, measured in the same run. */
export interface Figure {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  /** ours / theirs; null where there is nothing to divide by. */
  readonly ratio: number | null;
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? sorted[middle] ?? Number.NaN, sorted[middle] ?? Number.NaN];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** A value such as "12.3 ms". */
export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
export const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;

/** A time beside the most that it may take, both in milliseconds. */
export function goal(name: string, value: number, most: number): Figure {
  return { name, ours: ms(value), theirs: ms(most), ratio: value / most };
}

/** The value that one of a hundred is above. */
export function p99(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;
}

/** The figures as a table of text. */
export function asTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, ours, theirs, ratio }) => [name, ours, theirs, ratio?.toFixed(3) ?? "–"]);
  const all = [["What", "Borgdeck", "Beside it", "Ratio"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
