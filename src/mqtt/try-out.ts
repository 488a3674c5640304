// The Test button of the settings: connects, tries what telling needs, and says what is wrong in words that lead further.
import type { MqttSettings, MqttTestReply } from "../../schemas/mqtt.ts";
import type { Clock } from "../ports/clock.ts";
import { newId, type Random } from "../ports/random.ts";
import { type Broker, connectBroker } from "./broker.ts";
import { BrokerError } from "./broker-problem.ts";
import { birthTopic, discoveryTopic } from "./topics.ts";

export interface TryOut {
  readonly settings: MqttSettings;
  readonly password: string | null;
}

type Step = MqttTestReply["steps"][number];

/** For the connection, and for each answer after it; the first one that does not come ends the test. */
const answerMs = 5000;
const leaveMs = 1000;

/** Runs the steps; later ones are left out where nothing can come of them. Nothing that is tried stays at the broker. */
export async function tryOut(
  { settings, password }: TryOut,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<MqttTestReply> {
  const { url, username, caCertificate } = settings;
  const clientId = `${settings.clientId}-test-${newId(random).slice(0, 6)}`; // its own, or the running one would be cut off
  const steps: Step[] = [];
  try {
    const broker = await connectBroker(
      { url, username, password, caCertificate, clientId },
      { clock, timeoutMs: answerMs },
    );
    steps.push({ name: "Connection", ok: true, detail: `The broker at ${new URL(url).host} lets Borgdeck in.` });
    try {
      for (const attempt of attempts(settings, broker)) steps.push(await attempt());
    } finally {
      await broker.end(leaveMs);
    }
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    steps.push(wrong("Connection", error));
  }
  return { ok: steps.every(({ ok }) => ok), steps };
}

function attempts(settings: MqttSettings, broker: Broker): (() => Promise<Step>)[] {
  const unsaid = broker.version === 4 ? " A broker of MQTT 3.1.1 does not say whether it was allowed." : "";
  const writes = (name: string, topic: string, below: string) => () =>
    step(name, `Written below ${below}.${unsaid}`, () => broker.publish(topic, "", { retain: false }));
  return [
    writes("How backups are", `${settings.topicPrefix}/test`, settings.topicPrefix),
    writes("Discovery", discoveryTopic(settings, "test"), `${settings.discoveryPrefix}/device`),
    () =>
      step("Start of Home Assistant", `Heard on ${birthTopic(settings)}.`, () =>
        broker.subscribe(birthTopic(settings)),
      ),
  ];
}

/** A refusal is this step's; what ends the connection ends the test. */
async function step(name: string, detail: string, attempt: () => Promise<void>): Promise<Step> {
  try {
    await attempt();
    return { name, ok: true, detail };
  } catch (error) {
    if (error instanceof BrokerError && error.problem.refused) return wrong(name, error);
    throw error;
  }
}

function wrong(name: string, { problem }: BrokerError): Step {
  return { name, ok: false, detail: `${problem.message} ${problem.nextStep}` };
}
