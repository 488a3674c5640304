// The visual editor of a card: a form that Home Assistant draws, without code of ours in it.
import type { CardKind } from "./cards.ts";
import { roles } from "./roles.ts";

type Field = Readonly<Record<string, unknown>>;

const text = (name: string): Field => ({ name, selector: { text: {} } });
const count = (name: string): Field => ({ name, selector: { number: { min: 1, mode: "box" } } });
const choice = (name: string, options: readonly string[], multiple = false): Field => ({
  name,
  selector: { select: { mode: "dropdown", options, multiple } },
});
const entity = (name: string): Field => ({ name, selector: { entity: { domain: ["sensor", "binary_sensor"] } } });

/** Options of one card's own. */
const own: Readonly<Record<string, Field>> = {
  label: text("label"),
  idle: choice("idle", ["last", "hide"]),
  severity: choice("severity", ["warning", "suspicious", "late", "failed"]),
  sort: choice("sort", ["state", "name", "size", "age"]),
  columns: choice("columns", ["last", "next", "size", "archives"], true),
  hours: count("hours"),
  limit: count("limit"),
};

const helpers: Readonly<Record<string, string>> = {
  entity: "The REST sensor with Borgdeck's summary, or an entity of a device.",
  device: "Instead of an entity.",
  repo: "Ids of repositories, comma-separated; empty for all.",
};

/** The form, with every option that a card takes but `server`. */
export function formOf({ badge, options }: CardKind): object {
  const looks: Field = {
    type: "grid",
    name: "",
    schema: [choice("size", ["auto", "compact", "regular", "large"]), choice("density", ["comfortable", "compact"])],
  };
  return {
    schema: [
      entity("entity"),
      { name: "device", selector: { device: { multiple: true } } },
      {
        type: "expandable",
        name: "entities",
        title: "Entities one by one",
        schema: roles.map(entity),
      },
      ...(badge ? [] : [text("name")]),
      text("repo"),
      ...(badge ? [] : [looks]),
      choice("hide_when", ["ok", "running", "warning", "suspicious", "late", "failed", "never", "paused"], true),
      ...options.flatMap((option) => own[option] ?? []),
    ],
    computeHelper: ({ name }: { name: string }) => helpers[name],
    assertConfig,
  };
}

/** Throws where the form would lose what somebody wrote; Home Assistant then offers YAML alone. */
function assertConfig(config: Readonly<Record<string, unknown>>): void {
  for (const name of ["repo", "entity"])
    if (Array.isArray(config[name])) throw new Error(`A list in ${name} can only be edited as YAML.`);
}
