import { expect } from "chai";
import type { Status } from "../../../schemas/status.ts";
import type { WidgetHistory } from "../../../schemas/widgets.ts";
import { createHistory } from "../../../widgets/shared/client/live-history.ts";
import { initialState, type LiveListener, type LiveState } from "../../../widgets/shared/client/live-state.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { statuses } from "../../widgets/status-fixtures.ts";

const historyOf = (day: string): WidgetHistory => ({
  generatedAt: `${day}T00:00:00Z`,
  timeZone: "Pacific/Auckland",
  days: [day],
  plans: [],
  repositories: [],
});

/** The history of a page whose status a test tells. */
function createStage(startAt = "2026-11-22T10:00:00Z") {
  const clock = createFakeClock(startAt);
  const listeners = new Set<LiveListener>();
  const asked: number[] = [];
  const stage = { hidden: false, refused: false };
  let state: LiveState = initialState;
  const history = createHistory({
    live: {
      subscribe(listener) {
        listeners.add(listener);
        listener(state);
        return () => void listeners.delete(listener);
      },
      refresh() {},
    },
    async read(days) {
      asked.push(days);
      if (stage.refused) throw new Error("refused");
      return historyOf(`2026-11-${22 + asked.length}`);
    },
    now: clock.now,
    visible: () => !stage.hidden,
  });
  return {
    stage,
    history,
    asked,
    clock,
    listening: () => listeners.size,
    async tell(change: Partial<LiveState>) {
      state = { ...state, ...change };
      for (const listener of listeners) listener(state);
      await new Promise((done) => setImmediate(done));
    },
  };
}

const known = statuses.ok();
const ready = (status: Status): Partial<LiveState> => ({ phase: "ready", status });

/** The status after one more run of the first plan. */
function afterRun(finishedAt: string): Status {
  const [first, ...rest] = known.plans;
  return { ...known, plans: [{ ...first!, lastRun: { ...first!.lastRun!, finishedAt } }, ...rest] };
}

describe("the history of a page", () => {
  it("is asked for once, whatever the number of elements, when the status is known", async () => {
    const { history, asked, tell } = createStage();
    const seen: (string | undefined)[][] = [[], [], []];
    for (const own of seen) history.subscribe((value) => own.push(value?.days[0]));
    await tell({});
    expect(asked).to.deep.equal([]);
    await tell(ready(known));
    expect(asked).to.deep.equal([30]);
    expect(seen).to.deep.equal(Array(3).fill([undefined, "2026-11-23"]));
    history.subscribe((value) => seen[0]!.push(value?.days[0]));
    expect(seen[0]).to.deep.equal([undefined, "2026-11-23", "2026-11-23"]);
  });

  it("is asked for again when a run has ended, at most once a minute, and not when a status says nothing new", async () => {
    const { history, asked, clock, tell } = createStage();
    history.subscribe(() => {});
    await tell(ready(known));
    for (let minute = 0; minute < 5; minute += 1) {
      clock.advance(60_000);
      await tell(ready(known));
    }
    expect(asked).to.have.length(1);
    await tell(ready(afterRun("2026-11-22T10:01:00Z")));
    expect(asked).to.have.length(2);
    await tell(ready(afterRun("2026-11-22T10:02:00Z")));
    clock.advance(59_999);
    await tell(ready(afterRun("2026-11-22T10:03:00Z")));
    expect(asked).to.have.length(2);
    clock.advance(1);
    await tell(ready(afterRun("2026-11-22T10:03:00Z")));
    expect(asked).to.have.length(3);
  });

  it("is asked for again when a day has begun where the service is", async () => {
    const { history, asked, clock, tell } = createStage("2026-11-22T10:30:00Z");
    history.subscribe(() => {});
    await tell(ready(known));
    clock.advance(29 * 60_000);
    await tell(ready(known));
    expect(asked).to.have.length(1);
    clock.advance(60_000);
    await tell(ready(known));
    expect(asked).to.have.length(2);
  });

  it("reaches back as far as the element that wants most", async () => {
    const { history, asked, tell } = createStage();
    history.subscribe(() => {}, { days: 7 });
    await tell(ready(known));
    history.subscribe(() => {}, { days: 90 });
    history.subscribe(() => {});
    await tell(ready(known));
    expect(asked).to.deep.equal([7, 90]);
  });

  it("is not asked for while the page is hidden, signed out or without an element", async () => {
    const { stage, history, asked, clock, tell, listening } = createStage();
    stage.hidden = true;
    const stop = history.subscribe(() => {});
    await tell(ready(known));
    expect(asked).to.have.length(0);
    stage.hidden = false;
    await tell({ phase: "signed-out", status: known });
    expect(asked).to.have.length(0);
    await tell(ready(known));
    expect(asked).to.have.length(1);
    stop();
    clock.advance(86_400_000);
    await tell(ready(statuses.failed()));
    expect(asked).to.have.length(1);
    expect(listening()).to.equal(0);
  });

  it("keeps what it has when it cannot be asked, and asks again a minute later", async () => {
    const { stage, history, asked, clock, tell } = createStage();
    const seen: (string | undefined)[] = [];
    history.subscribe((value) => seen.push(value?.days[0]));
    await tell(ready(known));
    stage.refused = true;
    clock.advance(60_000);
    await tell(ready(afterRun("2026-11-22T10:01:00Z")));
    stage.refused = false;
    await tell(ready(afterRun("2026-11-22T10:01:00Z")));
    expect(asked).to.have.length(2);
    clock.advance(60_000);
    await tell(ready(afterRun("2026-11-22T10:01:00Z")));
    expect(seen).to.deep.equal([undefined, "2026-11-23", "2026-11-25"]);
  });
});
