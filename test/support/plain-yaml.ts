// YAML as our examples write it: maps and lists by indentation, strings with or without quotes, literal blocks. For tests that load
// what people paste; whatever else YAML can do is refused.

export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly raw: string;
}

/** Reads a document. Throws where it is more than the above. */
export function readYaml(document: string): Yaml {
  const lines = document
    .split("\n")
    .filter((raw) => !/^\s*(#.*)?$/.test(raw))
    .map((raw) => ({ indent: raw.search(/\S/), text: raw.trim(), raw }));
  const value = block(lines);
  if (lines.length > 0) throw new Error(`Indented otherwise than what is before it: ${lines[0]?.raw}`);
  return value;
}

/** The value whose lines come first; they are taken out. */
function block(lines: Line[]): Yaml {
  const indent = lines[0]?.indent ?? 0;
  const list: Yaml[] = [];
  const map: Record<string, Yaml> = {};
  while (lines[0]?.indent === indent) {
    const { text, raw } = lines.shift() as Line;
    if (text.startsWith("- ")) {
      // What follows the dash is the first line of the item.
      const inner = raw.replace("- ", "  ");
      lines.unshift({ indent: inner.search(/\S/), text: inner.trim(), raw: inner });
      list.push(/^\w+:( |$)/.test(inner.trim()) ? block(lines) : scalar((lines.shift() as Line).text));
    } else {
      const [, key, rest] = /^([\w-]+):(?: (.*))?$/.exec(text) ?? [];
      if (key === undefined) throw new Error(`No key: ${raw}`);
      map[key] = rest === "|" ? literal(lines, indent) : rest ? scalar(rest) : block(lines);
    }
  }
  return list.length > 0 ? list : map;
}

function literal(lines: Line[], outer: number): string {
  const taken = [];
  while ((lines[0]?.indent ?? 0) > outer) taken.push((lines.shift() as Line).raw);
  const indent = taken[0]?.search(/\S/) ?? 0;
  return taken.map((raw) => `${raw.slice(indent)}\n`).join("");
}

function scalar(text: string): string {
  if (text.startsWith('"')) return JSON.parse(text) as string;
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  return text;
}
