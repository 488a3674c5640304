// Every route of the OpenAPI document, asked by everybody there is, against the policy table.
import { expect } from "chai";
import type { TokenScope } from "../../schemas/account.ts";
import type { UserRecord } from "../../schemas/users.ts";
import { checkKey } from "../../src/http/present/checks.ts";
import { isoTime } from "../../src/ports/clock.ts";
import { mqttDefaults } from "../../src/settings/mqtt-settings.ts";
import { authDefaults, oidcDefaults } from "../../src/settings/sign-in-settings.ts";
import { expected, type Operation, type Outcome, operations, type Walker } from "../support/access-walk.ts";
import { type Client, type IdentityApp, type Sent, startIdentityApp } from "../support/identity-app.ts";
import { planStatus } from "../support/plan-status.ts";
import { browserSession, plan, repository, user } from "../support/records.ts";

/** Who walks, those who may least first: what somebody does to the subject of a path must not be in the way of the next. */
const walkers = [
  { name: "a stranger to the repository", role: "operator", level: "none", present: true },
  { name: "a viewer", role: "viewer", level: "viewer", present: true },
  { name: "an operator who may only look at it", role: "operator", level: "viewer", present: true },
  { name: "an operator", role: "operator", level: "operator", present: true },
  { name: "a token of scope badge", role: "admin", level: "owner", token: { scopes: ["badge"] } },
  { name: "a token of scope status", role: "admin", level: "owner", token: { scopes: ["status"] } },
  { name: "a token of scope read", role: "admin", level: "owner", token: { scopes: ["read"] } },
  { name: "a token of scope operate", role: "admin", level: "owner", token: { scopes: ["operate"] } },
  { name: "a token of scope metrics", role: "admin", level: "owner", token: { scopes: ["metrics"] } },
  { name: "a token for another repository", role: "admin", level: "none", token: { scopes: ["read", "operate"] } },
  { name: "a viewer's token", role: "viewer", level: "viewer", token: { scopes: ["read", "operate", "metrics"] } },
  { name: "a signed token", role: "admin", level: "owner", token: { scopes: null } },
  { name: "an administrator who was away", role: "admin", level: "owner" },
  { name: "the owner", role: "operator", level: "owner", owner: true, present: true },
  { name: "an administrator", role: "admin", level: "owner", present: true },
] as const satisfies readonly Walker[];

/** One's own things that a token with scopes may ask for all the same. */
const tokenMayAsk = new Set(["GET /api/session", "GET /api/widgets/ping.svg"]);

/** How one proves to be there and what one proves it with: never for a token, whatever it may do otherwise. */
const forPeople = new Set([
  "POST /api/session/step-up",
  "POST /api/session/step-up/passkey-options",
  "POST /api/account/totp",
  "DELETE /api/account/totp",
  "POST /api/account/totp/confirm",
  "POST /api/account/totp/recovery-codes",
  "POST /api/account/passkeys/options",
]);

/** What needs presence proved, as the issue promises it: factors, keys, tokens, users and the rules of signing in. */
const needPresence = [
  "DELETE /api/account/oidc",
  "DELETE /api/account/passkeys/{id}",
  "DELETE /api/users/{id}",
  "DELETE /api/users/{id}/grants/{repositoryId}",
  "PATCH /api/account/passkeys/{id}",
  "PATCH /api/users/{id}",
  "POST /api/account/oidc",
  "POST /api/account/tokens",
  "POST /api/repositories/{id}/break-lock",
  "POST /api/repositories/{id}/destroy",
  "POST /api/repositories/{id}/key",
  "POST /api/repositories/{id}/reopen",
  "POST /api/settings/mqtt/test",
  "POST /api/settings/oidc/test",
  "POST /api/users",
  "POST /api/users/{id}/activate",
  "POST /api/users/{id}/approve",
  "POST /api/users/{id}/deactivate",
  "POST /api/users/{id}/invite",
  "POST /api/users/{id}/reset-factors",
  "POST /api/users/{id}/sign-out",
  "PUT /api/repositories/{id}/key",
  "PUT /api/repositories/{id}/passphrase",
  "PUT /api/settings/auth",
  "PUT /api/settings/mqtt",
  "PUT /api/settings/oidc",
  "PUT /api/users/{id}/grants/{repositoryId}",
];

const code = { code: "000000" };
const link = { token: "x".repeat(43) };
const newPlan = {
  name: "Home",
  repositoryIds: ["repohome"],
  sources: ["/home"],
  schedule: null,
  retention: { keepLast: 1, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 },
};
const restore = {
  archiveName: "one",
  paths: [],
  destination: { type: "original" },
  layout: "full-path",
  conflicts: "skip",
  ownership: true,
};
const oidc = { ...oidcDefaults, discoveryUrl: "http://127.0.0.1:9" };

