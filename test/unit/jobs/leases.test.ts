import { expect } from "chai";
import { createLeases, type Release } from "../../../src/jobs/leases.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

/** Whether a promise has settled by now, without waiting for it. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  const ticks = Promise.resolve()
    .then(() => {})
    .then(() => {})
    .then(() => {})
    .then(() => pending);
  return (
    (await Promise.race([
      promise.then(
        () => true,
        () => true,
      ),
      ticks,
    ])) !== pending
  );
}

describe("jobs/leases", () => {
  it("lets many read and one write, and repositories never wait for one another", async () => {
    const leases = createLeases({ clock: createFakeClock() });
    const readers = [await leases.take("a", "shared"), await leases.take("a", "shared")];
    const writer = leases.take("a", "exclusive");
    await leases.take("b", "exclusive");
    expect(await isSettled(writer)).equal(false);
    for (const release of readers) release();
    const release = await writer;
    expect(await isSettled(leases.take("a", "shared"))).equal(false);
    release();
  });

  it("makes later readers wait behind a waiting writer, so that backups are not starved", async () => {
    const leases = createLeases({ clock: createFakeClock() });
    const reader = await leases.take("a", "shared");
    const order: string[] = [];
    const noted = async (name: string, kind: "exclusive" | "shared") => {
      const release = await leases.take("a", kind);
      order.push(name);
      return release;
    };
    const writer = noted("writer", "exclusive");
    const late = noted("reader", "shared");
    reader();
    (await writer)();
    await late;
    expect(order).eql(["writer", "reader"]);
  });

  it("takes an aborted waiter out of the line and lets those behind it go on", async () => {
    const leases = createLeases({ clock: createFakeClock() });
    const reader = await leases.take("a", "shared");
    const abort = new AbortController();
    const writer = leases.take("a", "exclusive", abort.signal);
    const late = leases.take("a", "shared");
    abort.abort(new Error("cancelled"));
    expect(await writer.catch((error: Error) => error.message)).equal("cancelled");
    await late;
    reader();
  });

  it("releases once however often it is called", async () => {
    const leases = createLeases({ clock: createFakeClock() });
    const first = await leases.take("a", "exclusive");
    first();
    const second: Release = await leases.take("a", "exclusive");
    first();
    expect(await isSettled(leases.take("a", "exclusive"))).equal(false);
    second();
  });

  it("ends a reader when a backup has waited ten minutes for it, and not before", async () => {
    const clock = createFakeClock();
    const leases = createLeases({ clock });
    let ended = false;
    const download = leases
      .shared(
        "a",
        (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      )
      .catch((error: Error) => {
        ended = true;
        return error;
      });
    await Promise.resolve();
    const backup = leases.take("a", "exclusive");
    clock.advance(599_999);
    await isSettled(download);
    expect(ended).equal(false);
    clock.advance(1);
    expect(await download).property("code", "repository-locked");
    (await backup)();
  });

  it("refuses a reader over the limit, and never a writer: those are the queue's to bound", async () => {
    const leases = createLeases({ clock: createFakeClock(), waitersLimit: 1 });
    await leases.take("a", "exclusive");
    void leases.take("a", "shared");
    expect(await leases.take("a", "shared").catch((error: unknown) => error)).property("code", "too-many-requests");
    expect(await isSettled(leases.take("a", "exclusive"))).equal(false);
  });

  it("says that the repository is busy to who has waited 20 s to read it", async () => {
    const clock = createFakeClock();
    const leases = createLeases({ clock });
    await leases.take("a", "exclusive");
    const read = leases.shared("a", async () => "read").catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(20_000);
    expect(await read).property("code", "repository-locked");
  });

  it("keeps nobody from reading while downloads last, and says so to one too many", async () => {
    const clock = createFakeClock();
    const leases = createLeases({ clock });
    const forever = () => new Promise<void>(() => {});
    for (let count = 0; count < 4; count += 1) void leases.shared("a", forever, { lasting: true });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await leases.shared("a", async () => "read")).equal("read");
    const fifth = leases.shared("b", forever, { lasting: true }).catch((error: unknown) => error);
    for (let count = 0; count < 4; count += 1) void leases.shared("c", forever);
    const reader = leases.shared("b", forever).catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(20_000);
    expect(await fifth).property("code", "too-many-requests");
    expect(await reader).property("code", "too-many-requests");
  });

  it("lets four read at a time, and the next when one has ended", async () => {
    const leases = createLeases({ clock: createFakeClock() });
    const ends: (() => void)[] = [];
    const read = (repository: string) =>
      leases.shared(repository, () => new Promise<void>((resolve) => ends.push(resolve)));
    for (const repository of ["a", "a", "b", "c", "d"]) void read(repository);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).have.length(4);
    ends[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).have.length(5);
  });
});
