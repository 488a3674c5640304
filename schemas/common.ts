// What every other schema is made of: ids, times, and the shape of errors and lists.
import Type from "typebox";

/** Options of an object that accepts no property it does not name. */
export const closed = { additionalProperties: false } as const;

/** An opaque identifier; lower-case base32 without padding, never derived from a name. */
export const Id = Type.String({ pattern: "^[a-z2-7]{8,40}$", description: "Opaque identifier" });

/** ISO 8601 in UTC with `Z`. */
export const Timestamp = Type.String({ format: "date-time", description: "ISO 8601, UTC" });

/** A value, or null where there is none yet. */
export const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** A size in bytes. */
export const Bytes = Type.Integer({ minimum: 0, description: "Bytes" });

/** A duration in milliseconds. */
export const Milliseconds = Type.Integer({ minimum: 0, description: "Milliseconds" });

/** A name as it is stored: 1 to 80 characters. Those of before may hold format characters, and load all the same. */
export const StoredName = Type.String({
  minLength: 1,
  maxLength: 80,
  pattern: "^(?=.*\\S)[^\\u0000-\\u001f\\u007f]+$",
});

/**
 * What a person may call a thing: 1 to 80 characters, none of which controls others or is never seen, such as U+202E, which
 * turns round what follows it. Joiners stay, since some scripts and emoji are written with them.
 */
export const DisplayName = Type.String({
  minLength: 1,
  maxLength: 80,
  pattern: "^(?=.*[^\\s\\u200c\\u200d])(?:[\\u200c\\u200d]|[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}])+$",
});

/** An absolute path of this host without NUL or newline-like control characters. */
export const AbsolutePath = Type.String({
  minLength: 1,
  maxLength: 4096,
  pattern: "^/[^\\u0000-\\u001f]*$",
  description: "Absolute path",
});

/** An error reply, RFC 9457. `fields` maps a JSON pointer of the request body to what is wrong there. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    fields: Type.Optional(Type.Record(Type.String(), Type.String())),
    retryAfterMs: Type.Optional(Milliseconds),
  },
  { $id: "Problem" },
);
export type Problem = Type.Static<typeof Problem>;

/** A page of a list; `next` is the cursor of the following page, or null on the last one. */
export const page = <T extends Type.TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Nullable(Type.String()) }, closed);

/** Query of every list. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
};
