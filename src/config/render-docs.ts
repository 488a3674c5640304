// docs/configuration.md, made from the schema, so that no setting goes without its description.
import { type Setting, settings } from "./setting-notes.ts";

const introduction = `# Configuration

Generated from \`schemas/config.ts\` by \`npm run generate\`: change it there.

Borgdeck is configured by environment variables and needs none of them. An empty variable counts as not set. Those that
hold a secret can also be given as \`NAME_FILE\`, the path of a file that holds it (as Docker and systemd give secrets); such
a file may be readable by others unless it is inside \`DATA_DIR\`. A setting that is not accepted keeps the service from
starting, and everything that is wrong is named at once. \`borgdeck config\` prints what is in effect.
`;

/** The whole page, Markdown. */
export function renderConfigurationDocs(): string {
  const groups = [...new Set(settings.map(({ group }) => group))];
  const sections = groups.map((group) =>
    section(
      group,
      settings.filter((setting) => setting.group === group),
    ),
  );
  return [introduction, ...sections].join("\n");
}

function section(title: string, members: readonly Setting[]): string {
  return [`## ${title}`, "", ...members.flatMap(entry)].join("\n");
}

function entry(setting: Setting): string[] {
  const { name, description, accepts, secret } = setting;
  const names = secret ? `\`${name}\` or \`${name}_FILE\`` : `\`${name}\``;
  return [`### ${names}`, "", description, "", `- Accepts: ${accepts}.`, `- Default: ${defaultOf(setting)}.`, ""];
}

function defaultOf(setting: Setting): string {
  if (setting.default !== undefined) return `\`${setting.default}\``;
  return setting.otherwise ?? "not set";
}
