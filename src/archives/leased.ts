import type { RepositoryTarget } from "../borg/target.ts";

/** Reading borg shares a repository with other readers and waits for those who write. */
export interface Leases {
  shared<T>(
    repositoryId: string,
    use: (signal: AbortSignal) => Promise<T>,
    options?: { readonly signal?: AbortSignal; readonly lasting?: boolean },
  ): Promise<T>;
}

/** Runs `use` under the repository's lease. Its signal is aborted with the caller's, or when a writer waited too long. */
export type ReadRepository = <T>(
  repositoryId: string,
  signal: AbortSignal | undefined,
  use: (target: RepositoryTarget, signal: AbortSignal) => Promise<T>,
  /** `lasting`: a download, which does not keep others from reading. */
  options?: { readonly lasting?: boolean },
) => Promise<T>;

/** Creates it. */
export function createReadRepository(
  leases: Leases,
  targets: { resolve(repositoryId: string): Promise<RepositoryTarget> },
): ReadRepository {
  return (repositoryId, signal, use, options = {}) =>
    leases.shared(
      repositoryId,
      async (lease) => use(await targets.resolve(repositoryId), signal ? AbortSignal.any([lease, signal]) : lease),
      signal ? { ...options, signal } : options,
    );
}
