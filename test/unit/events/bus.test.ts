import { expect } from "chai";
import { createEventBus } from "../../../src/events/bus.ts";
import { silentLog } from "../../../src/ports/log.ts";

const changed = (planId: string) => ({ planId });
const planOf = (payload: unknown) => (payload as { planId: string }).planId;

describe("events/bus", () => {
  it("tells everybody in the order of ids, also what a listener publishes", () => {
    const bus = createEventBus({ log: silentLog, epoch: "boot" });
    const heard: string[] = [];
    bus.on("schedule.changed", ({ planId }) => {
      if (planId === "first") bus.publish("schedule.changed", changed("second"));
    });
    bus.onAny(({ id, payload }) => heard.push(`${id} ${planOf(payload)}`));
    bus.publish("schedule.changed", changed("first"));
    expect(heard).eql(["boot-1 first", "boot-2 second"]);
  });

  it("lets no listener keep another from hearing", () => {
    const bus = createEventBus({ log: silentLog, epoch: "boot" });
    const heard: string[] = [];
    bus.on("schedule.changed", () => {
      throw new Error("broken listener");
    });
    const leave = bus.on("schedule.changed", ({ planId }) => heard.push(planId));
    bus.publish("schedule.changed", changed("one"));
    leave();
    bus.publish("schedule.changed", changed("two"));
    expect(heard).eql(["one"]);
  });

  it("replays what came after an id, and nothing where it cannot know all of it", () => {
    const bus = createEventBus({ log: silentLog, epoch: "boot", ringSize: 3 });
    for (const planId of ["a", "b", "c", "d"]) bus.publish("schedule.changed", changed(planId));
    expect(bus.since("boot-2")?.map(({ payload }) => planOf(payload))).eql(["c", "d"]);
    expect(bus.since("boot-4")).eql([]);
    expect(bus.since("boot-0"), "fell out of the ring").equal(null);
    expect(bus.since("earlier-3"), "another process").equal(null);
    expect(bus.since("boot-9"), "from the future").equal(null);
    expect(bus.since("nonsense")).equal(null);
  });
});
