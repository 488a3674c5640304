// What a path or a body is about, as access decides about it.
import type { JobRecord, RunRecord } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import type { Subject, SubjectRepository } from "../access/decide.ts";
import { Fault } from "../fault.ts";
import type { Services, Viewer } from "./services.ts";

type Repositories = Pick<Services, "repositories">;

/**
 * A repository for access. One that was forgotten has no owner any more: its history is shown to administrators and to whoever
 * has a role on all repositories or still a grant on it.
 */
export function owned({ repositories }: Repositories, id: string): SubjectRepository {
  return repositories.get(id) ?? { id, ownerId: null };
}

/** Throws Fault `not-found`. */
export function repositoryOf({ repositories }: Repositories, id: string): RepositoryRecord {
  return repositories.get(id) ?? absent();
}

/** The subject of a path that names a repository by `:id`. Throws Fault `not-found`. */
export function repositoryOfPath(
  { params }: { readonly params: { readonly id: string } },
  services: Repositories,
): Subject {
  return { repositories: [repositoryOf(services, params.id)] };
}

/** Throws Fault `not-found`. */
export function planOf({ plans }: Pick<Services, "plans">, id: string): PlanRecord {
  return plans.get(id) ?? absent();
}

/** Throws Fault `not-found`. */
export async function jobOf({ jobs }: Pick<Services, "jobs">, id: string): Promise<JobRecord> {
  return (await jobs.get(id)) ?? absent();
}

/** Throws Fault `not-found`. */
export async function runOf(
  { runs }: Pick<Services, "runs">,
  id: string,
): Promise<{ run: RunRecord; jobs: readonly JobRecord[] }> {
  return (await runs.get(id)) ?? absent();
}

/** A plan is about all its repositories. */
export function planSubject(services: Repositories, plan: PlanRecord): Subject {
  return { repositories: plan.repositoryIds.map((id) => owned(services, id)), ownerId: plan.ownerId };
}

/** A job is about its repository. */
export function jobSubject(services: Repositories, job: JobRecord): Subject {
  return { repositories: [owned(services, job.repositoryId)] };
}

/** A run is about its plan, or, when that is gone, about the repositories of its jobs. */
export function runSubject(
  services: Repositories & Pick<Services, "plans">,
  run: RunRecord,
  jobs: readonly JobRecord[],
): Subject {
  const plan = services.plans.get(run.planId);
  return plan ? planSubject(services, plan) : { repositories: jobs.map((job) => owned(services, job.repositoryId)) };
}

/** Whether the viewer sees a plan: one of its repositories is enough. */
export function seesPlan(services: Repositories & Pick<Services, "plans">, viewer: Viewer, planId: string): boolean {
  const plan = services.plans.get(planId);
  // A removed plan's runs are for those who see every repository.
  if (!plan) return viewer.sees({ id: planId, ownerId: null });
  return plan.repositoryIds.some((id) => viewer.sees(owned(services, id)));
}

/** Whether a repository exists for the viewer. */
export function seesRepository({ repositories }: Repositories, viewer: Viewer): (id: string) => boolean {
  return (id) => {
    const repository = repositories.get(id);
    return repository !== undefined && viewer.sees(repository);
  };
}

/** Those repositories of a body that the viewer sees. The use case refuses the others, beside whatever else is wrong. */
export function namedRepositories(services: Repositories, viewer: Viewer, ids: readonly string[]): SubjectRepository[] {
  return ids.filter(seesRepository(services, viewer)).map((id) => owned(services, id));
}

function absent(): never {
  throw new Fault("not-found", "There is no such thing, or you may not see it.");
}
