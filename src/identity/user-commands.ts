// What the command line on the host may do to users: who can run it owns the data anyway.
import { GlobalRole } from "../../schemas/access.ts";
import type { UserRecord } from "../../schemas/users.ts";
import { Fault } from "../fault.ts";
import type { Random } from "../ports/random.ts";
import { check } from "../validate.ts";
import type { Accounts } from "./accounts.ts";
import type { PasswordChanges } from "./change-password.ts";
import { generatePassword } from "./generated-password.ts";
import { localSubject, proxySubject } from "./names.ts";

/** A command by its name, such as `user.list`. */
export interface UserCommand {
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Returns what JSON can hold. Throws Faults `not-found`, `invalid-input`, `conflict`. */
export type UserCommands = (request: UserCommand) => Promise<unknown>;

export interface UserCommandDependencies {
  readonly accounts: Pick<Accounts, "list" | "byDoor" | "patch" | "lastSeenAt">;
  readonly passwords: Pick<PasswordChanges, "reset">;
  readonly random: Random;
}

/** Creates the commands. A user is named as `name`, or `proxy:name` for one whom the proxy names. */
export function createUserCommands({ accounts, passwords, random }: UserCommandDependencies): UserCommands {
  const find = (name: unknown): UserRecord => {
    const text = typeof name === "string" ? name : "";
    const user = text.startsWith("proxy:")
      ? accounts.byDoor("proxy", proxySubject(text.slice("proxy:".length)))
      : accounts.byDoor("local", localSubject(text));
    if (!user)
      throw new Fault(
        "not-found",
        `There is no user ${JSON.stringify(text)}. Users of the proxy are written proxy:name.`,
      );
    return user;
  };

  return async ({ command, args }) => {
    switch (command) {
      case "user.list":
        return accounts.list().map((user) => ({
          name: user.door === "proxy" ? `proxy:${user.subject}` : user.username,
          role: user.role,
          active: user.active,
          lastSeenAt: accounts.lastSeenAt(user),
        }));
      case "user.set-role": {
        const role = check(GlobalRole, args["role"], "The role is not valid");
        await accounts.patch(find(args["name"]).id, { role, active: true }, {}, null);
        return {};
      }
      case "user.reset-password": {
        const password = generatePassword(random);
        await passwords.reset(find(args["name"]).id, password, null);
        return { password };
      }
      default:
        throw new Fault("not-found", `The running service does not know the command ${command}.`);
    }
  };
}
