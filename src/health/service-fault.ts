// What is wrong with the service as a whole: its data files, or a scheduler that has stopped looking.
import type { Fault, FaultCode } from "../fault.ts";
import type { Clock } from "../ports/clock.ts";

/** A scheduler that has not looked for this long, in milliseconds, is reported. */
const stalledAfterMs = 120_000;

export interface ServiceFaultDependencies {
  /** Why the store cannot be written, or null. */
  storeFault(): Fault | null;
  /** When the scheduler last looked, in milliseconds since the epoch. */
  lastTickAt(): number;
  readonly clock: Clock;
}

/** What /healthz, the status and the pages say; null when nothing is wrong. */
export type ServiceFault = () => { readonly code: FaultCode | "scheduler-stalled"; readonly detail: string } | null;

/** Creates it. */
export function createServiceFault({ storeFault, lastTickAt, clock }: ServiceFaultDependencies): ServiceFault {
  return () => {
    const { code, detail } = storeFault() ?? {};
    if (code && detail) return { code, detail };
    if (clock.now() - lastTickAt() < stalledAfterMs) return null;
    return { code: "scheduler-stalled", detail: "The scheduler has not looked at its plans for two minutes." };
  };
}
