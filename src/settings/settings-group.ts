// A group of settings that administrators change while the service runs: one record, its schema and its defaults.
import type { Static, TSchema } from "typebox";
import type { SettingsRecord } from "../../schemas/settings.ts";
import { fieldErrors } from "../validate.ts";

/** What is set, with the revision of its record; 0 while nobody has set anything. */
export interface Stored<V> {
  readonly value: V;
  readonly revision: number;
}

export interface SettingsGroup<V> {
  /** What is set, or the defaults. From memory. */
  read(): Stored<V>;
  /** Replaces it. Resolves when durable. Throws Fault `stale-revision` where it has changed meanwhile. */
  write(value: V, options?: { readonly ifRevision?: number | undefined }): Promise<Stored<V>>;
}

export interface SettingsCollection {
  get(id: string): SettingsRecord | undefined;
  insert(record: Omit<SettingsRecord, "revision">): Promise<SettingsRecord>;
  update(
    id: string,
    change: (record: SettingsRecord) => Omit<SettingsRecord, "revision">,
    options?: { ifRevision?: number },
  ): Promise<SettingsRecord>;
}

/**
 * Opens a group. A stored value that does not fit its schema any more counts as not set, property by property: what fits is
 * kept, the rest takes its default.
 */
export function createSettingsGroup<S extends TSchema & { readonly properties: Readonly<Record<string, TSchema>> }>(
  collection: SettingsCollection,
  id: string,
  schema: S,
  defaults: Static<S>,
): SettingsGroup<Static<S>> {
  type V = Static<S>;
  let known: { readonly record: SettingsRecord; readonly stored: Stored<V> } | null = null;

  const toStored = (record: SettingsRecord): Stored<V> => {
    const fitting = Object.entries(record.value).filter(([name, value]) => {
      const property = schema.properties[name];
      return property !== undefined && Object.keys(fieldErrors(property, value)).length === 0;
    });
    const value = { ...(defaults as object), ...Object.fromEntries(fitting) } as V;
    return { value, revision: record.revision };
  };
  const keep = (record: SettingsRecord): Stored<V> => {
    if (known?.record !== record) known = { record, stored: toStored(record) };
    return known.stored;
  };

  return {
    read() {
      const record = collection.get(id);
      return record ? keep(record) : { value: defaults, revision: 0 };
    },
    async write(value, { ifRevision } = {}) {
      const fields = value as Readonly<Record<string, unknown>>;
      if (!collection.get(id)) return keep(await collection.insert({ id, value: { ...fields } }));
      const condition = ifRevision === undefined ? {} : { ifRevision };
      return keep(await collection.update(id, (record) => ({ ...record, value: { ...fields } }), condition));
    },
  };
}
