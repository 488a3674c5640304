// Runs and jobs: what happened, its log, and stopping it.
import Type from "typebox";
import { Id, PageQuery, page } from "../../../schemas/common.ts";
import { JobLogReply, JobReply, RunReply } from "../../../schemas/jobs.ts";
import { defaultLimit } from "../answer/paginate.ts";
import { presentJob, presentRun } from "../present/job.ts";
import { defineRoute, type RouteRequest } from "../route.ts";
import type { Services } from "../services.ts";
import { jobOf, jobSubject, owned, runOf, runSubject, seesPlan } from "../subjects.ts";

type OfPath = Pick<RouteRequest<{ id: string }>, "params">;
const ofPath = async ({ params }: OfPath, services: Services) => jobSubject(services, await jobOf(services, params.id));

export const jobRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/runs",
    action: "details.read",
    summary: "Runs of plans, newest first",
    query: Type.Object({ ...PageQuery, planId: Type.Optional(Id) }),
    reply: page(RunReply),
    async handler({ query, viewer }, services) {
      const { items, next } = await services.runs.list({
        planId: query.planId,
        sees: (planId) => seesPlan(services, viewer, planId),
        limit: query.limit ?? defaultLimit,
        cursor: query.cursor ?? null,
      });
      return { items: items.map(({ run, jobs }) => presentRun(services, viewer, run, jobs)), next };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/runs/:id",
    action: "details.read",
    summary: "One run with its jobs",
    subject: async ({ params }, services) => {
      const { run, jobs } = await runOf(services, params.id);
      return runSubject(services, run, jobs);
    },
    reply: RunReply,
    async handler({ params, viewer }, services) {
      const { run, jobs } = await runOf(services, params.id);
      return presentRun(services, viewer, run, jobs);
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/jobs",
    action: "details.read",
    summary: "Jobs, newest first",
    query: Type.Object({
      ...PageQuery,
      planId: Type.Optional(Id),
      repositoryId: Type.Optional(Id),
      runId: Type.Optional(Id),
      byHand: Type.Optional(Type.Boolean({ description: "Only those that somebody asked for, and no run" })),
    }),
    reply: page(JobReply),
    async handler({ query, viewer }, services) {
      const { items, next } = await services.jobs.list({
        planId: query.planId,
        repositoryId: query.repositoryId,
        runId: query.runId,
        byHand: query.byHand,
        sees: (repositoryId) => viewer.sees(owned(services, repositoryId)),
        limit: query.limit ?? defaultLimit,
        cursor: query.cursor ?? null,
      });
      return { items: items.map((job) => presentJob(services, viewer, job)), next };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/jobs/:id",
    action: "details.read",
    summary: "One job",
    subject: ofPath,
    reply: JobReply,
    handler: async ({ params, viewer }, services) => presentJob(services, viewer, await jobOf(services, params.id)),
  }),
  defineRoute({
    method: "GET",
    path: "/api/jobs/:id/log",
    action: "details.read",
    summary: "What borg said, newest part first where it is long",
    subject: ofPath,
    reply: JobLogReply,
    handler: ({ params }, services) => services.jobs.log(params.id),
  }),
  defineRoute({
    method: "POST",
    path: "/api/jobs/:id/cancel",
    action: "job.cancel",
    summary: "Stop a job",
    subject: ofPath,
    reply: JobReply,
    status: 202,
    async handler({ params, actor, viewer }, services) {
      return presentJob(services, viewer, await services.jobs.cancel(params.id, actor));
    },
  }),
];
