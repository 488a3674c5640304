import { expect } from "chai";
import type { RepositoryStatus, Status } from "../../../schemas/status.ts";
import { type RepositoryTrust, type TrustRules, trustOf } from "../../../widgets/shared/model/trust.ts";
import {
  failedPlan,
  latePlan,
  minutesFromNow,
  plan,
  provenRepository,
  repository,
  statusOf,
} from "../../widgets/status-fixtures.ts";

const day = 86_400_000;
const rules: TrustRules = {
  required: ["drill", "check", "key", "copies", "offsite"],
  longestMs: 100 * day,
  now: Date.now(),
};
const away = provenRepository({ id: "zzzzzzzz", name: "Away", location: "ssh://borg@nas2.home.lan:22/srv/borg" });
const inBoth = plan({ repositoryIds: ["aaaaaaaa", "zzzzzzzz"] });

/** A plan with two repositories, of which the first is this one. */
const withCopy = (change: Partial<RepositoryStatus> = {}, plans = [inBoth]): Status =>
  statusOf(plans, { repositories: [provenRepository(change), away] });
const judged = (status: Status, change: Partial<TrustRules> = {}) =>
  trustOf(status, status, { ...rules, ...change }).find(({ repository: { id } }) => id === "aaaaaaaa")!;
const line = ({ lines }: RepositoryTrust, wanted: string) => lines.find(({ aspect }) => aspect === wanted);

describe("whether a repository can be relied on", () => {
  it("is proven by a drill, a check, a key elsewhere, and a second copy off this host", () => {
    const trust = judged(withCopy());
    expect(trust.verdict).to.equal("ok");
    expect(trust.copies).to.equal(2);
    expect(line(trust, "append-only")?.state).to.equal("never"); // nobody asked for it
  });

  it("is not proven where no restore was tried, or too long ago", () => {
    expect(judged(withCopy({ lastDrill: null })).verdict).to.equal("unproven");
    const at = new Date(rules.now - 101 * day).toISOString();
    const old = judged(withCopy({ lastDrill: { ...provenRepository().lastDrill!, at } }));
    expect(old.verdict).to.equal("unproven");
    expect(line(old, "drill")).to.include({ state: "warning", at });
    expect(judged(withCopy({ lastDrill: null }), { required: ["check"] }).verdict).to.equal("ok");
  });

  it("has gaps where something else that was asked for is missing", () => {
    for (const change of [{ lastCheck: null }, { keyExportedAt: null }]) {
      expect(judged(withCopy(change)).verdict, JSON.stringify(change)).to.equal("gaps");
    }
    expect(judged(withCopy(), { required: ["append-only"] }).verdict).to.equal("gaps");
    expect(judged(withCopy({ mode: "append-only" }), { required: ["append-only"] }).verdict).to.equal("ok");
  });

  it("needs no key kept elsewhere where there is none", () => {
    const open = judged(withCopy({ encryption: "none", keyExportedAt: null }));
    expect(line(open, "key")).to.equal(undefined);
    expect(open.verdict).to.equal("ok");
    expect(judged(withCopy({ encryption: "none" }), { required: ["encryption"] }).verdict).to.equal("gaps");
  });

  it("is lost where a check, a drill or a verification found damage, whatever is asked for", () => {
    const { lastCheck, lastDrill } = provenRepository();
    const unlike = {
      at: minutesFromNow(-9),
      state: "failed",
      filesChecked: 9,
      filesChanged: 0,
      filesDamaged: 1,
    } as const;
    for (const status of [
      withCopy({ lastCheck: { ...lastCheck!, state: "failed" } }),
      withCopy({ lastDrill: { ...lastDrill!, state: "failed" } }),
      withCopy({}, [{ ...inBoth, lastVerify: unlike }]),
    ]) {
      expect(judged(status, { required: [] }).verdict).to.equal("failed");
    }
  });

  it("counts as a copy only what was written to, and only for the plan that has the fewest", () => {
    const empty = statusOf([inBoth], { repositories: [provenRepository(), { ...away, lastBackupAt: null }] });
    expect(judged(empty)).to.include({ copies: 1, verdict: "gaps" });
    const another = judged(withCopy({}, [inBoth, plan({ id: "oooooooo", allowed: ["plan.edit"] })]));
    expect(another.copies).to.equal(1);
    expect(line(another, "copies")?.path).to.equal("/plans/oooooooo/edit");
    expect(line(another, "offsite")?.state).to.equal("warning");
  });

  it("takes for another host only what is reached over SSH and not this one", () => {
    for (const location of ["/mnt/nas", "ssh://localhost/srv", "ssh://borg@127.0.0.1:22/srv", "ssh://[::1]/srv"]) {
      const status = statusOf([inBoth], { repositories: [provenRepository(), { ...away, location }] });
      expect(line(judged(status), "offsite")?.state, location).to.equal("warning");
    }
  });

  it("looks for copies beyond what is shown", () => {
    const all = withCopy();
    const [trust] = trustOf({ ...all, repositories: all.repositories.slice(0, 1) }, all, rules);
    expect(trust?.copies).to.equal(2);
  });

  it("says that backups are behind, and where to see why", () => {
    for (const broken of [failedPlan(), latePlan()]) {
      const trust = judged(withCopy({}, [{ ...broken, repositoryIds: inBoth.repositoryIds }]));
      expect(line(trust, "backup")).to.include({ state: "warning", path: `/plans/${broken.id}` });
      expect(trust.verdict).to.equal("gaps");
    }
  });

  it("has nothing to say before the first backup", () => {
    expect(judged(withCopy({ lastBackupAt: null }))).to.deep.include({ verdict: "never", lines: [] });
  });

  it("asks of a repository that others write to nothing that only they can do", () => {
    const status = statusOf([], { repositories: [provenRepository({ mode: "observe" })] });
    expect(judged(status).verdict).to.equal("ok");
    expect(judged(status).lines.map(({ aspect }) => aspect)).to.not.include.members(["copies", "append-only"]);
  });

  it("offers only what the caller may do", () => {
    const lacking = { lastDrill: null, keyExportedAt: null } as const;
    const path = (trust: RepositoryTrust, aspect: string) => line(trust, aspect)?.path;
    expect(path(judged(withCopy(lacking)), "drill")).to.equal(null);
    const may = judged(withCopy({ ...lacking, allowed: ["maintenance.run", "repository.secret"] }));
    expect(path(may, "drill")).to.equal("/repositories/aaaaaaaa/upkeep");
    expect(path(may, "key")).to.equal("/repositories/aaaaaaaa/key");
    expect(path(may, "check")).to.equal(null);
  });

  it("puts the worst first", () => {
    const status = statusOf([inBoth], { repositories: [away, repository(), provenRepository({ id: "dddddddd" })] });
    expect(trustOf(status, status, rules).map(({ verdict }) => verdict)).to.deep.equal(["unproven", "ok", "ok"]);
  });
});
