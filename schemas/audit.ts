// The audit journal: who did what, from where, and whether it was let.
import Type from "typebox";
import { closed, Nullable, PageQuery, page, Timestamp } from "./common.ts";

/** `denied`: refused by a rule; `failed`: allowed, but it did not work. */
export const auditOutcomes = ["ok", "denied", "failed"] as const;

/** What is recorded, as noun.verb. A journal may hold others, of another version. */
export const auditEvents = [
  "account.alarm",
  "account.change",
  "archive.comment",
  "archive.delete",
  "archive.download",
  "archive.mount",
  "archive.rename",
  "archive.restore",
  "audit.omit",
  "grant.remove",
  "grant.set",
  "identity.refuse",
  "invitation.accept",
  "job.cancel",
  "job.request",
  "oidc.link",
  "oidc.unlink",
  "passkey.add",
  "passkey.begin",
  "passkey.clone-suspected",
  "passkey.prove",
  "passkey.remove",
  "passkey.rename",
  "password.change",
  "password.prove",
  "plan.accept",
  "plan.change",
  "plan.create",
  "plan.paused",
  "plan.remove",
  "plan.resumed",
  "plan.run",
  "recovery-code.use",
  "recovery-codes.renew",
  "repository.break-lock",
  "repository.create",
  "repository.destroy",
  "repository.destroyed",
  "repository.edit",
  "repository.forget",
  "repository.import",
  "repository.key-export",
  "repository.key-import",
  "repository.open",
  "repository.passphrase-change",
  "repository.reopen",
  "repository.settle",
  "request.refuse",
  "second-factor.prove",
  "secret.rotate",
  "session.challenge",
  "session.provider-sign-out",
  "session.revoke",
  "session.sign-in",
  "session.sign-out",
  "session.step-up",
  "settings.change",
  "token.create",
  "token.refuse",
  "token.revoke",
  "totp.begin",
  "totp.disable",
  "totp.enable",
  "user.activate",
  "user.approve",
  "user.change",
  "user.create",
  "user.deactivate",
  "user.ignore-admin-claim",
  "user.invite",
  "user.keep-role",
  "user.remove",
  "user.reset-factors",
  "user.sign-out",
  "user.unlock",
] as const;
export type AuditEvent = (typeof auditEvents)[number];

/** A line of journal/audit-YYYY-MM.jsonl. Holds no secret. */
export const AuditEntry = Type.Object(
  {
    at: Timestamp,
    event: Type.String({
      pattern: "^[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*$",
      description: "noun.verb, such as session.sign-in",
    }),
    outcome: Type.Enum(auditOutcomes),
    actor: Nullable(Type.Object({ userId: Type.String(), username: Type.String({ maxLength: 256 }) }, closed)),
    peer: Nullable(Type.String({ maxLength: 64, description: "Address of the socket's other end" })),
    address: Nullable(Type.String({ maxLength: 64, description: "Client address, read through trusted proxies only" })),
    userAgent: Nullable(Type.String({ maxLength: 300 })),
    target: Nullable(Type.String({ maxLength: 300, description: "Id of what it was done to" })),
    detail: Nullable(Type.String({ maxLength: 1000 })),
  },
  closed,
);
export type AuditEntry = Type.Static<typeof AuditEntry>;

/** A signed-in user and the connection used. */
export type Actor = Readonly<NonNullable<AuditEntry["actor"]> & Pick<AuditEntry, "peer" | "address" | "userAgent">>;

/** GET /api/audit, newest first. `id` is a place in the journal. */
export const AuditItem = Type.Object({ ...AuditEntry.properties, id: Type.String() });
export type AuditItem = Type.Static<typeof AuditItem>;
export const AuditQuery = Type.Object({
  ...PageQuery,
  event: Type.Optional(Type.String({ maxLength: 80, description: "An event or its first part, such as session" })),
  outcome: Type.Optional(Type.Enum(auditOutcomes)),
  userId: Type.Optional(Type.String({ maxLength: 40, description: "Of the actor or the target" })),
  from: Type.Optional(Type.String({ format: "date-time" })),
  to: Type.Optional(Type.String({ format: "date-time" })),
});
export const AuditPage = page(AuditItem);
