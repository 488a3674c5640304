// Could I restore? What speaks for it and what is missing, repository by repository. Pure.
import type { Action } from "../../../schemas/access.ts";
import type { PlanStatus, RepositoryStatus, Status } from "../../../schemas/status.ts";

/** What is looked at. All but the newest backup can be asked for or not. */
export type TrustAspect =
  | "backup"
  | "drill"
  | "check"
  | "verify"
  | "key"
  | "copies"
  | "offsite"
  | "encryption"
  | "append-only";

/** `unproven`: no restore was tried, or too long ago. `gaps`: something else is missing. `never`: there is no backup yet. */
export type TrustVerdict = "failed" | "unproven" | "gaps" | "never" | "ok";

export interface TrustLine {
  readonly aspect: TrustAspect;
  /** `never`: not so, and nobody asked for it. */
  readonly state: "ok" | "warning" | "failed" | "never";
  /** When it was last done, ISO 8601. */
  readonly at: string | null;
  /** Where the caller can put it right. */
  readonly path: string | null;
}

export interface RepositoryTrust {
  readonly repository: RepositoryStatus;
  readonly verdict: TrustVerdict;
  readonly lines: readonly TrustLine[];
  /** Repositories that hold backups of the plan that has the fewest of them. */
  readonly copies: number;
}

export interface TrustRules {
  /** Aspects without which the verdict is not ok. */
  readonly required: readonly string[];
  /** Age in milliseconds beyond which a check or drill proves nothing any more. */
  readonly longestMs: number;
  readonly now: number;
}

/** Worst first. */
const severity: readonly TrustVerdict[] = ["failed", "unproven", "gaps", "never", "ok"];
/** The name of an account must not be taken for the host. */
const elsewhere = /^ssh:\/\/([^@/]*@)?(?!localhost\b|127\.|\[::1\]|[^/]*@)/;

/** How far each repository of `shown` can be relied on, worst first; `all` is what the copies elsewhere are looked for in. */
export function trustOf(shown: Status, all: Status, rules: TrustRules): RepositoryTrust[] {
  return shown.repositories
    .map((repository) => judge(repository, all, rules))
    .sort((a, b) => severity.indexOf(a.verdict) - severity.indexOf(b.verdict));
}

function judge(repository: RepositoryStatus, all: Status, rules: TrustRules): RepositoryTrust {
  const plans = all.plans
    .filter(({ repositoryIds }) => repositoryIds.includes(repository.id))
    // A repository that was never written to is no copy of anything.
    .map((plan) => ({
      plan,
      copies: all.repositories.filter(({ id, lastBackupAt }) => lastBackupAt && plan.repositoryIds.includes(id)),
    }))
    .sort((a, b) => a.copies.length - b.copies.length);
  const lines = (
    repository.lastBackupAt
      ? [...ownFindings(repository, plans, rules), ...copyFindings(repository, plans), ...protections(repository)]
      : []
  ).map(({ aspect, at = null, is, path }): TrustLine => {
    const isAsked = aspect === "backup" || rules.required.includes(aspect);
    const state = is === null ? "failed" : is ? "ok" : isAsked ? "warning" : "never";
    return { aspect, at, state, path: is ? null : (path ?? null) };
  });
  const has = (state: TrustLine["state"], only?: TrustAspect) =>
    lines.some((line) => line.state === state && (only ?? line.aspect) === line.aspect);
  const verdict = !repository.lastBackupAt
    ? "never"
    : has("failed")
      ? "failed"
      : has("warning", "drill")
        ? "unproven"
        : has("warning")
          ? "gaps"
          : "ok";
  return { repository, verdict, lines, copies: plans[0]?.copies.length ?? 0 };
}

interface Copied {
  readonly plan: PlanStatus;
  readonly copies: readonly RepositoryStatus[];
}

/** `is`: whether it is so; null where damage was found. */
interface Finding {
  readonly aspect: TrustAspect;
  readonly is: boolean | null;
  readonly at?: string | null;
  readonly path?: string | null | undefined;
}

/** What is known of the repository itself. */
function ownFindings(repository: RepositoryStatus, plans: readonly Copied[], rules: TrustRules): Finding[] {
  const { id, lastBackupAt, lastVerifyAt, keyExportedAt, encryption, allowed } = repository;
  const page = (action: Action, name: string) => (allowed.includes(action) ? `/repositories/${id}/${name}` : null);
  const proof = (aspect: "drill" | "check"): Finding => {
    const last = aspect === "drill" ? repository.lastDrill : repository.lastCheck;
    const isRecent = !!last && rules.now - Date.parse(last.at) <= rules.longestMs;
    const is = last?.state === "failed" ? null : isRecent;
    return { aspect, is, at: last?.at ?? null, path: page("maintenance.run", "upkeep") };
  };
  const behind = plans.find(
    ({ plan }) => /late|suspicious/.test(plan.state) || /failed|interrupted/.test(plan.lastRun?.state ?? ""),
  );
  const findings: Finding[] = [
    {
      aspect: "backup",
      is: !behind && repository.state !== "late",
      at: lastBackupAt,
      path: behind && `/plans/${behind.plan.id}`,
    },
    proof("drill"),
    proof("check"),
  ];
  if (lastVerifyAt) {
    const isUnlike = plans.some(({ plan }) => plan.lastVerify?.state === "failed");
    findings.push({ aspect: "verify", is: isUnlike ? null : true, at: lastVerifyAt });
  }
  if (encryption !== "none")
    findings.push({ aspect: "key", is: !!keyExportedAt, at: keyExportedAt, path: page("repository.secret", "key") });
  return findings;
}

/** What a thief of the medium reads, and what somebody who gets into this host can delete. */
const protections = ({ encryption, mode }: RepositoryStatus): Finding[] => [
  { aspect: "encryption", is: encryption !== "none" },
  ...(mode === "observe" ? [] : [{ aspect: "append-only", is: mode === "append-only" } as const]),
];

/** Where else the same is kept, for the plan that has the least of it. */
function copyFindings({ mode }: RepositoryStatus, plans: readonly Copied[]): Finding[] {
  const [fewest] = plans;
  if (!fewest || mode === "observe") return [];
  const edit = ({ plan }: Copied) => (plan.allowed.includes("plan.edit") ? `/plans/${plan.id}/edit` : null);
  const hereOnly = plans.find(({ copies }) => !copies.some(({ location }) => elsewhere.test(location)));
  return [
    { aspect: "copies", is: fewest.copies.length > 1, path: edit(fewest) },
    { aspect: "offsite", is: !hereOnly, path: hereOnly && edit(hereOnly) },
  ];
}
