// Following jobs while they run: progress from the live status, and a reload whenever one of them changes.
import type { JobProgress } from "../../../../schemas/jobs.ts";
import type { RunningJob } from "../../../../schemas/status.ts";
import type { LiveSource } from "../../../shared/client/live.ts";

/** The live status may say that the last job ended before the run is settled. */
const askAgainMs = 4_000;

export interface JobFollower {
  progressOf(jobId: string): JobProgress | null;
  stop(): void;
}

export interface FollowOptions {
  readonly live: LiveSource;
  readonly concerns: (job: RunningJob) => boolean;
  /** Whether there is still something to wait for. */
  readonly active: () => boolean;
  /** Another job, or another state of one. */
  readonly onChange: () => void;
  readonly onProgress: () => void;
}

/** Follows until stopped. */
export function followJobs({ live, concerns, active, onChange, onProgress }: FollowOptions): JobFollower {
  let jobs: readonly RunningJob[] = [];
  let signature: string | null = null;
  const unsubscribe = live.subscribe(({ status }) => {
    if (!status) return;
    jobs = status.running.filter(concerns);
    const now = jobs.map(({ id, state, cancelRequested }) => `${id} ${state} ${cancelRequested}`).join();
    const changed = signature !== null && now !== signature;
    signature = now;
    if (changed) onChange();
    else onProgress();
  });
  const timer = setInterval(() => {
    if (active() && !document.hidden) onChange();
  }, askAgainMs);
  return {
    progressOf: (jobId) => jobs.find(({ id }) => id === jobId)?.progress ?? null,
    stop() {
      unsubscribe();
      clearInterval(timer);
    },
  };
}
