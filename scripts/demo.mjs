// npm run demo: Borgdeck over a throwaway folder with real archives, and a dashboard behind a sign-on. Gone with Ctrl-C.
// For tests: --json prints one line of JSON when it is ready, and ends with SIGTERM or when its input ends; --no-build takes
// what was built last.
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dateBackSchedules, makePast, writeJournal } from "./demo/past.mjs";
import { createClient, startService, until } from "./demo/service.mjs";
import { startSignOn } from "./demo/sign-on.mjs";
import { plans as plannedPlans, repositories as plannedRepositories } from "./demo/story.mjs";
import { makeTree } from "./demo/tree.mjs";
import { ensureDependencies } from "./support/dependencies.mjs";
import { isFresh } from "./support/freshness.mjs";
import { releaseSignals, runNode } from "./support/processes.mjs";
import { inRoot, requireNode } from "./support/project.mjs";

requireNode();
const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, "no-build": { type: "boolean", default: false } },
});
const say = values.json ? () => {} : (line) => console.log(line);
const cleanUps = [];
const stopped = new AbortController();
let preparing = null;
let ending = null;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(0));
try {
  await ensureDependencies();
  await ensureBuilt();
  releaseSignals();
  preparing = prepare(stopped.signal);
  report(await preparing);
} catch (error) {
  if (!ending) console.error(error.message);
  await end(1);
}
if (values.json) process.stdin.on("end", () => void end(0)).resume();

async function ensureBuilt() {
  if (values["no-build"] || isFresh()) return;
  say("Building ...");
  const { code, output } = await runNode(inRoot("scripts/build.mjs"), []);
  if (code !== 0) throw new Error(`The build failed:\n${output}`);
}

/** Everything that was started is stopped, last first, and the folder removed. Safe to call twice, and at any time. */
function end(code) {
  ending ??= (async () => {
    stopped.abort(new Error("Stopped."));
    await preparing?.catch(() => {}); // reported by who awaits it
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
    process.exit(code);
  })();
  return ending;
}

