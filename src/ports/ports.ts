// Everything outside the process that Borgdeck touches, in one object that tests replace piece by piece.
import { type Clock, systemClock } from "./clock.ts";
import { type Fetch, systemFetch } from "./fetch.ts";
import { type Files, systemFiles } from "./files.ts";
import type { Log } from "./log.ts";
import { type Processes, systemProcesses } from "./processes.ts";
import { type Random, systemRandom } from "./random.ts";

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly processes: Processes;
  readonly files: Files;
  readonly fetch: Fetch;
  readonly log: Log;
}

/** The real ones, with the given log. */
export function systemPorts(log: Log): Ports {
  return {
    clock: systemClock,
    random: systemRandom,
    processes: systemProcesses,
    files: systemFiles,
    fetch: systemFetch,
    log,
  };
}
