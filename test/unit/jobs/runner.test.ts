import { expect } from "chai";
import { type JobLogReply, type JobRecord, jobKinds } from "../../../schemas/jobs.ts";
import { type JobEnd, newJob, ownOutcome } from "../../../src/jobs/job.ts";
import type { JobKind } from "../../../src/jobs/kinds/kind.ts";
import { createJobRunner } from "../../../src/jobs/runner.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

const line = (message: string) => ({ level: "info" as const, messageId: null, message });
const ended: JobEnd = { state: "ok", outcome: ownOutcome("ok", "Done."), result: null };
const request = {
  kind: "restore",
  repositoryId: "aaaaaaaa",
  planId: null,
  runId: null,
  requester: { type: "service" },
} as const;

describe("jobs/runner", () => {
  it("shows the same log at each moment from a job's end until its folder is gone", async () => {
    const clock = createFakeClock();
    const job = newJob("jjjjjjjj", request, clock.now());
    const kind: JobKind = {
      lease: "shared",
      lane: "work",
      recovery: "give-up",
      execute: async () => ended,
      logOf: () => [line("3 files written")],
    };
    const seen: string[] = [];
    const look = async () => seen.push((await control.log()).lines.map(({ message }) => message).join());
    let isThere = true;
    const saved: JobLogReply[] = [];
    const runner = createJobRunner({
      history: { job: () => job, changeJob: async (_id, change): Promise<JobRecord> => change(job) },
      kinds: Object.fromEntries(jobKinds.map((name) => [name, kind])) as Record<(typeof jobKinds)[number], JobKind>,
      borg: {
        start: () => Promise.reject(new Error("not asked for")),
        attach: () => Promise.reject(new Error("not asked for")),
        readLog: async () => ({ lines: isThere ? [line("from borg")] : [], truncated: false }),
        heldByStranger: async () => false,
      },
      target: async () => ({ location: "/srv/repository", passphrase: null, rsh: null }),
      plan: () => undefined,
      expected: () => null,
      logs: { save: async (_id, log) => void saved.push(log), read: async () => null, trim: async () => {} },
      events: { publish() {} },
      clock,
      files: {
        ...systemFiles,
        async remove() {
          await look();
          isThere = false;
          await look();
        },
      },
      runDir: "/run",
    });
    const control = runner.start(job, { adopt: false, signal: new AbortController().signal, hasYielded: () => false });
    expect(await control.end).equal(ended);
    await look();
    await control.tidy();
    await look();
    expect(seen).eql(Array(4).fill("from borg,3 files written"));
    expect(saved.map(({ lines }) => lines.length)).eql([2]);
  });
});
