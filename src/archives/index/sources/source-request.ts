// What a source needs, and what it is asked for.
import type { Borg } from "../../../borg/borg.ts";
import type { RepositoryTarget } from "../../../borg/target.ts";
import type { Files } from "../../../ports/files.ts";

export interface SourceDependencies {
  readonly borg: Pick<Borg, "stream">;
  readonly files: Pick<Files, "take">;
}

export interface SourceRequest {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  /** Private and empty, for the dump; null where there is too little room for one. */
  readonly dumpDir: string | null;
  readonly lockWaitSeconds: number;
  readonly jobId: string;
  readonly signal: AbortSignal;
}
