// The first administrator of an installation that stands alone.
import type { UserRecord } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import type { Random } from "../../ports/random.ts";
import type { Accounts } from "../accounts.ts";
import type { OpenDoors } from "../doors.ts";
import type { Passwords } from "../methods/password.ts";
import { localSubject } from "../names.ts";
import { generatePassword } from "../passwords/generated-password.ts";
import { lengthProblem } from "../passwords/password-rules.ts";
import { everybodySubject } from "./everybody.ts";

/** What start-up prints, once. `password` is null where the administrator of the host gave it. */
export interface FirstAdmin {
  readonly username: string;
  readonly password: string | null;
}

export interface FirstAdminDependencies {
  readonly accounts: Pick<Accounts, "list" | "create">;
  readonly passwords: Pick<Passwords, "hash">;
  readonly random: Random;
  readonly doors: OpenDoors;
  /** INITIAL_ADMIN_PASSWORD. */
  readonly initialPassword: string | null;
  /** PROXY_AUTH_INITIAL_ADMIN: until that user has come, no local administrator is made unasked. */
  readonly proxyInitialAdmin: string | null;
}

const username = "admin";

/** Whoever everybody was while authentication was switched off cannot sign in. */
const isLocal = ({ door, subject }: UserRecord) => door === "local" && subject !== everybodySubject;

/** Makes the user `admin` if local accounts may sign in and there is none. Null where nothing was made. The password must be changed. */
export async function ensureFirstAdmin(deps: FirstAdminDependencies): Promise<FirstAdmin | null> {
  const { accounts, doors, initialPassword } = deps;
  if (!doors.password || accounts.list().some(isLocal)) return null;
  const awaited = deps.proxyInitialAdmin !== null && !accounts.list().some(({ role }) => role === "admin");
  if (awaited && initialPassword === null) return null;
  const problem = initialPassword === null ? null : lengthProblem(initialPassword);
  if (problem !== null) {
    const why = `INITIAL_ADMIN_PASSWORD ${problem}`;
    throw new Fault("invalid-configuration", why, { fields: { INITIAL_ADMIN_PASSWORD: why } });
  }
  const password = initialPassword ?? generatePassword(deps.random);
  await accounts.create(
    {
      door: "local",
      subject: localSubject(username),
      username,
      role: "admin",
      password: await deps.passwords.hash(password, username),
      mustChangePassword: true,
    },
    null,
    "the first administrator",
  );
  return { username, password: initialPassword === null ? password : null };
}
