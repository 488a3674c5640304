import { expect } from "chai";
import { sourcesIn } from "../../../src/plans/open-plans.ts";
import { foldersBeingBackedUp, mountedArchives } from "../../../src/plans/protected-places.ts";
import { job, plan } from "../../support/records.ts";

describe("plans/protected-places", () => {
  it("takes in the places of mounts that there are and that wait, and all that borg mounted", async () => {
    const options = { mount: { path: "/home/mnt", durationMs: 60_000 } };
    const jobs = [
      job("jobmount", "repohome", { kind: "mount", options }),
      job("jobcheck", "repohome", { kind: "check" }),
    ];
    const fileSystems = async () => [
      { path: "/home", type: "ext4", source: "borgfs" },
      { path: "/home/mnt", type: "fuse", source: "borgfs" },
      { path: "/home/other", type: "fuse.borgfs", source: "borgfs" },
      { path: "/home/cloud", type: "fuse.rclone", source: "cloud:" },
    ];
    expect(await mountedArchives(jobs, fileSystems)).to.have.members(["/home/mnt", "/home/other"]);
    expect(await mountedArchives(jobs, async () => [])).to.deep.equal(["/home/mnt"]);
  });

  it("knows which folders are being backed up, and which only will be, with the mounts of then left out", () => {
    const plans = new Map([["planhome", plan("planhome", ["repohome"], { sources: ["/home", "/srv"] })]]);
    const jobs = [
      job("jobaaaaa", "repohome", { planId: "planhome" }),
      job("jobbbbbb", "repohome", { planId: "planwait", state: "queued" }),
      job("jobccccc", "repohome", { planId: "planhome", kind: "verify" }),
    ];
    expect(foldersBeingBackedUp(jobs, (id) => plans.get(id))).to.deep.equal(["/home", "/srv"]);
    expect(foldersBeingBackedUp(jobs.slice(1), (id) => plans.get(id))).to.deep.equal([]);
  });

  it("compares an archive with a plan's sources only where that plan backs up to its repository", () => {
    const plans = {
      get: (id: string) => (id === "planhome" ? plan(id, ["repohome"], { sources: ["/home"] }) : undefined),
    };
    expect(sourcesIn(plans, "planhome", "repohome")).to.deep.equal(["/home"]);
    expect(sourcesIn(plans, "planhome", "repoother")).to.deep.equal([]);
    expect(sourcesIn(plans, null, "repohome")).to.deep.equal([]);
  });
});
