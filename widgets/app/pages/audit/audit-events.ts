// The events of the journal by name, for finding one by a part of it.
import type { AuditEvent } from "../../../../schemas/audit.ts";

/** What the service records; a journal may hold others, of another version. Its type knows of every one. */
const known: Readonly<Record<AuditEvent, true>> = {
  "account.alarm": true,
  "account.change": true,
  "archive.comment": true,
  "archive.delete": true,
  "archive.download": true,
  "archive.mount": true,
  "archive.rename": true,
  "archive.restore": true,
  "audit.omit": true,
  "grant.remove": true,
  "grant.set": true,
  "identity.refuse": true,
  "invitation.accept": true,
  "job.cancel": true,
  "job.request": true,
  "oidc.link": true,
  "oidc.unlink": true,
  "passkey.add": true,
  "passkey.begin": true,
  "passkey.clone-suspected": true,
  "passkey.prove": true,
  "passkey.remove": true,
  "passkey.rename": true,
  "password.change": true,
  "password.prove": true,
  "plan.accept": true,
  "plan.change": true,
  "plan.create": true,
  "plan.paused": true,
  "plan.remove": true,
  "plan.resumed": true,
  "plan.run": true,
  "recovery-code.use": true,
  "recovery-codes.renew": true,
  "repository.break-lock": true,
  "repository.create": true,
  "repository.destroy": true,
  "repository.destroyed": true,
  "repository.edit": true,
  "repository.forget": true,
  "repository.import": true,
  "repository.key-export": true,
  "repository.key-import": true,
  "repository.open": true,
  "repository.passphrase-change": true,
  "repository.reopen": true,
  "repository.settle": true,
  "request.refuse": true,
  "second-factor.prove": true,
  "secret.rotate": true,
  "session.challenge": true,
  "session.provider-sign-out": true,
  "session.revoke": true,
  "session.sign-in": true,
  "session.sign-out": true,
  "session.step-up": true,
  "settings.change": true,
  "token.create": true,
  "token.refuse": true,
  "token.revoke": true,
  "totp.begin": true,
  "totp.disable": true,
  "totp.enable": true,
  "user.activate": true,
  "user.approve": true,
  "user.change": true,
  "user.create": true,
  "user.deactivate": true,
  "user.ignore-admin-claim": true,
  "user.invite": true,
  "user.keep-role": true,
  "user.remove": true,
  "user.reset-factors": true,
  "user.sign-out": true,
  "user.unlock": true,
};

/** Their names, in the order of the alphabet. */
export const auditEvents: readonly string[] = Object.keys(known);

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
