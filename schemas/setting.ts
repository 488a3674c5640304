// What describes a setting of the environment.
import Type from "typebox";

/** What a setting carries beside its type. `accepts` completes "write …"; `secret` ones can also come from NAME_FILE. */
export interface SettingNotes {
  readonly group:
    | "Service"
    | "Data"
    | "First admin"
    | "Signing in through a proxy"
    | "Without signing in"
    | "Dashboards";
  readonly description: string;
  readonly accepts: string;
  readonly secret?: true;
  readonly default?: string | number | boolean;
  /** What applies where there is no fixed default. */
  readonly otherwise?: string;
}

/** A text. */
export const text = (notes: SettingNotes, rules: { minLength?: number; maxLength?: number; pattern?: string } = {}) =>
  Type.Optional(Type.String({ maxLength: 2048, ...rules, ...notes }));
/** Several, separated by commas or line breaks. */
export const list = (notes: SettingNotes) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 100, ...notes }));
/** True or false. */
export const flag = (notes: SettingNotes) => Type.Optional(Type.Boolean({ ...notes }));
/** One of some words. */
export const choice = <const V extends string[]>(values: readonly [...V], notes: SettingNotes) =>
  Type.Optional(Type.Enum(values, { ...notes }));
