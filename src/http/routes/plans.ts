// Plans: list, create, change, remove, run, pause; and what one would do before it is saved.
import Type from "typebox";
import { PageQuery, page } from "../../../schemas/common.ts";
import { RunReply } from "../../../schemas/jobs.ts";
import {
  CreatePlanRequest,
  PlanPatch,
  PlanPreviewReply,
  PlanPreviewRequest,
  PlanReply,
} from "../../../schemas/plans.ts";
import { paginate } from "../answer/paginate.ts";
import { presentRun } from "../present/job.ts";
import { presentPlan } from "../present/plan.ts";
import { defineRoute, type RouteRequest } from "../route.ts";
import type { Services } from "../services.ts";
import { namedRepositories, planOf, planSubject, seesPlan, seesRepository } from "../subjects.ts";

type OfPath = Pick<RouteRequest<{ id: string }>, "params">;
const ofPath = ({ params }: OfPath, services: Services) => planSubject(services, planOf(services, params.id));

const pausing = (paused: boolean) =>
  defineRoute({
    method: "POST",
    path: paused ? "/api/plans/:id/pause" : "/api/plans/:id/resume",
    action: "plan.edit",
    summary: paused ? "Stop firing a plan on its schedule" : "Fire a plan on its schedule again",
    subject: ofPath,
    reply: PlanReply,
    async handler({ params, actor, viewer }, services) {
      return presentPlan(services, viewer, await services.plans.setPaused(params.id, paused, actor));
    },
  });

export const planRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/plans",
    action: "details.read",
    summary: "Plans that the caller sees",
    query: Type.Object(PageQuery),
    reply: page(PlanReply),
    handler({ query, viewer }, services) {
      const visible = services.plans.list().filter(({ id }) => seesPlan(services, viewer, id));
      const { items, next } = paginate(visible, ({ id }) => id, query);
      return { items: items.map((plan) => presentPlan(services, viewer, plan)), next };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/plans",
    action: "plan.create",
    summary: "Create a plan",
    subject: ({ body, viewer, actor }, services) => ({
      repositories: namedRepositories(services, viewer, body.repositoryIds),
      ownerId: actor.userId,
    }),
    body: CreatePlanRequest,
    reply: PlanReply,
    status: 201,
    async handler({ body, actor, viewer }, services) {
      return presentPlan(services, viewer, await services.plans.create(body, actor, seesRepository(services, viewer)));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/plans/preview",
    action: "plan.create",
    summary: "Fire times of a schedule, size of sources, and what to beware of",
    body: PlanPreviewRequest,
    reply: PlanPreviewReply,
    handler: ({ body }, services) => services.plans.preview(body),
  }),
  defineRoute({
    method: "GET",
    path: "/api/plans/:id",
    action: "details.read",
    summary: "One plan",
    subject: ofPath,
    reply: PlanReply,
    handler: ({ params, viewer }, services) => presentPlan(services, viewer, planOf(services, params.id)),
  }),
  defineRoute({
    method: "PATCH",
    path: "/api/plans/:id",
    action: "plan.edit",
    summary: "Change a plan",
    subject: ({ params, body, viewer }, services) => {
      const subject = planSubject(services, planOf(services, params.id));
      const added = namedRepositories(services, viewer, body.repositoryIds ?? []);
      return { ...subject, repositories: [...subject.repositories, ...added] };
    },
    body: PlanPatch,
    reply: PlanReply,
    async handler({ params, body, ifRevision, actor, viewer }, services) {
      const options = { ifRevision, sees: seesRepository(services, viewer) };
      return presentPlan(services, viewer, await services.plans.patch(params.id, body, options, actor));
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/plans/:id",
    action: "plan.edit",
    summary: "Remove a plan; its archives stay",
    subject: ofPath,
    handler: ({ params, ifRevision, actor }, services) => services.plans.remove(params.id, { ifRevision }, actor),
  }),
  defineRoute({
    method: "POST",
    path: "/api/plans/:id/run",
    action: "backup.run",
    summary: "Run a plan now",
    subject: ofPath,
    reply: RunReply,
    status: 202,
    async handler({ params, actor, viewer }, services) {
      const run = await services.plans.run(params.id, actor);
      return presentRun(services, viewer, run, (await services.runs.get(run.id))?.jobs ?? []);
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/plans/:id/accept",
    action: "backup.run",
    summary: "Accept a suspicious backup: its size is the usual one from now on",
    subject: ofPath,
    reply: PlanReply,
    async handler({ params, actor, viewer }, services) {
      return presentPlan(services, viewer, await services.plans.accept(params.id, actor));
    },
  }),
  pausing(true),
  pausing(false),
];