/** A body for each route that takes one: well-formed, so that it gets as far as the decision, and good for nothing. */
const bodies: Readonly<Record<string, unknown>> = {
  "POST /api/session": { username: "nobody", password: "wrong" },
  "POST /api/session/totp": code,
  "POST /api/session/recovery": code,
  "POST /api/session/step-up": code,
  "POST /api/account/totp": {},
  "DELETE /api/account/totp": code,
  "POST /api/account/totp/confirm": code,
  "POST /api/account/totp/recovery-codes": code,
  "POST /api/auth/passkey": { response: {} },
  "POST /api/account/passkeys": { name: "Key", response: {} },
  "POST /api/account/passkeys/options": {},
  "PATCH /api/account/passkeys/{id}": { name: "Key" },
  "POST /api/auth/oidc/backchannel-logout": { logout_token: "x" },
  "POST /api/auth/oidc/link": { password: "wrong" },
  "POST /api/auth/token": { username: "nobody", password: "wrong" },
  "POST /api/auth/invitation": link,
  "POST /api/auth/invitation/accept": { ...link, newPassword: "a quiet morning at sea" },
  "PATCH /api/account": { displayName: "Me" },
  "PUT /api/account/password": { currentPassword: "wrong", newPassword: "a quiet morning at sea" },
  "POST /api/account/tokens": { name: "t", scopes: ["status"], expiresInDays: null },
  "PUT /api/settings/auth": authDefaults,
  "PUT /api/settings/mqtt": mqttDefaults,
  "POST /api/settings/mqtt/test": mqttDefaults,
  "PUT /api/settings/oidc": oidc,
  "POST /api/settings/oidc/test": oidc,
  "POST /api/users": { username: "eve", role: "viewer", start: "invitation" },
  "PATCH /api/users/{id}": { displayName: "Somebody" },
  "PUT /api/users/{id}/grants/{repositoryId}": { role: "viewer" },
  "POST /api/repositories": { name: "New", location: "/srv/new", encryption: "repokey-blake2" },
  "PATCH /api/repositories/{id}": { name: "Box" },
  "POST /api/repositories/import": { name: "Found", location: "/srv/found" },
  "PUT /api/repositories/{id}/key": { key: "BORG_KEY 00\n" },
  "POST /api/repositories/{id}/destroy": { name: "Another" },
  "POST /api/repositories/{id}/break-lock": { confirm: "" },
  "POST /api/repositories/{id}/reopen": { location: "/srv/elsewhere" },
  "PUT /api/repositories/{id}/passphrase": { passphrase: "another one" },
  "POST /api/repositories/{id}/jobs": { kind: "check" },
  "POST /api/repositories/{id}/prune-preview": { planId: "planhome" },
  "POST /api/repositories/{id}/restores": restore,
  "POST /api/repositories/{id}/restores/preview": restore,
  "POST /api/repositories/{id}/archives/delete": { names: ["one"] },
  "POST /api/repositories/{id}/archives/delete-preview": { names: ["one"] },
  "PATCH /api/repositories/{id}/archives/{name}": { comment: "c" },
  "POST /api/repositories/{id}/mounts": { path: "/mnt/archive", durationMs: 60_000 },
  "POST /api/plans": newPlan,
  "POST /api/plans/preview": newPlan,
  "PATCH /api/plans/{id}": { name: "Home" },
};

const subjects: Readonly<Record<string, string>> = {
  repositories: "repohome",
  plans: "planhome",
  runs: "runhomea",
  jobs: "jobhomea",
};

describe("every route, asked by everybody", () => {
  const all = operations();

  it("is in the document that the service gives", async () => {
    const app = await startIdentityApp();
    try {
      const { paths } = (await app.client().get("/api/openapi.json")).json as { paths: Record<string, object> };
      const served = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
      );
      expect(all.map(({ name }) => name)).to.have.members(served);
    } finally {
      await app.close();
    }
  });

  it("needs presence where that is promised", () => {
    expect(all.filter(({ stepUp }) => stepUp).map(({ name }) => name)).to.have.members(needPresence);
  });

  it("has a body to try it with", () => {
    const without = all.filter(({ hasBody, name }) => hasBody && !(name in bodies));
    expect(without.map(({ name }) => name)).to.deep.equal([]);
  });

  /** Reading changes nothing, so that everything is read on one stage; what changes something has its own. */
  let forReading: Stage;
  before(async () => {
    forReading = await setUp();
  });
  after(() => forReading.app.close());

  for (const operation of all) {
    it(operation.name, async () => {
      const stage = operation.method === "GET" ? forReading : await setUp();
      try {
        const got: Record<string, Outcome> = { nobody: await ask(stage, operation, stage.nobody) };
        const wanted: Record<string, Outcome> = { nobody: expected(operation, null, { tokenMayAsk, forPeople }) };
        for (const walker of walkers) {
          got[walker.name] = await ask(stage, operation, stage.askers.get(walker.name) as Asker);
          wanted[walker.name] = expected(operation, walker, { tokenMayAsk, forPeople });
        }
        expect(got).to.deep.equal(wanted);
      } finally {
        if (stage !== forReading) await stage.app.close();
      }
    });
  }
});

