import { expect } from "chai";
import type { ApiError } from "../../../widgets/shared/client/api.ts";
import type { LiveError } from "../../../widgets/shared/client/live-state.ts";
import { runningJob, statuses } from "../../widgets/status-fixtures.ts";
import { createPage, follow } from "./live-page.ts";

describe("the live client", () => {
  it("asks once for any number of listeners, then opens one stream", async () => {
    const page = createPage();
    const all = [follow(page), follow(page), follow(page)];
    expect(page.questions).to.have.length(1);
    await page.questions[0]!.answer(statuses.ok());
    expect(all.map(({ last }) => last().phase)).to.deep.equal(["ready", "ready", "ready"]);
    expect(page.streams).to.have.length(1);
  });

  it("folds snapshot, delta and progress", async () => {
    const page = createPage();
    const { last } = follow(page);
    await page.questions[0]!.answer(statuses.ok());
    const [stream] = page.streams;
    stream!.event("snapshot", statuses.running());
    expect(last().status?.verdict).to.equal("running");
    stream!.event("progress", { jobId: "jjjjjjjj", progress: { ...runningJob().progress!, files: 7 } });
    expect(last().status?.running[0]?.progress?.files).to.equal(7);
    const { plans, repositories, running, version, ...header } = statuses.failed();
    stream!.event("delta", {
      header,
      plans,
      repositories,
      running,
      removed: { plans: ["cccccccc"], repositories: [] },
    });
    expect(last().status?.verdict).to.equal("failed");
    expect(last().status?.running).to.deep.equal([]);
    expect(last().status?.plans.map(({ id }) => id)).to.deep.equal(["bbbbbbbb", "ffffffff", "llllllll", "wwwwwwww"]);
    expect(version).to.equal(last().status?.version);
  });

  it("asks again after a minute of silence, and no sooner while the stream speaks", async () => {
    const page = createPage();
    follow(page);
    await page.questions[0]!.answer(statuses.ok());
    for (let minute = 0; minute < 5; minute += 1) {
      page.advance(50_000);
      page.streams[0]!.event("snapshot", statuses.ok());
    }
    expect(page.questions).to.have.length(1);
    page.advance(60_000);
    expect(page.questions).to.have.length(2);
  });

  it("keeps what the stream said while an older answer was on its way", async () => {
    const page = createPage();
    const { last } = follow(page);
    await page.questions[0]!.answer(statuses.ok());
    page.advance(60_000);
    page.advance(1);
    page.streams[0]!.event("snapshot", statuses.failed());
    await page.questions[1]!.answer(statuses.ok());
    expect(last().status?.verdict).to.equal("failed");
  });

  it("asks once more when a refresh is wished for while an older answer is on its way", async () => {
    const page = createPage();
    page.live.subscribe(() => {});
    page.live.refresh();
    page.live.refresh();
    expect(page.questions).to.have.length(1);
    await page.questions[0]?.answer(statuses.ok());
    expect(page.questions).to.have.length(2);
    await page.questions[1]?.answer(statuses.ok());
    expect(page.questions).to.have.length(2);
  });

  it("polls where a stream cannot live, and tries the stream ever less often", async () => {
    const page = createPage();
    follow(page, 15_000);
    await page.questions[0]!.answer(statuses.ok());
    for (let asked = 1; asked < 240; asked += 1) {
      if (page.open() > 0) page.streams.at(-1)!.down(); // it was told at once that there can be none
      page.advance(15_000);
      await page.questions[asked]!.answer(statuses.ok());
    }
    expect(page.streams.length).to.be.within(5, 8);
    expect(page.questions).to.have.length(240);
  });

  it("does nothing while hidden and catches up when shown", async () => {
    const page = createPage();
    const { last } = follow(page);
    await page.questions[0]!.answer(statuses.ok());
    page.setHidden(true);
    expect(page.open()).to.equal(0);
    page.advance(24 * 3_600_000);
    expect(page.questions).to.have.length(1);
    page.setHidden(false);
    expect(page.questions).to.have.length(2);
    await page.questions[1]!.answer(statuses.failed());
    expect(last().status?.verdict).to.equal("failed");
    expect(page.open()).to.equal(1);
  });

  it("stops asking once signed out, keeps the last data, and asks again on focus", async () => {
    const page = createPage();
    const { last } = follow(page);
    await page.questions[0]!.answer(statuses.ok());
    page.streams[0]!.event("snapshot", statuses.ok());
    page.streams[0]!.down();
    await page.questions[1]!.refuse({ status: 401, code: "not-signed-in" });
    expect(last().phase).to.equal("signed-out");
    expect(last().status?.verdict).to.equal("ok");
    page.advance(3_600_000);
    expect(page.questions).to.have.length(2);
    expect(page.open()).to.equal(0);
    page.focus();
    await page.questions[2]!.answer(statuses.ok());
    expect(last().phase).to.equal("ready");
  });

  it("asks less and less often while unreachable, and honours Retry-After", async () => {
    const page = createPage();
    const { last } = follow(page);
    await page.questions[0]!.refuse({});
    expect(last().phase).to.equal("unreachable");
    page.advance(14_999);
    expect(page.questions).to.have.length(1);
    page.advance(1);
    await page.questions[1]!.refuse({ status: 503, retryAfterMs: 120_000 });
    page.advance(119_999);
    expect(page.questions).to.have.length(2);
    page.advance(1);
    expect(page.questions).to.have.length(3);
    await page.questions[2]!.refuse({ status: 429, code: "too-many-requests", retryAfterMs: 90_000 });
    expect(last().phase).to.equal("unreachable");
    page.advance(89_999);
    expect(page.questions).to.have.length(3);
    page.advance(1);
    expect(page.questions).to.have.length(4);
  });

  it("tells the phases apart", async () => {
    const told = async (problem: Partial<ApiError>, diagnosis: LiveError["kind"] = "unreachable") => {
      const page = createPage();
      page.setDiagnosis({ kind: diagnosis, detail: null });
      const { last } = follow(page);
      await page.questions[0]!.refuse(problem);
      return `${last().phase}: ${last().error?.kind}`;
    };
    expect(await told({ status: 401, code: "not-signed-in" })).to.equal("signed-out: signed-out");
    expect(await told({ status: 403, code: "not-allowed" })).to.equal("forbidden: forbidden");
    expect(await told({ status: 502 })).to.equal("unreachable: unreachable");
    expect(await told({ status: 200, code: "unexpected-answer" })).to.equal("unreachable: unexpected-answer");
    expect(await told({}, "signed-out")).to.equal("signed-out: signed-out");
    expect(await told({}, "origin")).to.equal("misconfigured: origin");
    expect(await told({}, "policy")).to.equal("misconfigured: policy");
  });

  it("goes on when a dashboard takes an element out and puts it back, and ends when it stays out", async () => {
    const page = createPage();
    const first = follow(page);
    await page.questions[0]!.answer(statuses.ok());
    first.stop();
    page.advance(1_000);
    const second = follow(page);
    expect(second.last().status?.verdict).to.equal("ok");
    page.advance(10_000);
    expect(page.open()).to.equal(1);
    expect(page.questions).to.have.length(1);
    second.stop();
    page.advance(3_000);
    expect(page.open()).to.equal(0);
    page.advance(3_600_000);
    expect(page.questions).to.have.length(1);
  });

  it("asks nothing while a dashboard puts its element in anew again and again", async () => {
    const page = createPage();
    let { stop } = follow(page);
    await page.questions[0]!.refuse({ status: 401, code: "not-signed-in" });
    for (let times = 0; times < 20; times += 1) {
      stop();
      ({ stop } = follow(page));
      page.advance(1_000);
    }
    expect(page.questions).to.have.length(1);
  });

  it("goes on where the page was hidden for a moment only", async () => {
    const page = createPage();
    follow(page);
    await page.questions[0]!.answer(statuses.ok());
    page.setHidden(true);
    page.advance(500);
    page.setHidden(false);
    expect(page.open()).to.equal(1);
    page.advance(60_000);
    expect(page.questions).to.have.length(2);
  });

  it("asks no more often than once a minute where a stream tells, whatever the elements wish", async () => {
    const page = createPage();
    follow(page, 15_000);
    await page.questions[0]!.answer(statuses.ok());
    page.streams[0]!.event("snapshot", statuses.ok());
    page.advance(59_999);
    expect(page.questions).to.have.length(1);
    page.advance(1);
    expect(page.questions).to.have.length(2);
  });

  it("serves the other listeners when one throws", async () => {
    const page = createPage();
    const reported: unknown[] = [];
    const before = globalThis.reportError;
    globalThis.reportError = (error) => void reported.push(error);
    try {
      page.live.subscribe(() => {
        throw new Error("broken element");
      });
      const { last } = follow(page);
      await page.questions[0]!.answer(statuses.ok());
      expect(last().phase).to.equal("ready");
      expect(reported).to.have.length(2);
    } finally {
      globalThis.reportError = before;
    }
  });
});
