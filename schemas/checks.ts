// Plans as checks in the form of Healthchecks' read-only API, which dashboards know already.
import Type from "typebox";
import { Nullable } from "./common.ts";

/** With seconds and an offset, as Healthchecks writes it. */
const Time = Type.String({ description: "ISO 8601 with +00:00" });

export const Check = Type.Object({
  name: Type.String(),
  slug: Type.String(),
  tags: Type.String(),
  desc: Type.String({ description: "What is wrong, where something is" }),
  grace: Type.Integer({ description: "Seconds after `next_ping` until it is down; 0 of what has no schedule" }),
  n_pings: Type.Integer({ description: "1 where there was a backup, else 0: they are not counted" }),
  status: Type.Enum(["new", "started", "up", "grace", "down", "paused"], {
    description: "`started` in version 1 only",
  }),
  started: Type.Boolean(),
  last_ping: Nullable(Time),
  next_ping: Nullable(Time),
  manual_resume: Type.Boolean(),
  methods: Type.String(),
  unique_key: Type.String({ pattern: "^[0-9a-f]{40}$", description: "Stable; made of the plan's id" }),
  uuid: Type.String({ description: "The same in the form of a UUID" }),
  timeout: Type.Optional(
    Type.Integer({ description: "Seconds that an archive stays fresh, of a repository to which others write" }),
  ),
  schedule: Type.Optional(Type.String({ description: "cron expression; a plan that is run by hand has none" })),
  tz: Type.Optional(Type.String()),
});
export type Check = Type.Static<typeof Check>;

export const CheckList = Type.Object({ checks: Type.Array(Check) });
export type CheckList = Type.Static<typeof CheckList>;
