// A page and its tabs for the live client: time, questions and streams that a test answers for.
import type { Status } from "../../../schemas/status.ts";
import { ApiError } from "../../../widgets/shared/client/api.ts";
import { createLive } from "../../../widgets/shared/client/live-client.ts";
import type { LivePorts, PeerHandlers, Peers, StreamHandlers } from "../../../widgets/shared/client/live-ports.ts";
import type { LiveError, LiveState } from "../../../widgets/shared/client/live-state.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

export interface Question {
  answer(status: Status): Promise<void>;
  refuse(problem: Partial<ApiError>): Promise<void>;
}

/** The tabs of a browser: the first that waits leads when nobody does. A frozen one neither hears nor gives way. */
export function createTabs() {
  const members: { handlers: PeerHandlers; frozen: boolean }[] = [];
  let leader: PeerHandlers | null = null;
  const elect = () => {
    if (leader || !members[0]) return;
    leader = members[0].handlers;
    leader.lead(true);
  };
  return {
    clock: createFakeClock(),
    /** The newest to join hears nothing more and says nothing. */
    freeze(index: number) {
      members[index]!.frozen = true;
    },
    join(handlers: PeerHandlers): Peers {
      const member = { handlers, frozen: false };
      members.push(member);
      setImmediate(elect); // the browser grants a lock later
      return {
        tell(status, byLeader) {
          for (const other of [...members]) {
            if (other !== member && !other.frozen) other.handlers.heard(structuredClone(status), byLeader);
          }
        },
        takeOver() {
          const before = members.find(({ handlers: held }) => held === leader);
          leader = handlers;
          handlers.lead(true);
          if (before && !before.frozen) before.handlers.lead(false);
        },
        leave() {
          members.splice(members.indexOf(member), 1);
          if (leader === handlers) leader = null;
          setImmediate(elect);
        },
      };
    },
  };
}

const alone = {
  join({ lead }: PeerHandlers): Peers {
    lead(true);
    return { tell() {}, takeOver() {}, leave() {} };
  },
};

/** A page that does what it is told. */
export function createPage(tabs?: ReturnType<typeof createTabs>) {
  const clock = tabs?.clock ?? createFakeClock();
  const questions: Question[] = [];
  const streams: StreamHandlers[] = [];
  const closed: StreamHandlers[] = [];
  const page = { hidden: false, diagnosis: { kind: "unreachable", detail: null } as LiveError };
  let wake = () => {};
  const settled = () => new Promise<void>((done) => setImmediate(done));
  const ports: LivePorts = {
    read: () =>
      new Promise((resolve, reject) => {
        questions.push({
          answer(status) {
            resolve(status);
            return settled();
          },
          refuse(problem) {
            reject(
              new ApiError({
                status: 0,
                code: "unreachable",
                detail: "",
                ...problem,
                retryAfterMs: problem.retryAfterMs ?? undefined,
              }),
            );
            return settled();
          },
        });
      }),
    stream(handlers) {
      streams.push(handlers);
      return () => closed.push(handlers);
    },
    join: tabs?.join ?? alone.join,
    diagnose: async () => page.diagnosis,
    now: clock.now,
    after: clock.after,
    visible: () => !page.hidden,
    onWake(listener) {
      wake = listener;
      return () => {
        wake = () => {};
      };
    },
  };
  return {
    ...page,
    live: createLive(ports),
    questions,
    streams,
    open: () => streams.filter((stream) => !closed.includes(stream)).length,
    advance: (ms: number) => clock.advance(ms),
    setHidden(hidden: boolean) {
      page.hidden = hidden;
      wake();
    },
    focus: () => wake(),
    setDiagnosis(diagnosis: LiveError) {
      page.diagnosis = diagnosis;
    },
  };
}

/** Subscribes, and keeps what it is told. */
export function follow(page: ReturnType<typeof createPage>, refreshMs?: number) {
  const states: LiveState[] = [];
  const stop = page.live.subscribe((state) => states.push(state), refreshMs ? { refreshMs } : {});
  return { states, stop, last: () => states.at(-1)! };
}
