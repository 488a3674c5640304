import { expect } from "chai";
import type { PlanReply } from "../../../../schemas/plans.ts";
import {
  draftOfKeep,
  keepErrors,
  keepOf,
  keepPresets,
  keepText,
  presetOf,
} from "../../../../widgets/app/pages/plan-form/keep-draft.ts";
import {
  draftErrors,
  draftOfPlan,
  nameOf,
  newPlanDraft,
  planRequest,
} from "../../../../widgets/app/pages/plan-form/plan-draft.ts";
import {
  draftOfSchedule,
  newScheduleDraft,
  ofKind,
  scheduleOf,
  scheduleWords,
  timeZones,
} from "../../../../widgets/app/pages/plan-form/schedule-draft.ts";
import { repositoryRequest } from "../../../../widgets/app/pages/repository-form/repository-draft.ts";

const zone = "Europe/Berlin";

describe("the plan form's drafts", () => {
  it("turns presets into cron and back", () => {
    const crons = ["0 * * * *", "5 2 * * *", "30 23 * * 5", "0 4 31 * *"];
    const kinds = ["hourly", "daily", "weekly", "monthly"];
    for (const [index, cron] of crons.entries()) {
      const draft = draftOfSchedule({ cron, timeZone: zone });
      expect(draft.kind).to.equal(kinds[index]);
      expect(scheduleOf(draft)).to.deep.equal({ cron, timeZone: zone });
    }
  });

  it("leaves every other expression as it is", () => {
    for (const cron of [
      "*/15 * * * *",
      "0 2 * 1 *",
      "0 2 1 * 1",
      "0 2-4 * * *",
      "30 * * * *",
      "0 2 * * 7",
      "0 2 * * MON",
    ]) {
      const draft = draftOfSchedule({ cron, timeZone: zone });
      expect(draft.kind, cron).to.equal("cron");
      expect(scheduleOf(draft)?.cron).to.equal(cron);
    }
  });

  it("starts a cron expression from what was chosen before, and knows no schedule by hand", () => {
    const weekly = draftOfSchedule({ cron: "30 23 * * 5", timeZone: zone });
    expect(ofKind(weekly, "cron").cron).to.equal("30 23 * * 5");
    expect(scheduleWords(weekly)).to.equal("every Friday at 23:30 (Europe/Berlin)");
    expect(scheduleOf(ofKind(weekly, "manual"))).to.equal(null);
    expect(draftOfSchedule(null).kind).to.equal("manual");
  });

  it("offers the given zone even where the browser does not know it", () => {
    expect(timeZones("Mars/Olympus")).to.include.members(["Mars/Olympus", "UTC", "Europe/Berlin"]);
  });

  it("knows its own presets and tells their rules in words", () => {
    for (const [name, { keep }] of Object.entries(keepPresets)) {
      expect(presetOf(draftOfKeep(keep))).to.equal(name);
      expect(keepErrors(draftOfKeep(keep))).to.deep.equal({});
    }
    expect(keepText(keepPresets.usual.keep)).to.equal(
      "the newest archive of each of the last 7 days, 4 weeks and 6 months",
    );
    expect(keepText({ ...keepPresets.few.keep, keepYearly: 1 })).to.equal(
      "the last 3 archives, and the newest archive of each of the last 1 year",
    );
  });

  it("takes an empty number as none, and nothing but whole numbers", () => {
    const draft = { ...draftOfKeep(keepPresets.usual.keep), keepDaily: "", keepWeekly: "4.5", keepMonthly: "-1" };
    expect(keepOf(draft).keepDaily).to.equal(0);
    expect(Object.keys(keepErrors(draft))).to.deep.equal(["/retention/keepWeekly", "/retention/keepMonthly"]);
    const nothing = Object.fromEntries(Object.keys(draft).map((rule) => [rule, "0"])) as typeof draft;
    expect(Object.keys(keepErrors(nothing))).to.deep.equal(["/retention/keepLast"]);
  });

  it("names a plan after its folders until somebody types a name", () => {
    const draft = { ...newPlanDraft(), sources: ["/home/anna", "/etc"] };
    expect(nameOf(draft)).to.equal("anna and 1 more");
    expect(nameOf({ ...draft, sources: ["/"] })).to.equal("everything");
    expect(nameOf({ ...draft, name: "" })).to.equal("");
  });

  it("says all that is missing, the repository's fields only where one is to be made", () => {
    const empty = { ...newPlanDraft(), sampleFiles: "0" };
    expect(Object.keys(draftErrors(empty)).sort()).to.deep.equal([
      "/name",
      "/newRepository/location",
      "/sources",
      "/verify/sampleFiles",
    ]);
    expect(Object.keys(draftErrors({ ...empty, repositoryIds: ["aaaaaaaa"] }))).to.not.include(
      "/newRepository/location",
    );
  });

  it("sends a typed passphrase only where one was asked for and means something", () => {
    const base = { ...newPlanDraft().newRepository, location: " /mnt/x ", passphrase: "typed once" };
    expect(repositoryRequest(base)).to.deep.equal({
      name: "Backups",
      location: "/mnt/x",
      encryption: "repokey-blake2",
    });
    expect(repositoryRequest({ ...base, typed: true })).to.include({ passphrase: "typed once" });
    expect(repositoryRequest({ ...base, typed: true, encryption: "none" })).to.not.have.property("passphrase");
  });

  it("gives a plan back as it came", () => {
    const plan = {
      name: "Home",
      repositoryIds: ["aaaaaaaa"],
      sources: ["/home"],
      excludes: ["*.tmp", "sh:**/.cache"],
      schedule: { cron: "*/7 3 * * *", timeZone: "UTC" },
      retention: keepPresets.long.keep,
      verify: { every: "week", sampleFiles: 5 },
      check: { every: "quarter", scope: "repository" },
      drill: { every: "week", sampleFiles: 3, canaries: ["/home/a.txt", "/home/b.txt"] },
      compression: "lz4",
    } as const;
    expect(planRequest(draftOfPlan(plan as unknown as PlanReply))).to.deep.equal(plan);
  });

  it("starts in the zone of the browser", () => {
    expect(newScheduleDraft().timeZone).to.equal(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });
});
