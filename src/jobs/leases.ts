// Who may use a repository now: many readers or one writer, in the order of asking.
import { Fault } from "../fault.ts";
import type { Clock, StopTimer } from "../ports/clock.ts";
import { createSlots, type Release } from "./slots.ts";

export type LeaseMode = "shared" | "exclusive";

export type { Release } from "./slots.ts";

export interface Leases {
  /**
   * Waits for its turn. Rejects with the signal's reason when aborted before. `makeRoom` is called once, when a writer has
   * waited for this lease that long.
   */
  take(repositoryId: string, mode: LeaseMode, signal?: AbortSignal, makeRoom?: MakeRoom): Promise<Release>;
  /**
   * Reads a repository for somebody who waits: Fault `repository-locked` where the turn does not come in 20 s, and
   * `too-many-requests` where too many read by then. What is `lasting`, as a download, does not keep others from reading. The signal given to `use` is aborted when the caller's is, or when a writer has waited
   * `readerPatienceMs`: a slow download must not keep a backup from running.
   */
  shared<T>(
    repositoryId: string,
    use: (signal: AbortSignal) => Promise<T>,
    options?: { readonly signal?: AbortSignal; readonly lasting?: boolean },
  ): Promise<T>;
}

/** What a holder does for a writer that waits, and when. */
export interface MakeRoom {
  readonly afterMs: number;
  readonly call: () => void;
}

/** How long reading for somebody who waits at a page waits for its turn, in milliseconds. */
const askingPatienceMs = 20_000;

/** Borg processes that read for people at the same time, on all repositories together. */
const readersLimit = 4;
/** The same for downloads, which may take hours. */
const downloadsLimit = 4;

interface Waiter {
  readonly mode: LeaseMode;
  readonly grant: () => void;
}

interface Line {
  readers: number;
  writer: boolean;
  readonly waiting: Waiter[];
  readonly yielders: Set<Yielder>;
}

/** A holder that makes room; its timer runs while a writer waits. */
interface Yielder {
  readonly makeRoom: MakeRoom;
  stopTimer: StopTimer | null;
}

export interface LeasesDependencies {
  readonly clock: Clock;
  /** How long a waiting writer lets readers go on, in milliseconds. */
  readonly readerPatienceMs?: number;
  /** Waiters a repository may have; one more reader is refused. Writers are the queue's, which has a limit of its own. */
  readonly waitersLimit?: number;
}

/** Creates the leases of all repositories. A waiting writer holds back readers that come later. */
export function createLeases(dependencies: LeasesDependencies): Leases {
  const { clock, readerPatienceMs = 600_000, waitersLimit = 50 } = dependencies;
  const lines = new Map<string, Line>();
  const readers = createSlots(readersLimit);
  const downloads = createSlots(downloadsLimit);

  const lineOf = (repositoryId: string): Line => {
    const known = lines.get(repositoryId);
    if (known) return known;
    const line: Line = { readers: 0, writer: false, waiting: [], yielders: new Set() };
    lines.set(repositoryId, line);
    return line;
  };

  const watchWriters = (line: Line) => {
    const writerWaits = line.waiting.some((waiter) => waiter.mode === "exclusive");
    for (const yielder of line.yielders) {
      if (writerWaits) yielder.stopTimer ??= clock.after(yielder.makeRoom.afterMs, yielder.makeRoom.call);
      else stopTimer(yielder);
    }
  };

  const advance = (repositoryId: string, line: Line) => {
    for (let next = line.waiting[0]; next && isFree(line, next.mode); next = line.waiting[0]) {
      line.waiting.shift();
      next.grant();
    }
    watchWriters(line);
    if (line.readers === 0 && !line.writer && line.waiting.length === 0) lines.delete(repositoryId);
  };

  const take: Leases["take"] = (repositoryId, mode, signal, makeRoom) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const line = lineOf(repositoryId);
      if (mode === "shared" && line.waiting.length >= waitersLimit) {
        return reject(
          new Fault("too-many-requests", "Too much is waiting for this repository already; try again later."),
        );
      }
      const onAbort = () => {
        line.waiting.splice(line.waiting.indexOf(waiter), 1);
        advance(repositoryId, line);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        mode,
        grant() {
          signal?.removeEventListener("abort", onAbort);
          hold(line, mode, 1);
          const yielder: Yielder | undefined = makeRoom && { makeRoom, stopTimer: null };
          if (yielder) line.yielders.add(yielder);
          resolve(
            once(() => {
              hold(line, mode, -1);
              if (yielder) stopTimer(yielder);
              if (yielder) line.yielders.delete(yielder);
              advance(repositoryId, line);
            }),
          );
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      line.waiting.push(waiter);
      advance(repositoryId, line);
    });

  const takeSoon = async (
    repositoryId: string,
    { signal, lasting = false }: { readonly signal?: AbortSignal; readonly lasting?: boolean },
    makeRoom: MakeRoom,
  ): Promise<Release> => {
    let hasSlot = false;
    const patience = new AbortController();
    const stopWaiting = clock.after(askingPatienceMs, () => patience.abort(hasSlot ? busy() : tooManyRead(lasting)));
    const either = signal ? AbortSignal.any([signal, patience.signal]) : patience.signal;
    try {
      const giveSlot = await (lasting ? downloads : readers).take(either);
      hasSlot = true;
      const giveLease = await take(repositoryId, "shared", either, makeRoom).catch((error: unknown) => {
        giveSlot();
        throw error;
      });
      return once(() => {
        giveLease();
        giveSlot();
      });
    } finally {
      stopWaiting();
    }
  };

  return {
    take,
    async shared(repositoryId, use, options = {}) {
      const abort = new AbortController();
      const call = () => abort.abort(makeWay());
      const release = await takeSoon(repositoryId, options, { afterMs: readerPatienceMs, call });
      try {
        return await use(options.signal ? AbortSignal.any([options.signal, abort.signal]) : abort.signal);
      } finally {
        release();
      }
    },
  };
}

function makeWay(): Fault {
  return new Fault("repository-locked", "A backup is waiting for this repository, so reading it was ended.");
}

function stopTimer(yielder: Yielder): void {
  yielder.stopTimer?.();
  yielder.stopTimer = null;
}

function busy(): Fault {
  return new Fault(
    "repository-locked",
    "A job is writing to this repository, and it cannot be read meanwhile. Try again when the job has ended.",
  );
}

function tooManyRead(lasting: boolean): Fault {
  const what = lasting ? "Several downloads go on already" : "Several people look into repositories just now";
  return new Fault("too-many-requests", `${what}. Try again when one has ended.`);
}

function isFree(line: Line, mode: LeaseMode): boolean {
  return !line.writer && (mode === "shared" || line.readers === 0);
}

function hold(line: Line, mode: LeaseMode, by: 1 | -1): void {
  if (mode === "exclusive") line.writer = by === 1;
  else line.readers += by;
}

function once(run: () => void): Release {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
