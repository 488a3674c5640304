// The beat that makes the scheduler look at its plans: each second, by node-cron.
import cron from "node-cron";

/** Calls `beat` each second until stopped. Errors are `beat`'s own affair. */
export function startHeartbeat(beat: () => void): () => void {
  const task = cron.schedule("* * * * * *", beat);
  return () => void task.destroy();
}
