// borg says nothing while it waits for a lock: whether a job does is seen from the lock's own files.
import type { Clock, StopTimer } from "../ports/clock.ts";

const lookMs = 1000;
/** Whoever reads holds the lock for a moment to write that down: one look alone says nothing. */
const looks = 2;

/** Looks each second, and tells each time whether the job waits for somebody else's lock. */
export function watchLock(
  clock: Clock,
  heldByStranger: () => Promise<boolean>,
  tell: (waits: boolean) => void,
): StopTimer {
  let held = 0;
  let looking = false;
  let stopped = false;
  const look = async () => {
    looking = true;
    held = (await heldByStranger()) ? held + 1 : 0;
    looking = false;
    if (!stopped) tell(held >= looks);
  };
  const stopTimer = clock.every(lookMs, () => {
    if (!looking) void look();
  });
  return () => {
    stopped = true;
    stopTimer();
  };
}
