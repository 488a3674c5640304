import { parseArgs } from "node:util";
import { AllRepositoriesRole, roles } from "../../schemas/access.ts";
import { loadConfig } from "../config/config.ts";
import { sendCommand } from "../store/command-channel.ts";
import type { Command } from "./command.ts";
import { runUserCommandOffline } from "./offline-users.ts";
import { table } from "./table.ts";
import { UsageError } from "./usage-error.ts";

/** `borgdeck user …`: for whoever may log in to the host. */
export const userCommand: Command = {
  name: "user",
  summary: "list and add users, set a role, reset a password, let somebody in again",
  usage: `Usage: borgdeck user list
       borgdeck user add NAME [viewer|operator|admin] [--all-repositories none|viewer|operator] [--invite]
       borgdeck user set-role NAME viewer|operator|admin
       borgdeck user reset-password NAME [--reset-factors]
       borgdeck user unlock NAME
       borgdeck user deactivate NAME
       borgdeck user activate NAME
       borgdeck user enable-local

Users whom the proxy names are written proxy:NAME, those of single sign-on oidc:NAME; list shows how. add makes a local
account, a viewer unless told, and prints a password for the first sign-in or, with --invite, a link. set-role also lets
a deactivated user in again. reset-password prints a new password, once, good for a week; it must be changed at the next
sign-in, and it ends the user's sessions; two-factor and passkeys stay unless --reset-factors takes them off. unlock
forgets failed attempts: too many make the next one wait, and nobody else is kept out by them. enable-local brings the
local sign-in back where the settings of single sign-on switched it off.

Works while the service runs (it is asked to do it) and while it does not. Run it as the user that owns DATA_DIR, with the
same DATA_DIR and SECRET_KEY as the service.`,
  async run(args, context) {
    const { verb, request } = readRequest(args);
    const config = await loadConfig(context.env, context.files);
    const reply = await sendCommand(config.dataDir, request);
    const result = reply ? reply.result : await runUserCommandOffline(config, request, context);
    for (const line of answers[verb](request.args, result)) context.print(line);
    return 0;
  },
};

type Arguments = Readonly<Record<string, unknown>>;
type Values = {
  readonly "all-repositories"?: string;
  readonly invite?: boolean;
  readonly "reset-factors"?: boolean;
};

interface Listed {
  readonly name: string;
  readonly role: string;
  readonly active: boolean;
  readonly pending: boolean;
  readonly lastSeenAt: string | null;
}

/** What is printed when it is done. */
const answers = {
  list(_args: Arguments, result: unknown) {
    const rows = (result as Listed[]).map((user) => [
      user.name,
      user.role,
      user.pending ? "waits for approval" : user.active ? "active" : "not active",
      user.lastSeenAt ? `last seen ${user.lastSeenAt}` : "never seen",
    ]);
    return rows.length > 0 ? table(rows) : ["There are no users yet."];
  },
  add({ name }: Arguments, result: unknown) {
    const { password, invitationUrl } = result as { password: string | null; invitationUrl: string | null };
    return password === null
      ? [`${name} sets a password here, within a week: ${invitationUrl}`]
      : [`The password of ${name}: ${password}`, onlyNow];
  },
  "set-role": ({ name, role }: Arguments) => [`${name} is ${role} now.`],
  "reset-password": ({ name }: Arguments, result: unknown) => [
    `The new password of ${name}: ${(result as { password: string }).password}`,
    onlyNow,
  ],
  unlock: ({ name }: Arguments) => [`${name} can try again.`],
  deactivate: ({ name }: Arguments) => [`${name} cannot sign in any more; sessions and tokens have ended.`],
  activate: ({ name }: Arguments) => [`${name} can sign in.`],
  "enable-local": (_args: Arguments, result: unknown) => [
    (result as { changed: boolean }).changed
      ? "Local accounts can sign in again."
      : "Single sign-on does not keep local accounts from signing in; nothing was changed.",
  ],
} as const satisfies Record<string, (args: Arguments, result: unknown) => readonly string[]>;

const onlyNow = "It is shown only now, is good for a week, and has to be changed at the next sign-in.";

type Verb = keyof typeof answers;

function readRequest(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      "all-repositories": { type: "string" },
      invite: { type: "boolean" },
      "reset-factors": { type: "boolean" },
    },
  });
  const [verb = "", ...operands] = positionals;
  if (verb === "") throw new UsageError("What about users?");
  const wanted = Object.hasOwn(answers, verb) ? argumentsOf(verb as Verb, operands, values) : null;
  if (wanted === null) throw new UsageError(`There is no "user ${[...args].join(" ")}".`);
  return { verb: verb as Verb, request: { command: `user.${verb}`, args: wanted } };
}

/** The options that a verb takes. */
const optionsOf: Partial<Record<Verb, readonly (keyof Values)[]>> = {
  add: ["all-repositories", "invite"],
  "reset-password": ["reset-factors"],
};

/** Null where the verb is not written like that. */
function argumentsOf(verb: Verb, operands: readonly string[], values: Values): Arguments | null {
  const [name, role, ...more] = operands;
  const taken: readonly string[] = optionsOf[verb] ?? [];
  if (more.length > 0 || Object.keys(values).some((option) => !taken.includes(option))) return null;
  if (verb === "list" || verb === "enable-local") return name === undefined ? {} : null;
  if (name === undefined) return null;
  if (verb === "add") return newUser(name, role, values);
  if (verb === "set-role") return role === undefined ? null : { name, role: roleOf(role, roles) };
  if (role !== undefined) return null;
  return verb === "reset-password" ? { name, resetFactors: values["reset-factors"] === true } : { name };
}

function newUser(name: string, role = "viewer", values: Values): Arguments {
  const { "all-repositories": everywhere = "none", invite = false } = values;
  const allRepositoriesRole = roleOf(everywhere, AllRepositoriesRole.enum);
  return { name, role: roleOf(role, roles), allRepositoriesRole, invite };
}

function roleOf(text: string, among: readonly string[]): string {
  if (among.includes(text)) return text;
  throw new UsageError(`"${text}" is not a role.`);
}
