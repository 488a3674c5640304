// Variables of the process → typed settings, each checked against the schema.
import { Environment } from "../../schemas/config.ts";
import type { Files } from "../ports/files.ts";
import { fieldErrors } from "../validate.ts";
import type { Problems } from "./problems.ts";
import type { RawEnvironment } from "./raw-environment.ts";
import { type Setting, settings } from "./setting-notes.ts";

/** Reads all settings; those that are wrong are noted and left out. An empty variable counts as not set. */
export async function readEnvironment(env: RawEnvironment, files: Files, problems: Problems): Promise<Environment> {
  refuseUnknown(env, problems);
  const found: Record<string, unknown> = {};
  for (const setting of settings) {
    const raw = await rawValue(setting, env, files, problems);
    if (raw !== undefined) found[setting.name] = parse(setting, raw);
  }
  for (const pointer of Object.keys(fieldErrors(Environment, found))) {
    const setting = settings.find(({ name }) => name === pointer.split("/")[1]);
    if (!setting) continue;
    problems.add(setting.name, refusal(setting, found[setting.name]));
    delete found[setting.name];
  }
  return found as Environment;
}

/** "…": write … instead; a secret is never repeated. */
function refusal(setting: Setting, value: unknown): string {
  const shown = setting.secret ? "the value" : JSON.stringify(Array.isArray(value) ? value.join(", ") : value);
  return `${shown} is not accepted. Write ${setting.accepts}`;
}

async function rawValue(
  { name, secret }: Setting,
  env: RawEnvironment,
  files: Files,
  problems: Problems,
): Promise<string | undefined> {
  const direct = env[name] || undefined;
  const file = secret ? env[`${name}_FILE`] || undefined : undefined;
  if (file === undefined) return direct;
  if (direct !== undefined) {
    problems.add(name, `is set twice. Leave out either ${name} or ${name}_FILE`);
    return undefined;
  }
  const text = await files.readText(file).catch(() => null);
  if (text === null) {
    problems.add(`${name}_FILE`, "cannot be read. Write the path of a file that the service's user can read");
    return undefined;
  }
  return text.replace(/\r?\n$/, "");
}

function parse({ type }: Setting, raw: string): unknown {
  switch (type) {
    case "integer":
      return /^\d{1,9}$/.test(raw.trim()) ? Number(raw) : raw;
    case "flag":
      return flags.get(raw.trim().toLowerCase()) ?? raw;
    case "list":
      return parseList(raw);
    case "text":
      return raw;
  }
}

const flags = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

/** Separated by commas, or by line breaks where there are any. */
function parseList(raw: string): string[] {
  return raw
    .split(raw.includes("\n") ? "\n" : ",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function refuseUnknown(env: RawEnvironment, problems: Problems): void {
  const known = new Set<string>(settings.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name])));
  for (const [name, value] of Object.entries(env)) {
    if (!value || known.has(name) || !name.startsWith("PROXY_AUTH_")) continue;
    problems.add(name, `is not a setting. ${closest(name, known)}`);
  }
}

/** Somebody who mistypes a name of header mode believes to be protected: unknown ones are refused. */
function closest(name: string, known: ReadonlySet<string>): string {
  const [best] = [...known]
    .map((candidate) => ({ candidate, distance: distance(name, candidate) }))
    .sort((one, other) => one.distance - other.distance);
  return best && best.distance <= 4 ? `Did you mean ${best.candidate}?` : "Leave it out";
}

/** Levenshtein distance. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
