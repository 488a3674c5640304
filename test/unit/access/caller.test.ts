import { expect } from "chai";
import { type Caller, callerKey, callerOf, limitedCaller } from "../../../src/access/caller.ts";

const base: Caller = {
  userId: "a",
  role: "operator",
  allRepositoriesRole: "none",
  grants: [],
  onlyActions: null,
  onlyRepositories: null,
};
const grant = (repositoryId: string, role: "viewer" | "operator" = "viewer") => ({ repositoryId, role });

describe("access/caller", () => {
  it("gives equal keys only to callers that see and may do the same", () => {
    const differing: Caller[] = [
      base,
      { ...base, userId: "b" },
      { ...base, role: "viewer" },
      { ...base, role: "admin" },
      { ...base, allRepositoriesRole: "viewer" },
      { ...base, allRepositoriesRole: "operator" },
      { ...base, grants: [grant("one")] },
      { ...base, grants: [grant("one", "operator")] },
      { ...base, grants: [grant("one"), grant("two")] },
      { ...base, role: "viewer", allRepositoriesRole: "viewer" },
      limitedCaller({ ...base, role: "admin" }, { scopes: ["status"], repositoryIds: null }),
      limitedCaller({ ...base, role: "admin" }, { scopes: ["status"], repositoryIds: ["one"] }),
      limitedCaller(base, { scopes: ["read"], repositoryIds: null }),
      limitedCaller(base, { scopes: null, repositoryIds: ["one"] }),
      limitedCaller(base, { scopes: null, repositoryIds: ["two"] }),
    ];
    expect(new Set(differing.map(callerKey)).size).to.equal(differing.length);
  });

  it("does not mind the order of grants, and joins those to whom ownership makes no difference", () => {
    expect(callerKey({ ...base, grants: [grant("one"), grant("two")] })).to.equal(
      callerKey({ ...base, grants: [grant("two"), grant("one")] }),
    );
    expect(callerKey({ ...base, role: "admin" })).to.equal(callerKey({ ...base, role: "admin", userId: "b" }));
    const watcher: Caller = { ...base, role: "viewer", allRepositoriesRole: "viewer" };
    expect(callerKey(watcher)).to.equal(callerKey({ ...watcher, userId: "b", allRepositoriesRole: "operator" }));
  });

  it("is one object for one record", () => {
    const user = { id: "a", role: "viewer" as const, allRepositoriesRole: "none" as const, grants: [] };
    expect(callerOf(user)).to.equal(callerOf(user));
    expect(callerOf({ ...user })).not.to.equal(callerOf(user));
  });
});
