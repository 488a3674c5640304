// A record in memory: frozen, and equal to its line on disk.

const lines = new WeakMap<object, string>();

/** The frozen record that reading its line back would give; what JSON cannot hold never gets into memory. */
export function asStored<R extends object>(candidate: R): R {
  const line = JSON.stringify(candidate);
  const record = deepFreeze(JSON.parse(line) as R);
  lines.set(record, line);
  return record;
}

/** The line of a frozen record in its file, made only once. */
export function lineOf(record: object): string {
  const known = lines.get(record);
  if (known !== undefined) return known;
  const line = JSON.stringify(record);
  lines.set(record, line);
  return line;
}

/** Freezes a value and everything in it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
