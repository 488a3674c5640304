// The events of the journal by name, for finding one by a part of it.

/** What the service records; a journal may hold others, of another version. */
export const auditEvents: readonly string[] = [
  "account.alarm",
  "account.change",
  "archive.download",
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
  "plan.change",
  "plan.create",
  "plan.paused",
  "plan.remove",
  "plan.resumed",
  "plan.run",
  "recovery-code.use",
  "recovery-codes.renew",
  "repository.create",
  "repository.edit",
  "repository.forget",
  "repository.key-export",
  "repository.open",
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
];

/**
 * The events that somebody may mean by a part of a name, as the service takes them: one whole name, or its first part. Where
 * nothing known has that part, what was typed; and nothing where that is nothing.
 */
export function eventsMeant(typed: string): readonly string[] {
  const part = typed.trim().toLowerCase();
  if (part === "" || auditEvents.some((event) => event === part || event.startsWith(`${part}.`))) return [part];
  const found = auditEvents.filter((event) => event.includes(part));
  return found.length > 0 ? found : [part];
}
