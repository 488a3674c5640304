// The settings as the schema describes them.
import { Environment, type SettingNotes } from "../../schemas/config.ts";

export type SettingType = "text" | "integer" | "flag" | "list";

/** A setting: its name, its type and its notes. */
export interface Setting extends SettingNotes {
  readonly name: string;
  readonly type: SettingType;
}

type Property = SettingNotes & { readonly type?: string };

/** All settings in the order of the schema. */
export const settings: readonly Setting[] = Object.entries(Environment.properties).map(([name, schema]) => {
  const property = schema as unknown as Property;
  return { ...property, name, type: typeOf(property) };
});

function typeOf({ type }: Property): SettingType {
  if (type === "integer") return "integer";
  if (type === "boolean") return "flag";
  return type === "array" ? "list" : "text";
}
