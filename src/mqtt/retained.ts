// Makes what a broker retains of ours what it should be: what is wanted, and nothing else.
import type { Broker } from "./broker.ts";
import { BrokerError, type BrokerProblem } from "./broker-problem.ts";
import type { Ledger } from "./ledger.ts";

/** Topic → payload, in the order of telling; `complete` false where topics may be missing that should not be cleared. */
export interface Wanted {
  readonly messages: ReadonlyMap<string, string>;
  readonly complete: boolean;
}

export interface Retained {
  /** The broker may know nothing: everything is told again. */
  again(): void;
  /** Tells what is new and clears what is no more wanted. Gives what was not allowed; rejects where the connection fails. */
  converge(to: Broker): Promise<BrokerProblem | null>;
  /** Takes back everything that was ever told and not taken back. */
  clear(from: Broker): Promise<void>;
}

/** Creates it. `stopped` ends the telling in between two topics. */
export function createRetained(wanted: () => Wanted, ledger: Ledger, stopped: AbortSignal): Retained {
  const told = new Map<string, string>();

  /** What the broker does not allow is not tried again on this connection. */
  const tell = async (to: Broker, topic: string, payload: string): Promise<BrokerProblem | null> => {
    if (told.get(topic) === payload || stopped.aborted) return null;
    const denied = await to.publish(topic, payload, { retain: true }).then(() => null, refusalOf);
    told.set(topic, payload);
    return denied;
  };
  const tellAll = async (to: Broker, messages: Iterable<readonly [string, string]>) => {
    const denied = new Map<string, BrokerProblem>();
    for (const [topic, payload] of messages) {
      const problem = await tell(to, topic, payload);
      if (problem) denied.set(topic, problem);
    }
    return denied;
  };

  return {
    again: () => told.clear(),
    async converge(to) {
      const { messages, complete } = wanted();
      await ledger.add([...messages.keys()]);
      const denied = await tellAll(to, messages);
      const outdated = complete
        ? ledger.topics().filter((topic) => !messages.has(topic) && told.get(topic) !== "")
        : [];
      const kept = await tellAll(
        to,
        outdated.map((topic) => [topic, ""]),
      );
      if (!stopped.aborted) {
        const gone = outdated.filter((topic) => !kept.has(topic));
        await ledger.remove(gone);
        for (const topic of gone) told.delete(topic);
      }
      return [...denied.values(), ...kept.values()][0] ?? null;
    },
    async clear(from) {
      for (const topic of [...ledger.topics()]) {
        const denied = await from.publish(topic, "", { retain: true }).then(() => null, refusalOf);
        if (denied === null) await ledger.remove([topic]);
      }
    },
  };
}

/** The problem where the broker refused; any other error goes on. */
function refusalOf(error: unknown): BrokerProblem {
  if (error instanceof BrokerError && error.problem.refused) return error.problem;
  throw error;
}
