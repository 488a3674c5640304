// What the command line on the host may do to users: who can run it owns the data anyway.

import { AllRepositoriesRole, GlobalRole } from "../../../schemas/access.ts";
import type { AuditEvent } from "../../../schemas/audit.ts";
import type { OidcSettings } from "../../../schemas/sign-in-settings.ts";
import { Username, type UserRecord } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import type { Random } from "../../ports/random.ts";
import { check } from "../../validate.ts";
import type { Accounts } from "../accounts.ts";
import type { TwoFactor } from "../factors/two-factor.ts";
import { commandLine, type IdentityAudit } from "../identity.ts";
import type { PasswordChanges } from "../passwords/change-password.ts";
import { generatePassword } from "../passwords/generated-password.ts";
import { accountKey } from "../throttle/attempts.ts";
import type { UserAdministration } from "./user-administration.ts";
import { createUserNames } from "./user-names.ts";

/** A command by its name, such as `user.list`. */
export interface UserCommand {
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Returns what JSON can hold. Throws Faults `not-found`, `invalid-input`, `conflict`. */
export type UserCommands = (request: UserCommand) => Promise<unknown>;

export interface UserCommandDependencies {
  readonly accounts: Pick<Accounts, "get" | "list" | "byDoor" | "patch" | "lastSeenAt">;
  readonly administration: Pick<UserAdministration, "add">;
  readonly passwords: Pick<PasswordChanges, "reset">;
  readonly twoFactor: Pick<TwoFactor, "reset">;
  /** Forgets what was counted of attempts on an account. */
  forgetAttempts(account: string): void | Promise<void>;
  readonly oidcSettings: {
    read(): { readonly value: OidcSettings };
    write(value: OidcSettings): Promise<unknown>;
  };
  readonly audit: IdentityAudit;
  readonly random: Random;
}

type Arguments = UserCommand["args"];
type Commands = Readonly<Record<string, (args: Arguments) => Promise<unknown>>>;

/** Creates the commands. For how a user is named see createUserNames. */
export function createUserCommands(deps: UserCommandDependencies): UserCommands {
  const { accounts, administration, passwords, twoFactor, oidcSettings, random } = deps;
  const names = createUserNames(accounts);
  const find = (args: Arguments) => names.find(typeof args["name"] === "string" ? args["name"] : "");

  const record = (event: AuditEvent, target: string, detail: string) =>
    deps.audit.record({
      event,
      outcome: "ok",
      actor: { userId: commandLine.userId, username: commandLine.username },
      peer: null,
      address: null,
      userAgent: null,
      target,
      detail,
    });

  const setActive = async (user: UserRecord, active: boolean) => {
    await accounts.patch(user.id, { active }, {}, commandLine);
    return {};
  };

  const commands: Commands = {
    "user.list": async () =>
      accounts.list().map((user) => ({
        name: names.nameOf(user),
        role: user.role,
        active: user.active,
        pending: user.pending,
        lastSeenAt: accounts.lastSeenAt(user),
      })),
    async "user.add"(args) {
      const username = check(Username, args["name"], "The name is not valid");
      const role = check(GlobalRole, args["role"], "The role is not valid");
      const allRepositoriesRole = check(AllRepositoriesRole, args["allRepositoriesRole"], "The role is not valid");
      const start = args["invite"] === true ? "invitation" : "password";
      const { entry } = await administration.add({ username, role, allRepositoriesRole, start }, commandLine);
      return { password: entry.oneTimePassword, invitationUrl: entry.invitationUrl };
    },
    async "user.set-role"(args) {
      const role = check(GlobalRole, args["role"], "The role is not valid");
      await accounts.patch(find(args).id, { role, active: true }, {}, commandLine);
      return {};
    },
    "user.deactivate": (args) => setActive(find(args), false),
    "user.activate": (args) => setActive(find(args), true),
    async "user.reset-password"(args) {
      const password = generatePassword(random);
      const user = find(args);
      await passwords.reset(user.id, password, commandLine);
      const { totp, passkeys } = user;
      if (args["resetFactors"] === true && (totp !== null || passkeys.length > 0))
        await twoFactor.reset(user.id, commandLine);
      await deps.forgetAttempts(accountKey(user));
      return { password };
    },
    async "user.unlock"(args) {
      const user = find(args);
      await deps.forgetAttempts(accountKey(user));
      await record("user.unlock", user.id, "attempts on the account were forgotten");
      return {};
    },
    async "user.enable-local"() {
      const { value } = oidcSettings.read();
      if (!value.disableLocalSignIn) return { changed: false };
      await oidcSettings.write({ ...value, disableLocalSignIn: false });
      await record("settings.change", "oidc", "disableLocalSignIn: true → false");
      return { changed: true };
    },
  };

  return async ({ command, args }) => {
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (!run) throw new Fault("not-found", `The running service does not know the command ${command}.`);
    return run(args);
  };
}
