// Who waits for an answer of a broker: each hears at once that the connection has failed, and none waits for ever.
import type { Clock } from "../ports/clock.ts";
import type { BrokerError } from "./broker-problem.ts";

export interface Waiting {
  /** Waits for it, but no longer than the connection lives, or an answer may take. */
  forAnswer<T>(work: Promise<T>): Promise<T>;
  /** Ends the waiting of all who wait, and of all to come. */
  fail(error: BrokerError): void;
}

/**
 * Creates it. `late` says what it means that an answer does not come. Nothing is held of those who have their answer: against one
 * promise that lives as long as the connection, each race would leave something behind.
 */
export function createWaiting(clock: Clock, timeoutMs: number, late: () => BrokerError): Waiting {
  const waiting = new Set<(error: BrokerError) => void>();
  let failure: BrokerError | null = null;

  return {
    forAnswer: (work) =>
      new Promise((resolve, reject) => {
        const leave = () => {
          stop();
          waiting.delete(refuse);
        };
        const refuse = (error: unknown) => {
          leave();
          reject(error);
        };
        const stop = clock.after(timeoutMs, () => refuse(late()));
        if (failure) refuse(failure);
        else waiting.add(refuse);
        work.then((value) => {
          leave();
          resolve(value);
        }, refuse);
      }),
    fail(error) {
      failure ??= error;
      for (const refuse of [...waiting]) refuse(failure);
    },
  };
}
