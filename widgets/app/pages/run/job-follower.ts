// Following jobs while they run: progress from the live status, and a reload whenever one of them changes.
import type { ReactiveControllerHost } from "lit";
import type { JobProgress } from "../../../../schemas/jobs.ts";
import type { RunningJob } from "../../../../schemas/status.ts";
import type { App } from "../../context.ts";

/** The live status may say that the last job ended before the run is settled. */
const askAgainMs = 4_000;

export interface JobFollower {
  /** Follows from now on, until the page is left; where it does already nothing happens. */
  begin(): void;
  progressOf(jobId: string): JobProgress | null;
}

/** A page that shows jobs. */
interface FollowerHost extends ReactiveControllerHost, HTMLElement {
  readonly app: App;
}

export interface FollowOptions {
  readonly concerns: (job: RunningJob) => boolean;
  /** Whether there is still something to wait for. */
  readonly active: () => boolean;
  /** Another job, or another state of one. */
  readonly onChange: () => void;
}

/** Creates it for this page, which is drawn anew with each progress. */
export function createJobFollower(host: FollowerHost, { concerns, active, onChange }: FollowOptions): JobFollower {
  let jobs: readonly RunningJob[] = [];
  let stop: (() => void) | null = null;

  const follow = (): (() => void) => {
    let signature: string | null = null;
    const unsubscribe = host.app.live.subscribe(({ status }) => {
      if (!status) return;
      jobs = status.running.filter(concerns);
      const now = jobs.map(({ id, state, cancelRequested }) => `${id} ${state} ${cancelRequested}`).join();
      const changed = signature !== null && now !== signature;
      signature = now;
      if (changed) onChange();
      else host.requestUpdate();
    });
    const timer = setInterval(() => {
      if (active() && !document.hidden) onChange();
    }, askAgainMs);
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  };
  host.addController({
    hostDisconnected() {
      stop?.();
      stop = null;
    },
  });
  return {
    begin() {
      if (host.isConnected) stop ??= follow(); // it may have been left while its data came
    },
    progressOf: (jobId) => jobs.find(({ id }) => id === jobId)?.progress ?? null,
  };
}
