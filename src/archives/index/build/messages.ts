// What the service and the process that builds an index say to each other: the task once, on file descriptor 3, since it
// holds the passphrase; then a line of JSON for each message back.
import type { JobOutcome } from "../../../../schemas/jobs.ts";
import { BorgFault, type BorgState } from "../../../borg/result/result.ts";
import type { RepositoryTarget } from "../../../borg/target.ts";
import { Fault, type FaultCode, faultCodes } from "../../../fault.ts";
import type { FolderPreview, IndexTotals } from "../archive-index.ts";
import type { SourceName } from "../sources/source.ts";
import { SourceError } from "../sources/source-error.ts";

/** One index to build, from one source. */
export interface IndexTask {
  readonly target: RepositoryTarget;
  readonly archive: IndexedArchive;
  readonly source: SourceName;
  readonly outFile: string;
  /** Private and empty; null where there is too little room for a dump. */
  readonly dumpDir: string | null;
  readonly jobId: string;
  readonly lockWaitSeconds: number;
  readonly borg: { readonly executable: string; readonly baseDir: string; readonly hostId: string };
}

export interface IndexedArchive {
  readonly id: string;
  readonly name: string;
  /** Files with content of their own, as borg counted them in its backup (`nfiles`); null where that is not known. */
  readonly filesCount: number | null;
}

export interface IndexProgress {
  /** Entries read so far. */
  readonly entries: number;
  /** What the root holds so far. */
  readonly preview: FolderPreview;
}

/** Why it did not work. `unusable`: another source may do better. */
export interface IndexFailure {
  readonly unusable: boolean;
  readonly code: FaultCode;
  readonly detail: string;
  readonly borg: { readonly state: BorgState; readonly outcome: JobOutcome } | null;
}

/** `alive` says nothing, but that somebody still reads. */
export type IndexMessage =
  | { readonly alive: true }
  | { readonly progress: IndexProgress }
  | { readonly done: IndexTotals }
  | { readonly failed: IndexFailure };

/** A line of the process; null for what is none of its messages. */
export function parseMessage(line: string): IndexMessage | null {
  try {
    const message = JSON.parse(line) as Partial<Record<"alive" | "progress" | "done" | "failed", object>> | null;
    return message?.progress || message?.done || message?.failed ? (message as IndexMessage) : null;
  } catch {
    return null;
  }
}

/** An error as a message. What is no Fault is a mistake of ours: its details are for the log. */
export function failureOf(error: unknown): IndexFailure {
  const unusable = error instanceof SourceError;
  if (unusable) return { unusable, code: "borg-failed", detail: error.message, borg: null };
  if (!(error instanceof Fault)) return { unusable, code: "internal", detail: internalDetail, borg: null };
  const { code, detail } = error;
  const borg = error instanceof BorgFault ? { state: error.state, outcome: error.outcome } : null;
  return { unusable, code, detail, borg };
}

const internalDetail = "The index could not be built. The service's log has the details.";

/** The message as an error again. */
export function errorOf({ unusable, code, detail, borg }: IndexFailure): Error {
  const known = Object.hasOwn(faultCodes, code) ? code : "internal";
  if (unusable) return new SourceError(detail);
  return borg === null ? new Fault(known, detail) : new BorgFault(known, borg);
}
