import { expect } from "chai";
import type { RunningJob } from "../../schemas/status.ts";
import { DashyList, HomerMessage, WidgetSummary } from "../../schemas/widgets.ts";
import { fieldErrors } from "../../src/validate.ts";
import { languageCodes } from "../../widgets/shared/client/languages.ts";
import { operations } from "../support/access-walk.ts";
import { startApp, type TestApp } from "../support/http-app.ts";
import { planStatus } from "../support/plan-status.ts";

const hostile = `<img src=x onerror="alert(1)">&'\``;
const escaped = "&#60;img src=x onerror=&#34;alert(1)&#34;&#62;&#38;&#39;&#96;";

/** Good, bad and unheard-of, in the wrong order. */
const plans = [
  planStatus("plangood", { name: "Photos" }),
  planStatus("planlate", { state: "late", message: "A run that was due has not succeeded.", lastSuccessAt: null }),
  planStatus("planbad", { name: hostile, state: "failed", message: hostile, repositoryIds: ["repowork"] }),
];

const runningJob = (kind: RunningJob["kind"], state: RunningJob["state"]): RunningJob => ({
  id: `job${kind}`,
  kind,
  state,
  planId: null,
  runId: null,
  repositoryId: "repohome",
  startedAt: null,
  cancelRequested: false,
  progress: null,
  allowed: [],
});