/** A borg that is just ending may still write. */
async function removeFolder(folder) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rm(folder, { recursive: true, force: true });
    } catch (error) {
      if (attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function prepare(signal) {
  const now = Date.now();
  const folder = mkdtempSync(join(tmpdir(), "borgdeck-demo-"));
  cleanUps.push(() => removeFolder(folder));
  const paths = {
    folder,
    data: join(folder, "data"),
    tree: join(folder, "files"),
    repositories: join(folder, "repositories"),
  };
  mkdirSync(paths.repositories);
  say(`Making files: ${makeTree(paths.tree, now)} in ${paths.tree}`);

  const secret = randomBytes(32).toString("hex");
  const signOn = await startSignOn({
    user: { "remote-user": "robin", "remote-name": "Robin", "remote-email": "robin@example.com" },
    secret,
    ports: [8081, 8082],
    page: dashboardPage,
  });
  cleanUps.push(signOn.stop);
  const admin = { username: "admin", password: `demo-${randomBytes(6).toString("hex")}` };
  const environment = environmentOf(paths, signOn, secret);
  const serve = async (extra = {}) => {
    signal.throwIfAborted();
    const service = await startService({ ...environment, ...extra });
    cleanUps.push(service.stop);
    signOn.leadTo(service.port);
    return service;
  };

  const first = await serve({ INITIAL_ADMIN_PASSWORD: `first-${admin.password}` });
  const { repositories, plans } = await setUp(createClient(signOn.borgdeckUrl, signal), admin, paths, now);
  await first.stop(); // its journal is given a past
  const wanted = plans.reduce((total, { past }) => total + past.length, 0);
  let made = 0;
  say(`Making ${wanted} archives with borg ...`);
  const onArchive = () => ++made % 10 === 0 && say(`  ${made}`);
  const borgBaseDir = join(paths.data, "borg");
  writeJournal(
    paths.data,
    await makePast({ plans, repositories, treeFolder: paths.tree, borgBaseDir, onArchive, signal }),
  );
  await dateBackSchedules(
    paths.data,
    plans.filter(({ end }) => end === "late"),
  );

  await serve();
  const client = createClient(signOn.borgdeckUrl, signal);
  await client.post("/api/session", admin);
  await finish(client, plans, repositories, paths);
  await bringIn(client, signOn, signal);
  return { ...signOn, ...admin, folder, signOnUser: "robin", archives: wanted };
}

function environmentOf(paths, signOn, secret) {
  return {
    PATH: process.env.PATH,
    HOME: paths.folder,
    DATA_DIR: paths.data,
    SOURCE_ROOTS: paths.tree,
    PORT: "0",
    LOG_LEVEL: "warn",
    TZ: Intl.DateTimeFormat().resolvedOptions().timeZone,
    PUBLIC_BASE_URL: signOn.borgdeckUrl,
    DASHBOARD_ORIGINS: signOn.dashboardUrl,
    PROXY_AUTH_PRESET: "authelia",
    TRUSTED_PROXIES: "127.0.0.1",
    PROXY_AUTH_SECRET: secret,
    PROXY_AUTH_LOCAL_FALLBACK: "true",
    PROXY_AUTH_SIGN_OUT_URL: `${signOn.dashboardUrl}/sign-out`,
    STOP_JOBS_ON_EXIT: "true",
  };
}

/** The administrator's password, then repositories and plans, all as a person would make them. */
async function setUp(client, admin, paths, now) {
  const first = `first-${admin.password}`;
  await client.post("/api/session", { username: admin.username, password: first });
  await client.put("/api/account/password", { currentPassword: first, newPassword: admin.password });
  const repositories = [];
  for (const { key, location, ...request } of plannedRepositories) {
    say(`Creating the repository ${request.name} ...`);
    const place = join(paths.repositories, location);
    const { repository, recovery } = await client.post("/api/repositories", { ...request, location: place });
    repositories.push({ key, id: repository.id, location: place, passphrase: recovery.passphrase });
  }
  const plans = [];
  for (const plan of plannedPlans) {
    const { schedule, ...request } = plan.request;
    const sources = request.sources.map((source) => join(paths.tree, source));
    const repositoryIds = repositories.filter(({ key }) => key === plan.repository).map(({ id }) => id);
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const { id } = await client.post("/api/plans", {
      ...request,
      sources,
      repositoryIds,
      schedule: { cron: schedule, timeZone },
    });
    // Nothing fires before its past is there. The late one keeps its schedule: resuming would begin it anew.
    if (plan.end !== "late") await client.post(`/api/plans/${id}/pause`);
    plans.push({ ...plan, id, sources, past: plan.pastRuns(now) });
  }
  return { repositories, plans };
}

/** The sign-on's user is seen for the first time, and is made an administrator, as a homelab's owner would be. */
async function bringIn(client, { dashboardUrl, borgdeckUrl }, signal) {
  const signedOn = await fetch(`${dashboardUrl}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: dashboardUrl },
  });
  const cookie = signedOn.headers.getSetCookie()[0].split(";")[0];
  const { user } = await createClient(borgdeckUrl, signal).get("/api/session", { cookie });
  await client.patch(`/api/users/${user.id}`, { role: "admin" });
}

/** Brings each plan to what it is there to show. Those of one repository run one after another: borg is slow to share a lock. */
async function finish(client, plans, repositories, paths) {
  say("Running the plans ...");
  for (const { id, end: last, repository } of plans) {
    if (last === "late") continue;
    await client.post(`/api/plans/${id}/resume`);
    if (last === "unplug") {
      const { location } = repositories.find(({ key }) => key === repository);
      renameSync(location, join(paths.folder, "unplugged"));
    }
    const run = await client.post(`/api/plans/${id}/run`);
    await until(
      () => client.get(`/api/runs/${run.id}`),
      ({ finishedAt }) => finishedAt !== null,
    );
  }
}

/** examples/plain-html as it is, but for the address of Borgdeck. */
function dashboardPage(borgdeckUrl) {
  const html = readFileSync(inRoot("examples/plain-html/index.html"), "utf8");
  return html.replaceAll("http://localhost:8081", borgdeckUrl);
}

function report({ borgdeckUrl, dashboardUrl, username, password, folder, signOnUser, archives }) {
  if (values.json) {
    console.log(JSON.stringify({ borgdeckUrl, dashboardUrl, username, password, folder, signOnUser, archives }));
    return;
  }
  console.log(`
  Dashboard  ${dashboardUrl}
             behind a stand-in for your sign-on: press "Sign in"
  Borgdeck   ${borgdeckUrl}
             as whoever the sign-on names, or before that as ${username} with the password ${password}

  Everything is in ${folder} and is removed when you press Ctrl-C.
`);
}
