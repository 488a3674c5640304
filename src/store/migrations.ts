// Bringing a collection's records up to the version that this release writes.

/** A numbered step: turns the records of version `to - 1` into those of version `to`. Pure; the result is checked afterwards. */
export interface Migration {
  readonly to: number;
  readonly up: (records: readonly unknown[]) => readonly unknown[];
}

/** Applies the steps from one version to another, in order. Throws where one is missing. */
export function migrate(
  migrations: readonly Migration[],
  records: readonly unknown[],
  from: number,
  to: number,
): readonly unknown[] {
  let current = records;
  for (let version = from + 1; version <= to; version += 1) {
    const step = migrations.find((migration) => migration.to === version);
    if (!step) throw new Error(`No migration to version ${version}`);
    current = step.up(current);
  }
  return current;
}