interface Asker {
  readonly client: Client;
  readonly headers: Readonly<Record<string, string>>;
}

interface Stage {
  readonly app: IdentityApp;
  readonly nobody: Asker;
  readonly askers: ReadonlyMap<string, Asker>;
  readonly targetId: string;
}

async function setUp(): Promise<Stage> {
  const app = await startIdentityApp();
  const on = (role: "viewer" | "operator") => ({ grants: [{ repositoryId: "repohome", role }] });
  const target = user("target", { role: "viewer", ...on("viewer"), active: false, pending: true });
  const made = (walkers as readonly Walker[]).map((walker, at) => {
    const grants = walker.level === "viewer" || walker.level === "operator" ? on(walker.level) : {};
    // Tokens count while their user could sign in.
    const password = { version: 1, hash: "-" } as const;
    return { walker, record: user(`walker${"abcdefghijklmnop"[at]}`, { role: walker.role, password, ...grants }) };
  });
  // All at once: the store makes one write of them.
  await Promise.all([target, ...made.map(({ record }) => record)].map((record) => app.users.insert(record)));
  const ownerId = made.find(({ walker }) => walker.owner)?.record.id ?? null;
  app.repositories.set("repohome", repository("repohome", { ownerId }));
  app.plans.set("planhome", plan("planhome", ["repohome"], { ownerId }));
  app.stored.status = { plans: [planStatus("planhome")] };
  const askers = await Promise.all(
    made.map(async ({ walker, record }) => [walker.name, await askerOf(app, record, walker)] as const),
  );
  return { app, nobody: { client: app.client(), headers: {} }, askers: new Map(askers), targetId: target.id };
}

const nowhere = { peer: null, address: null, userAgent: null };

async function askerOf(app: IdentityApp, record: UserRecord, walker: Walker): Promise<Asker> {
  const client = app.client();
  if (walker.token) {
    const value = await tokenOf(app, record, walker.token.scopes, walker.level === "none" ? ["repowork"] : null);
    return { client, headers: { authorization: `Bearer ${value}` } };
  }
  const id = app.identity.sessions.newId();
  const provedAt = isoTime(app.clock.now() - (walker.present ? 0 : 5 * 60_000 + 1));
  await app.identity.sessions.begin(id, browserSession(record.id, app.clock.now(), { provedAt }), nowhere);
  client.jar.set("borgdeck", id);
  return { client, headers: {} };
}

async function tokenOf(
  app: IdentityApp,
  record: UserRecord,
  scopes: readonly TokenScope[] | null,
  repositoryIds: string[] | null,
): Promise<string> {
  if (scopes === null) return (await app.identity.issueBearer(record, "one-factor", nowhere)).accessToken;
  const request = { name: "t", scopes: [...scopes], repositoryIds, expiresInDays: null };
  const actor = { userId: record.id, username: record.username, ...nowhere };
  return (await app.identity.tokens.create(request, () => true, actor)).secret;
}

async function ask({ app, targetId }: Stage, operation: Operation, { client, headers }: Asker): Promise<Outcome> {
  const { method, path, name, action, hasBody } = operation;
  const kind = path.split("/")[2] ?? "";
  const id = kind === "users" ? targetId : (subjects[kind] ?? app.adminId);
  const filled = path
    .replace("{id}", kind === "widgets" ? "repohome" : id)
    .replace("{repositoryId}", "repohome")
    .replace("{key}", checkKey("planhome"))
    .replace("{name}", "one")
    .replace(/\/(download|history)$/, "$&?path=a")
    .replace(/\/search$/, "$&?q=a")
    .replace(/\/compare$/, "$&?to=two")
    .replace(/\/compare\/content$/, "$&?to=two&path=a");
  const sent: Sent = { headers, ...(hasBody ? { body: bodies[name] } : {}) };
  const reply = await client.open(method, filled, sent);
  const status = reply.statusCode ?? 0;
  const instead = reply.headers["borgdeck-problem"]; // a picture stands for the problem
  if (status < 400) {
    reply.destroy(); // some answers never end
    return instead === undefined ? "in" : outcomeOf(403, String(instead), action);
  }
  let text = "";
  for await (const chunk of reply) text += chunk;
  return outcomeOf(status, (JSON.parse(text) as { code: string }).code, action);
}

function outcomeOf(status: number, code: string, action: Operation["action"]): Outcome {
  expect(status, "nothing breaks").to.be.below(500);
  if (code === "not-signed-in" || code === "step-up-required") return code;
  // On public routes, and of what is one's own, these are a handler's words about a thing that is not there.
  if (action === "public") return "in";
  if (code === "not-allowed") return code;
  return code === "not-found" && action !== "signed-in" ? "hidden" : "in";
}
