import { parseArgs } from "node:util";
import { roles } from "../../schemas/access.ts";
import { loadConfig } from "../config/config.ts";
import { sendCommand } from "../store/command-channel.ts";
import type { Command, CommandContext } from "./command.ts";
import { runUserCommandOffline } from "./offline-users.ts";
import { table } from "./table.ts";
import { UsageError } from "./usage-error.ts";

interface Listed {
  readonly name: string;
  readonly role: string;
  readonly active: boolean;
  readonly lastSeenAt: string | null;
}

/** `borgdeck user …`: for whoever may log in to the host. */
export const userCommand: Command = {
  name: "user",
  summary: "list users, set a role, reset a password",
  usage: `Usage: borgdeck user list
       borgdeck user set-role NAME viewer|operator|admin
       borgdeck user reset-password NAME

Users whom the proxy names are written proxy:NAME. set-role also lets a deactivated user in again. reset-password prints a
new password, once; it must be changed at the next sign-in, and it ends the user's sessions.

Works while the service runs (it is asked to do it) and while it does not. Run it as the user that owns DATA_DIR, with the
same DATA_DIR and SECRET_KEY as the service. Nobody needs to be unlocked: too many wrong passwords only make the next
attempt wait.`,
  async run(args, context) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    const [verb = "", ...operands] = positionals;
    const request = requestOf(verb, operands);
    const config = await loadConfig(context.env, context.files);
    const reply = await sendCommand(config.dataDir, request);
    const result = reply ? reply.result : await runUserCommandOffline(config, request, context);
    show(verb, operands, result, context);
    return 0;
  },
};

function requestOf(verb: string, operands: readonly string[]) {
  const [name, role, ...more] = operands;
  const command = `user.${verb}`;
  if (verb === "list" && name === undefined) return { command, args: {} };
  if (verb === "reset-password" && name !== undefined && role === undefined) return { command, args: { name } };
  if (verb === "set-role" && name !== undefined && role !== undefined && more.length === 0) {
    if (!(roles as readonly string[]).includes(role)) throw new UsageError(`"${role}" is not a role.`);
    return { command, args: { name, role } };
  }
  throw new UsageError(verb === "" ? "What about users?" : `There is no "user ${[verb, ...operands].join(" ")}".`);
}

function show(
  verb: string,
  [name = "", role = ""]: readonly string[],
  result: unknown,
  { print }: CommandContext,
): void {
  if (verb === "list") {
    const rows = (result as Listed[]).map((user) => [
      user.name,
      user.role,
      user.active ? "active" : "not active",
      user.lastSeenAt ? `last seen ${user.lastSeenAt}` : "never seen",
    ]);
    for (const line of rows.length > 0 ? table(rows) : ["There are no users yet."]) print(line);
  } else if (verb === "set-role") {
    print(`${name} is ${role} now.`);
  } else {
    print(`The new password of ${name}: ${(result as { password: string }).password}`);
    print("It is shown only now, and has to be changed at the next sign-in.");
  }
}
