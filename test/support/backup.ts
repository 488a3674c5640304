// The steps of the main story over HTTP, for tests that need a repository, a plan or a run that has ended.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JobReply, RunReply } from "../../schemas/jobs.ts";
import type { CreatePlanRequest, PlanReply } from "../../schemas/plans.ts";
import type { CreateRepositoryReply } from "../../schemas/repositories.ts";
import { eventually, expectStatus, type TestClient, type TestService } from "./service.ts";

/** Writes files below a folder: relative path → content. */
export async function writeTree(folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

export async function createRepository(
  client: TestClient,
  service: TestService,
  name = "main",
): Promise<CreateRepositoryReply> {
  const location = join(service.home, "repositories", name);
  const request = { name, location, encryption: "repokey-blake2" };
  return expectStatus(await client.post<CreateRepositoryReply>("/api/repositories", request), 201).body;
}

export async function createPlan(
  client: TestClient,
  service: TestService,
  repositoryId: string,
  change: Partial<CreatePlanRequest> = {},
): Promise<PlanReply> {
  const request: CreatePlanRequest = {
    name: "documents",
    repositoryIds: [repositoryId],
    sources: [service.sourceDir],
    schedule: null,
    retention: { keepLast: 3, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 },
    verify: { every: "run", sampleFiles: 5 },
    check: { every: "never", scope: "all" },
    drill: { every: "never", sampleFiles: 10, canaries: [] },
    ...change,
  };
  return expectStatus(await client.post<PlanReply>("/api/plans", request), 201).body;
}

/** The second in which each plan was last started. */
const startedIn = new Map<string, number>();
const thisSecond = () => Math.floor(Date.now() / 1000);

/** Presses Run now, in another second than the last time: an archive is named for its second, and the name must be free. */
export async function startRun(client: TestClient, planId: string): Promise<RunReply> {
  const last = startedIn.get(planId) ?? 0;
  await eventually(
    async () => thisSecond(),
    (second) => second > last,
  );
  const run = expectStatus(await client.post<RunReply>(`/api/plans/${planId}/run`), 202).body;
  startedIn.set(planId, thisSecond());
  return run;
}

export async function runEnded(client: TestClient, runId: string, timeoutMs = 120_000): Promise<RunReply> {
  return eventually(
    async () => expectStatus(await client.get<RunReply>(`/api/runs/${runId}`), 200).body,
    (run) => run.finishedAt !== null,
    timeoutMs,
  );
}

export async function jobEnded(client: TestClient, jobId: string, timeoutMs = 120_000): Promise<JobReply> {
  return eventually(
    async () => expectStatus(await client.get<JobReply>(`/api/jobs/${jobId}`), 200).body,
    ({ finishedAt }) => finishedAt !== null,
    timeoutMs,
  );
}
