// Makes what upkeep needs of archives: previews for people, and restore drills for their jobs.
import type { Borg } from "../../borg/borg.ts";
import type { Ports } from "../../ports/ports.ts";
import { drill } from "../drill/drill.ts";
import { createDrillMemory, type DrillMemory, type DrillMemoryDependencies } from "../drill/drill-memory.ts";
import type { DrillRequest, DrillResult } from "../drill/drill-request.ts";
import { createUpkeepPreviews, type UpkeepPreviews, type UpkeepPreviewsDependencies } from "./upkeep-previews.ts";

export interface OpenUpkeepDependencies
  extends Pick<UpkeepPreviewsDependencies, "leases" | "plans" | "repositories" | "targets"> {
  readonly borg: Pick<Borg, "run" | "stream">;
  readonly drills: DrillMemoryDependencies["collection"];
  readonly ports: Pick<Ports, "files" | "random" | "clock" | "log">;
  readonly config: { readonly timeZone: string };
}

export interface OpenedUpkeep {
  readonly previews: UpkeepPreviews;
  readonly drill: (request: DrillRequest) => Promise<DrillResult>;
  readonly drillMemory: DrillMemory;
}

/** Makes it. */
export function openUpkeep({ borg, ports, drills, config, ...others }: OpenUpkeepDependencies): OpenedUpkeep {
  const { timeZone } = config;
  return {
    previews: createUpkeepPreviews({ ...others, ...ports, borg, timeZone }),
    drill: (request) => drill({ borg, ports }, request),
    drillMemory: createDrillMemory({ ...ports, collection: drills }),
  };
}
