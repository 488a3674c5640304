import { expect } from "chai";
import { repository, runningJob, statuses } from "../../widgets/status-fixtures.ts";
import { createPage, createTabs, follow, type Question } from "./live-page.ts";

describe("the live clients of one browser's tabs", () => {
  const settled = () => new Promise<void>((done) => setImmediate(done));

  /** Tabs that show the status; the first leads. */
  async function openTabs(count: number) {
    const tabs = createTabs();
    const pages: (ReturnType<typeof createPage> & Pick<ReturnType<typeof follow>, "last">)[] = [];
    for (let index = 0; index < count; index += 1) {
      const page = createPage(tabs);
      const { last } = follow(page);
      await page.questions[0]!.answer(statuses.ok());
      await settled();
      pages.push({ ...page, last });
    }
    const [first, second, third] = pages;
    return { tabs, pages, first: first!, second: second!, third: third!, asked: () => questionsOf(pages) };
  }
  const questionsOf = (pages: { questions: Question[] }[]) =>
    pages.reduce((sum, { questions }) => sum + questions.length, 0);

  it("keep one stream, and show in each what it tells", async () => {
    const { pages, first, asked } = await openTabs(3);
    expect(pages.map(({ open }) => open())).to.deep.equal([1, 0, 0]);
    first.streams[0]!.event("snapshot", statuses.running());
    first.streams[0]!.event("progress", { jobId: "jjjjjjjj", progress: { ...runningJob().progress!, files: 7 } });
    expect(pages.map(({ last }) => last().status?.running[0]?.progress?.files)).to.deep.equal([7, 7, 7]);
    expect(asked()).to.equal(3);
  });

  it("ask once a minute for all where nothing changes", async () => {
    const { first, second, third } = await openTabs(3);
    first.streams[0]!.event("snapshot", statuses.ok());
    for (let minute = 1; minute < 10; minute += 1) {
      first.advance(60_000);
      expect(first.questions).to.have.length(minute + 1);
      await first.questions.at(-1)!.answer(statuses.ok());
    }
    expect(second.questions).to.have.length(1);
    expect(third.questions).to.have.length(1);
  });

  it("poll as one where no stream can live", async () => {
    const { first, second } = await openTabs(2);
    first.streams[0]!.down();
    await settled();
    for (let minute = 0; minute < 30; minute += 1) {
      first.advance(60_000);
      await first.questions.at(-1)!.answer(minute % 2 === 0 ? statuses.failed() : statuses.ok());
      first.streams.at(-1)!.down();
      expect(second.last().status?.verdict).to.equal(first.last().status?.verdict);
    }
    expect(second.questions).to.have.length(1);
    expect(second.streams).to.have.length(0);
  });

  it("pass the lead on when the leader is hidden, and when it ends", async () => {
    const { pages, first, second, third } = await openTabs(3);
    first.setHidden(true);
    await settled();
    expect(pages.map(({ open }) => open())).to.deep.equal([0, 1, 0]);
    second.streams[0]!.event("snapshot", statuses.failed());
    expect(third.last().status?.verdict).to.equal("failed");
    expect(first.last().status?.verdict).to.equal("ok");
    first.advance(10_000);
    first.setHidden(false);
    await first.questions.at(-1)!.answer(statuses.failed());
    expect(pages.map(({ open }) => open())).to.deep.equal([0, 1, 0]);
    second.setHidden(true);
    await settled();
    expect(pages.map(({ open }) => open())).to.deep.equal([0, 0, 1]);
  });

  it("take over from a leader that has fallen silent, and only then", async () => {
    const { tabs, first, second } = await openTabs(2);
    tabs.freeze(0);
    first.questions.length = 0; // what a frozen tab asks is of no account
    second.advance(74_999);
    expect(second.open()).to.equal(0);
    second.advance(1);
    expect(second.open()).to.equal(1);
    expect(second.questions).to.have.length(2);
  });

  it("learn of a lost sign-in together, ask nothing more, and come back together", async () => {
    const { pages, first, second, asked } = await openTabs(2);
    first.streams[0]!.event("snapshot", statuses.ok());
    first.streams[0]!.down();
    await first.questions.at(-1)!.refuse({ status: 401, code: "not-signed-in" });
    await second.questions.at(-1)!.refuse({ status: 401, code: "not-signed-in" });
    expect(pages.map(({ last }) => last().phase)).to.deep.equal(["signed-out", "signed-out"]);
    expect(asked()).to.equal(4);
    first.advance(24 * 3_600_000);
    expect(asked()).to.equal(4);
    second.focus();
    await second.questions.at(-1)!.answer(statuses.failed());
    expect(pages.map(({ last }) => last().status?.verdict)).to.deep.equal(["failed", "failed"]);
    expect(pages.map(({ last }) => last().phase)).to.deep.equal(["ready", "ready"]);
    expect(pages.map(({ open }) => open())).to.deep.equal([1, 0]);
    expect(asked()).to.equal(5);
  });

  it("ask for themselves where one was opened by another user of the browser", async () => {
    const { tabs, first } = await openTabs(1);
    first.streams[0]!.event("snapshot", statuses.ok());
    first.advance(20_000);
    const others = createPage(tabs);
    const { last } = follow(others);
    first.streams[0]!.event("snapshot", statuses.running());
    const ofAnother = { ...statuses.ok(), repositories: [repository({ id: "zzzzzzzz" })] };
    await others.questions[0]!.answer(ofAnother);
    expect(last().status?.repositories[0]?.id).to.equal("zzzzzzzz");
    first.advance(0);
    expect(first.open()).to.equal(0);
    await first.questions.at(-1)!.answer(ofAnother);
    expect(first.last().status?.repositories[0]?.id).to.equal("zzzzzzzz");
    expect(first.open()).to.equal(1);
    expect([first.questions, others.questions].map(({ length }) => length)).to.deep.equal([2, 1]);
  });

  it("do not ask each other in circles where they are shown different things for good", async () => {
    const { tabs, first } = await openTabs(1);
    const others = createPage(tabs);
    follow(others);
    const ofAnother = { ...statuses.ok(), repositories: [repository({ id: "zzzzzzzz" })] };
    await others.questions[0]!.answer(ofAnother);
    for (let second = 0; second < 600; second += 1) {
      first.advance(1_000);
      for (const { questions, status } of [
        { ...first, status: statuses.ok() },
        { ...others, status: ofAnother },
      ])
        await questions.at(-1)!.answer(status);
    }
    expect(first.questions.length + others.questions.length).to.be.lessThan(90);
  });

  it("believe the stream, not the answer that another tab had before it spoke", async () => {
    const { tabs, first } = await openTabs(1);
    first.streams[0]!.event("snapshot", statuses.ok());
    const late = createPage(tabs);
    const { last } = follow(late);
    first.streams[0]!.event("snapshot", statuses.failed());
    await late.questions[0]!.answer(statuses.ok());
    expect(first.last().status?.verdict).to.equal("failed");
    expect(last().status?.verdict).to.equal("failed");
  });
});
