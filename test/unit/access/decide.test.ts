import { expect } from "chai";
import { type Action, actions, type GlobalRole, roles } from "../../../schemas/access.ts";
import type { Caller } from "../../../src/access/caller.ts";
import { allowedActions, decide, type Subject, sees } from "../../../src/access/decide.ts";
import { policy } from "../../../src/access/policy.ts";

const repository = { id: "repositoryaaaaaa", ownerId: "someoneelse" };
const other = { id: "repositorybbbbbb", ownerId: "someoneelse" };
const levels = ["none", "viewer", "operator", "owner"] as const;
type Level = (typeof levels)[number];

/** The table of api.md, by hand: for each level none, viewer, operator, owner: `-` 404, `n` 403, `y` allowed. */
const expected: Partial<Record<Action, Record<GlobalRole, string>>> = {
  "status.read": { viewer: "-yyy", operator: "-yyy", admin: "yyyy" },
  "badge.read": { viewer: "-yyy", operator: "-yyy", admin: "yyyy" },
  "details.read": { viewer: "-yyy", operator: "-yyy", admin: "yyyy" },
  "archive.read": { viewer: "-yyy", operator: "-yyy", admin: "yyyy" },
  "archive.change": { viewer: "-nnn", operator: "-nyy", admin: "yyyy" },
  "backup.run": { viewer: "-nnn", operator: "-nyy", admin: "yyyy" },
  "job.cancel": { viewer: "-nnn", operator: "-nyy", admin: "yyyy" },
  "maintenance.run": { viewer: "-nnn", operator: "-nyy", admin: "yyyy" },
  "restore.run": { viewer: "-nnn", operator: "-nyy", admin: "yyyy" },
  "repository.edit": { viewer: "-nnn", operator: "-nny", admin: "yyyy" },
  "repository.secret": { viewer: "-nnn", operator: "-nny", admin: "yyyy" },
  "repository.destroy": { viewer: "-nnn", operator: "-nny", admin: "yyyy" },
  "repository.break-lock": { viewer: "-nnn", operator: "-nyy", admin: "yyyy" },
  "plan.create": { viewer: "-nnn", operator: "-nyy", admin: "yyyy" },
  "plan.edit": { viewer: "-nnn", operator: "-nyy", admin: "yyyy" },
};

/** Who may act where no repository is concerned. */
const general: Partial<Record<Action, string>> = {
  "status.read": "yyy",
  "badge.read": "yyy",
  "details.read": "yyy",
  "plan.create": "nyy",
  "repository.create": "nyy",
  "filesystem.browse": "nyy",
  "users.manage": "nny",
  "settings.manage": "nny",
  "audit.read": "nny",
  "metrics.read": "nny",
};

function caller(role: GlobalRole, changes: Partial<Caller> = {}): Caller {
  const nobody = { allRepositoriesRole: "none", grants: [], onlyActions: null, onlyRepositories: null } as const;
  return { userId: "me", role, ...nobody, ...changes };
}

/** Each way to come to that level on the repository. */
function waysTo(level: Level, role: GlobalRole): { caller: Caller; subject: Subject }[] {
  const plain = { repositories: [repository], ownerId: "me" };
  if (level === "none") return [{ caller: caller(role), subject: plain }];
  if (level === "owner") {
    return [{ caller: caller(role), subject: { ...plain, repositories: [{ ...repository, ownerId: "me" }] } }];
  }
  const grant = { repositoryId: repository.id, role: level };
  return [
    { caller: caller(role, { grants: [grant] }), subject: plain },
    { caller: caller(role, { allRepositoriesRole: level }), subject: plain },
    { caller: caller(role, { allRepositoriesRole: level, grants: [{ ...grant, role: "viewer" }] }), subject: plain },
  ];
}

function mark(who: Caller, action: Action, subject?: Subject): string {
  const decision = decide(who, action, subject);
  if (decision.allowed) return "y";
  return decision.visible ? "n" : "-";
}

describe("access/decide", () => {
  it("walks every role, every say over a repository and every action", () => {
    for (const action of actions) {
      const row = expected[action];
      if (!row) {
        expect(policy[action].repository, action).to.equal(null);
        continue;
      }
      for (const role of roles) {
        for (const [index, level] of levels.entries()) {
          for (const way of waysTo(level, role)) {
            expect(mark(way.caller, action, way.subject), `${role}, ${level} on it, ${action}`).to.equal(
              row[role][index],
            );
          }
        }
      }
    }
  });

  it("lets nothing be done without naming a repository where one is needed", () => {
    for (const action of actions) {
      const row = general[action] ?? "nnn";
      roles.forEach((role, index) => {
        expect(mark(caller(role, { allRepositoriesRole: "operator" }), action), `${role} ${action}`).to.equal(
          row[index],
        );
      });
    }
  });

  it("keeps a plan to its owner and to administrators", () => {
    const grants = [{ repositoryId: repository.id, role: "operator" as const }];
    const theirs = { repositories: [repository], ownerId: "someoneelse" };
    expect(mark(caller("operator", { grants }), "plan.edit", theirs)).to.equal("n");
    expect(mark(caller("operator", { grants }), "plan.edit", { ...theirs, ownerId: null })).to.equal("n");
    expect(mark(caller("admin"), "plan.edit", theirs)).to.equal("y");
    expect(mark(caller("operator", { grants }), "backup.run", theirs)).to.equal("y");
  });

  it("shows a plan to who sees one of its repositories, and lets act on it only who may on all", () => {
    const both = { repositories: [repository, other], ownerId: "me" };
    const one = caller("operator", { grants: [{ repositoryId: repository.id, role: "operator" }] });
    expect(mark(one, "status.read", both)).to.equal("y");
    expect(mark(one, "backup.run", both)).to.equal("n");
    expect(mark(one, "plan.edit", both)).to.equal("n");
    const all = caller("operator", {
      grants: [...one.grants, { repositoryId: other.id, role: "operator" }],
    });
    expect(mark(all, "backup.run", both)).to.equal("y");
    expect(mark(caller("operator"), "status.read", both)).to.equal("-");
  });

  it("leaves a plan whose repositories are gone to its owner and to administrators", () => {
    const orphan = { repositories: [], ownerId: "me" };
    expect(mark(caller("operator"), "status.read", orphan)).to.equal("y");
    expect(
      mark(caller("operator", { userId: "you", allRepositoriesRole: "operator" }), "status.read", orphan),
    ).to.equal("-");
    expect(mark(caller("admin", { userId: "you" }), "plan.edit", orphan)).to.equal("y");
  });

  it("says why not, and what would help", () => {
    const grants = [{ repositoryId: repository.id, role: "viewer" as const }];
    const denial = decide(caller("operator", { grants }), "backup.run", { repositories: [repository] });
    expect(denial).to.deep.include({ allowed: false, visible: true });
    expect(denial)
      .to.have.property("reason")
      .that.matches(/operator/);
    expect(decide(caller("viewer"), "users.manage"))
      .to.have.property("reason")
      .that.matches(/admin.*viewer/);
  });

  it("does not let an owner without a global role act, but lets them see", () => {
    const mine = { repositories: [{ ...repository, ownerId: "me" }] };
    expect(sees(caller("viewer"), mine.repositories[0] as (typeof mine.repositories)[number])).to.equal(true);
    expect(allowedActions(caller("viewer"), mine, actions)).to.deep.equal([
      "status.read",
      "badge.read",
      "details.read",
      "archive.read",
    ]);
  });

  it("does not take a repository without an owner for everybody's", () => {
    expect(sees(caller("operator"), { id: repository.id, ownerId: null })).to.equal(false);
  });
});
