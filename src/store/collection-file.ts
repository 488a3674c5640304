// The text of a collection's file: how it is read, checked and written.
import type { TSchema } from "typebox";
import { fieldErrors } from "../validate.ts";
import { type Migration, migrate } from "./migrations.ts";

/** What every stored record has. */
export interface StoredRecord {
  readonly id: string;
  readonly revision: number;
}

/** What a collection's file is called and what it holds. */
export interface CollectionSpec {
  readonly name: string;
  readonly schema: TSchema;
  /** Version that this release writes. */
  readonly schemaVersion: number;
  readonly migrations: readonly Migration[];
}

/** What was found in a file. `problem` says what is wrong; `records` are those that can still be used. */
export interface CollectionContent<R> {
  readonly records: readonly R[];
  readonly problem: string | null;
  /** The older version that the records were brought up from, or null. */
  readonly migratedFrom: number | null;
}

/** Reads the text of a file. Never throws for what it finds in it. */
export function decodeCollection<R extends StoredRecord>(spec: CollectionSpec, text: string): CollectionContent<R> {
  const file = parseObject(text);
  if (!file) return unusable("is not valid JSON");
  const { schemaVersion, records } = file;
  if (!Number.isInteger(schemaVersion) || (schemaVersion as number) < 1) return unusable("has no schemaVersion");
  if (!Array.isArray(records)) return unusable("has no list of records");
  const version = schemaVersion as number;
  if (version > spec.schemaVersion) {
    return unusable(`is of version ${version}, newer than this release of Borgdeck knows (${spec.schemaVersion})`);
  }
  if (version === spec.schemaVersion) return { ...checked<R>(spec, records), migratedFrom: null };
  try {
    return {
      ...checked<R>(spec, migrate(spec.migrations, records, version, spec.schemaVersion)),
      migratedFrom: version,
    };
  } catch {
    return unusable(`cannot be brought from version ${version} to ${spec.schemaVersion}`);
  }
}

/** The text of a file, one record a line, so that it can be read and compared by people. */
export function encodeCollection(spec: CollectionSpec, lines: readonly string[]): string {
  const body = lines.length === 0 ? "" : `\n${lines.join(",\n")}\n`;
  return `{"schemaVersion":${spec.schemaVersion},"records":[${body}]}\n`;
}

function checked<R extends StoredRecord>(spec: CollectionSpec, found: readonly unknown[]) {
  const records = new Map<string, R>();
  let problem: string | null = null;
  for (const [index, record] of found.entries()) {
    const [wrong] = Object.entries(fieldErrors(spec.schema, record));
    if (wrong) problem ??= `does not fit its schema: /records/${index}${wrong[0]} ${wrong[1]}`;
    else if (records.has((record as R).id)) problem ??= `has two records with the id of /records/${index}`;
    else records.set((record as R).id, record as R);
  }
  return { records: [...records.values()], problem };
}

function unusable(problem: string): CollectionContent<never> {
  return { records: [], problem, migratedFrom: null };
}

/** The parser's own message is dropped: it quotes the text, which may hold a password's hash. */
function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
