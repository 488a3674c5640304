import type { Ports } from "../ports/ports.ts";
import { createQueue, type Queue, type QueueDependencies } from "./queue.ts";
import { createJobRunner, type JobRunnerDependencies } from "./runner.ts";

/** Jobs that run at the same time, on different repositories: by plans and by hand, for the indexes, and mounts. */
const slots = { work: 2, background: 1, standing: 8 };

export type OpenQueueDependencies = Omit<JobRunnerDependencies, "clock" | "files"> &
  Pick<QueueDependencies, "history" | "leases" | "kinds"> & {
    readonly ports: Pick<Ports, "clock" | "files" | "random" | "log">;
  };

/** Makes the queue and what runs its jobs. */
export function openQueue({ ports, ...dependencies }: OpenQueueDependencies): Queue {
  const runner = createJobRunner({ ...dependencies, ...ports });
  return createQueue({ ...dependencies, ...ports, runner, slots });
}
