// What a job needs to reach a repository: its place and what opens it.
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { passphrasePurpose, type RepositoriesDependencies } from "./use-case.ts";

/** The target of a record. Fault `secret-unreadable` where its passphrase cannot be decrypted. */
export function targetOf(record: RepositoryRecord, vault: RepositoriesDependencies["vault"]): RepositoryTarget {
  const passphrase = record.secretId === null ? null : vault.get(record.secretId, passphrasePurpose);
  return { location: record.location, passphrase, rsh: null };
}