describe("widgets without a script", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp({ config: { publicBaseUrl: "https://backup.example/borg", basePath: "/borg" } });
    app.stored.status = { plans, verdict: "failed" };
  });
  afterEach(() => app.close());

  const get = (path: string, as: string | null = "admin", headers = {}) =>
    app.get(path, { headers: { host: "backup.example", ...headers }, ...(as === null ? {} : { as }) });

  it("send a browser that ends up there to the pages, whoever it is", async () => {
    const paths = operations()
      .filter(({ path }) => path.startsWith("/api/widgets/") && !path.includes("badge"))
      .map(({ path }) => path);
    expect(paths).to.include.members(["/api/widgets/summary", "/api/widgets/history", "/api/widgets/glance"]);
    for (const path of [...paths, "/api/status"]) {
      for (const as of ["vera", null]) {
        const { status, headers, text } = await get(path, as, { "sec-fetch-mode": "navigate", accept: "text/html" });
        expect([status, headers.location, text], path).to.deep.equal([302, "/borg/", ""]);
        expect(headers["cache-control"]).to.equal("no-store");
      }
      expect(
        (await get(path, null, { "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin" })).headers,
      ).to.not.have.property("location");
    }
  });

  describe("the summary", () => {
    it("has times twice, bytes as numbers, and no `error`", async () => {
      const { json } = await get("/api/widgets/summary");
      expect(fieldErrors(WidgetSummary, json)).to.deep.equal({});
      expect(json).to.not.have.property("error");
      expect(json.repos[0]).to.deep.include({
        id: "repohome",
        status: "ok",
        next_run: "2026-11-23T02:30:00.000Z",
        next_run_unix: 1795401000,
        last_check: null,
        last_check_unix: null,
        last_drill: null,
        size_bytes: 1000,
        job: null,
      });
    });

    it("says what the job does that runs", async () => {
      app.stored.status = { plans, running: [runningJob("prune", "queued"), runningJob("check", "running")] };
      const { json } = await get("/api/widgets/summary");
      expect(fieldErrors(WidgetSummary, json)).to.deep.equal({});
      expect([json.running, json.repos[0].job]).to.deep.equal([1, "check"]);
    });
  });

  it("are of chosen repositories, added up anew", async () => {
    const { json: whole } = await get("/api/widgets/summary");
    const { json } = await get("/api/widgets/summary?repo=repohome");
    expect(fieldErrors(WidgetSummary, json)).to.deep.equal({});
    expect(json).to.include({ status: "late", plans: 2, ok: 1, late: 1, failed: 0, size_bytes: 1000 });
    expect([json.problem, json.repos.map(({ id }: { id: string }) => id)]).to.deep.equal([
      plans[1]?.message,
      ["repohome"],
    ]);
    expect([whole.plans, whole.repos.length]).to.deep.equal([3, 2]);
    const { json: message } = await get("/api/widgets/homer-message?repo=repohome");
    expect(message).to.include({ title: "A backup is late", style: "is-danger" });
    expect(message.content).to.not.contain(escaped);
    for (const path of ["summary?repo=nonesuch", "summary?repo=repohome,repowork"]) {
      const { json: told } = await get(`/api/widgets/${path}`);
      expect([told.plans, told.repos.length], path).to.deep.equal(path.includes("nonesuch") ? [0, 0] : [3, 2]);
    }
    const repositories = (await app.get("/api/status", { as: "admin" })).json.repositories;
    const watched = { ...repositories[1], mode: "observe", state: "warning", lastBackupAt: "2026-11-20T02:30:00.000Z" };
    app.stored.status = { plans, repositories: [repositories[0], watched] };
    expect((await get("/api/widgets/summary?repo=repowork")).json).to.include({
      status: "failed",
      failed: 1,
      warning: 1,
      oldest_success: "2026-11-20T02:30:00.000Z",
    });
  });

  describe("Glance's extension", () => {
    it("lists plans, worst first, in Glance's own classes", async () => {
      const { status, headers, text } = await get("/api/widgets/glance");
      expect([status, headers["content-type"]]).to.deep.equal([200, "text/html; charset=utf-8"]);
      expect(headers).to.include({
        "widget-title": "Backups",
        "widget-title-url": "https://backup.example/borg/",
        "widget-content-type": "html",
      });
      expect([...text.matchAll(/href="([^"]*)"/g)].map((match) => match[1])).to.deep.equal([
        "https://backup.example/borg/plans/planbad",
        "https://backup.example/borg/plans/planlate",
        "https://backup.example/borg/plans/plangood",
      ]);
      expect(text).to.contain('<p class="size-h4 color-negative" lang="en-GB">✕ A backup has failed</p>');
      expect(text).to.contain('data-dynamic-relative-time="1795314600"').and.contain("next Mon 23 Nov, 03:30 CET");
      expect(text).to.contain("no backup yet");
    });

    it("escapes names and messages", async () => {
      const { text } = await get("/api/widgets/glance");
      expect(text.split(escaped)).to.have.length(3);
      expect(text).to.not.contain("<img");
    });

    it("shows chosen repositories, and says how many more there are", async () => {
      const { text } = await get("/api/widgets/glance?repo=repohome&limit=1");
      expect(text).to.contain("planlate").and.contain("and 1 more").and.not.contain("planbad");
      expect(text).to.contain("A backup is late");
      expect((await get("/api/widgets/glance?repo=nonesuch")).text).to.contain("There is no plan yet");
    });

    it("answers 200 with a friendly word also where it cannot tell", async () => {
      for (const [path, as, code] of [
        ["/api/widgets/glance", null, "not-signed-in"],
        ["/api/widgets/glance?limit=0", "admin", "invalid-input"],
      ] as const) {
        const { status, headers, text } = await get(path, as);
        expect([status, headers["borgdeck-problem"], headers["widget-content-type"]]).to.deep.equal([
          200,
          code,
          "html",
        ]);
        expect(text).to.contain("The state of the backups is not known").and.not.contain("<script");
      }
    });

    it("makes no links where nobody has said where the pages are", async () => {
      const alone = await startApp();
      alone.stored.status = { plans };
      const { headers, text } = await alone.get("/api/widgets/glance", { as: "admin" });
      await alone.close();
      expect(headers).to.not.have.property("widget-title-url");
      expect(text).to.contain("Photos").and.not.contain("href");
    });
  });

  describe("Dashy's list", () => {
    it("has a row for each plan", async () => {
      const { json } = await get("/api/widgets/dashy-list");
      expect(fieldErrors(DashyList, json)).to.deep.equal({});
      expect(json).to.have.length(3);
      expect(json[2]).to.deep.equal({
        link: { text: "Photos", url: "https://backup.example/borg/plans/plangood", title: "Open Photos in Borgdeck" },
        value: {
          text: "✓ OK",
          title: "Last backup: Sun 22 Nov, 03:30 CET · Next: Mon 23 Nov, 03:30 CET",
        },
        date: "2026-11-22T02:30:00.000Z",
      });
      expect((await get("/api/widgets/dashy-list?repo=repowork")).json).to.have.length(1);
      expect((await get("/api/widgets/dashy-list", null)).status).to.equal(401);
    });

    it("leads to where it was asked, where nobody has said where the pages are", async () => {
      const alone = await startApp({ config: { basePath: "/borg" } });
      alone.stored.status = { plans };
      const { json } = await alone.get("/borg/api/widgets/dashy-list", { as: "admin" });
      await alone.close();
      expect(json[0].link.url).to.equal(`http://127.0.0.1:${alone.port}/borg/plans/planbad`);
    });
  });

  describe("in another language", () => {
    it("are all those of the widgets", async () => {
      const titles = new Set<string>();
      for (const lang of ["en", ...languageCodes]) {
        const { status, text, headers } = await get(`/api/widgets/glance?lang=${lang}&limit=1`);
        expect([status, headers["borgdeck-problem"]], lang).to.deep.equal([200, undefined]);
        titles.add(/<p class="size-h4[^>]*>(.*?)<\/p>/.exec(text)?.[1] ?? "");
        expect(text).to.contain(`lang="${lang === "en" ? "en-GB" : lang}"`);
      }
      expect(titles.size).to.equal(languageCodes.length + 1);
    });

    it("say everything in it, times too, but what the service reports", async () => {
      const glance = await get("/api/widgets/glance?lang=pl&limit=2");
      expect(glance.text).to.contain("✕ Kopia nie powiodła się").and.contain("nie ma jeszcze kopii");
      expect(glance.text).to.contain("i jeszcze 1").and.contain("A run that was due has not succeeded.");
      const [, , row] = (await get("/api/widgets/dashy-list?lang=fr")).json;
      expect(row.link.title).to.equal("Ouvrir Photos dans Borgdeck");
      expect(row.value.title).to.match(
        /^Dernière sauvegarde\u00a0: dim\. 22 nov\..*03:30.* · Prochaine\u00a0: lun\. 23 nov\./,
      );
      expect((await get("/api/widgets/homer-message?lang=zh")).json.title).to.equal("有备份失败");
      for (const [as, told] of [
        ["admin", "有备份失败"],
        [null, "备份状态未知"],
      ] as const) {
        const { text, headers } = await get("/api/widgets/glance?lang=zh", as);
        expect(text).to.contain(told);
        expect(Buffer.from(String(headers["widget-title"]), "latin1").toString()).to.equal("备份");
      }
    });

    it("are refused where there is no such one", async () => {
      expect((await get("/api/widgets/dashy-list?lang=tlh")).json.code).to.equal("invalid-input");
      const { headers, text } = await get("/api/widgets/glance?lang=tlh");
      expect(headers["borgdeck-problem"]).to.equal("invalid-input");
      expect(text).to.contain("The state of the backups is not known");
    });
  });

  it("has a message for Homer, all of it escaped", async () => {
    const { json } = await get("/api/widgets/homer-message");
    expect(fieldErrors(HomerMessage, json)).to.deep.equal({});
    expect(json).to.deep.equal({
      title: "A backup has failed",
      content: `${escaped}: ${escaped}<br>planlate: A run that was due has not succeeded.`,
      style: "is-danger",
      icon: "fas fa-circle-xmark",
    });
    app.stored.status = { plans: [plans[0] as (typeof plans)[number]], verdict: "ok" };
    expect((await get("/api/widgets/homer-message")).json).to.include({ content: "", style: "is-success" });
  });

  it("do not look well where the service cannot do its work", async () => {
    const fault = { code: "store-read-only", detail: "plans.json is damaged." };
    app.stored.status = { plans: [plans[0] as (typeof plans)[number]], verdict: "ok", fault };
    const { json } = await get("/api/widgets/homer-message");
    expect(json).to.include({ content: fault.detail, style: "is-warning" });
    expect((await get("/api/widgets/glance")).text).to.match(
      /^<p class="size-h4 color-negative"[^>]*>! .*\n.*plans\.json/,
    );
  });
});
