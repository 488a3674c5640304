import Type from "typebox";

/** A path inside an archive, relative; empty for its root unless `minLength` says otherwise. NUL is in no path. */
export const innerPath = (rules: { readonly minLength?: number } = {}) =>
  Type.String({ maxLength: 16_384, pattern: "^[^\\u0000]*$", ...rules });
