// What administrators set at run time.
import Type from "typebox";
import { closed } from "./common.ts";

/** One group of settings; `value` is checked by the group's own schema when it is read. */
export const SettingsRecord = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z][a-z-]{0,39}$", description: "Name of the group" }),
    revision: Type.Integer({ minimum: 1 }),
    value: Type.Record(Type.String(), Type.Unknown()),
  },
  closed,
);
export type SettingsRecord = Type.Static<typeof SettingsRecord>;
