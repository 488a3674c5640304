import { expect } from "chai";
import type { TSchema } from "typebox";
import { TokenRecord } from "../../schemas/account.ts";
import { DisplayName } from "../../schemas/common.ts";
import { PlanRecord } from "../../schemas/plans.ts";
import { RepositoryRecord } from "../../schemas/repositories.ts";
import { UserRecord } from "../../schemas/users.ts";
import { fieldErrors } from "../../src/validate.ts";
import { type Client, type IdentityApp, startIdentityApp } from "../support/identity-app.ts";
import { createdAt, plan, repository, user } from "../support/records.ts";

/** Reads as "backup exe.txt" turned round. */
const turned = "backup \u202etxt.exe";

describe("names that people give", () => {
  let app: IdentityApp;
  let admin: Client;
  before(async () => {
    app = await startIdentityApp();
    admin = app.client();
    await admin.signIn();
  });
  after(() => app.close());

  it("have no character that turns others round or is never seen", () => {
    const bidi = ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"];
    const unseen = [
      "\u200b",
      "\u200e",
      "\u200f",
      "\u00ad",
      "\u2028",
      "\u2029",
      "\u2060",
      "\ufeff",
      "\u0085",
      "\u{e0041}",
    ];
    for (const character of [...bidi, ...unseen]) {
      const code = character.codePointAt(0)?.toString(16) ?? "";
      for (const name of [character, `a${character}b`]) {
        expect(fieldErrors(DisplayName, name), code).to.not.deep.equal({});
      }
    }
    for (const joiner of ["\u200c", "\u200d"]) expect(fieldErrors(DisplayName, joiner)).to.not.deep.equal({});
  });

  it("may be written in any script, with emoji and the joiners that these need", () => {
    const names = [
      "Nightly",
      "naïve 名前",
      "گزارش\u200cها",
      "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} photos",
      "a.b-c (2)",
    ];
    for (const name of names) expect(fieldErrors(DisplayName, name), name).to.deep.equal({});
  });

  it("are refused on every route that takes one", async () => {
    const asked: readonly [method: string, path: string, field: string, body: Record<string, unknown>][] = [
      ["POST", "/api/account/tokens", "name", { scopes: ["status"], expiresInDays: null }],
      ["PATCH", "/api/account", "displayName", {}],
      ["POST", "/api/users", "displayName", { username: "bea", role: "viewer", start: "invitation" }],
      ["PATCH", `/api/users/${app.adminId}`, "displayName", {}],
      ["POST", "/api/repositories", "name", { location: "/srv/x", encryption: "none" }],
      ["PATCH", "/api/plans/planhome", "name", {}],
      ["POST", "/api/account/passkeys", "name", { response: {} }],
    ];
    for (const [method, path, field, body] of asked) {
      const reply = await admin.send(method, path, { body: { ...body, [field]: turned } });
      expect([reply.status, Object.keys(reply.json.fields ?? {})], path).to.deep.equal([422, [`/${field}`]]);
    }
  });

  it("that were stored before still load", () => {
    const token = {
      ...{ id: "tokenaaa", revision: 1, userId: "useraaaa", name: turned, digest: "0".repeat(64) },
      ...{ scopes: ["status"], repositoryIds: null, createdAt, expiresAt: null, lastUsedAt: null },
    };
    const passkey = {
      ...{ id: "AAAA", name: turned, publicKey: "AAAA", counter: 0, transports: [], rpId: "localhost" },
      ...{ createdAt, lastUsedAt: null },
    };
    const stored: readonly [TSchema, unknown][] = [
      [RepositoryRecord, repository("repohome", { name: turned })],
      [PlanRecord, plan("planhome", ["repohome"], { name: turned })],
      [TokenRecord, token],
      [UserRecord, user("anna", { displayName: turned, passkeys: [passkey] })],
    ];
    for (const [schema, record] of stored) expect(fieldErrors(schema, record)).to.deep.equal({});
  });
});
