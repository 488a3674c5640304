// What a broker keeps for us, written down before it is told: so it can be cleared later, whatever happens in between.
import type { MqttLedger } from "../../schemas/mqtt.ts";
import type { Log } from "../ports/log.ts";

export interface Ledger {
  topics(): readonly string[];
  /** Which broker it is about; empty while none was told anything. */
  broker(): string;
  /** Begins anew where it is about another broker. */
  turnTo(broker: string): Promise<void>;
  add(topics: readonly string[]): Promise<void>;
  remove(topics: readonly string[]): Promise<void>;
}

export interface LedgerDependencies {
  readonly group: { read(): { readonly value: MqttLedger }; write(value: MqttLedger): Promise<unknown> };
  readonly log: Log;
}

/** Creates it. Where it cannot be saved it is kept in memory, and says so in the log. */
export function createLedger({ group, log }: LedgerDependencies): Ledger {
  let current = group.read().value;
  const keep = async (next: MqttLedger) => {
    current = next;
    await group
      .write(next)
      .catch((error: unknown) => log.warn("What MQTT was told could not be written down", { error }));
  };

  return {
    topics: () => current.topics,
    broker: () => current.broker,
    async turnTo(broker) {
      if (current.broker !== broker) await keep({ broker, topics: [] });
    },
    async add(topics) {
      const fresh = topics.filter((topic) => !current.topics.includes(topic));
      if (fresh.length > 0) await keep({ ...current, topics: [...current.topics, ...fresh] });
    },
    async remove(topics) {
      const left = current.topics.filter((topic) => !topics.includes(topic));
      if (left.length < current.topics.length) await keep({ ...current, topics: left });
    },
  };
}
