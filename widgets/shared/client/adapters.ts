// The themes of dashboards: which of their properties colour an element. Part of the data client.

import { dataStyles } from "./data-styles.ts";

/** Our token → what of the host stands for it, the first that is set: names of properties, and last perhaps a value made of them. */
type Theme = Readonly<Partial<Record<keyof typeof defaults, readonly string[]>>>;

/** What holds where neither the page nor its host says otherwise (tokens.ts has the same for an element by itself). */
export const defaults = {
  text: "currentColor",
  surface: "transparent",
  accent: "light-dark(#1463c7, #78aef5)",
  ok: "#1f9254",
  warning: "#b97300",
  failed: "#e03e3e",
  radius: "8px",
  font: "system-ui, sans-serif",
} as const;

/** Tokens whose public name is longer than the private one. */
const publicNames: Partial<Record<keyof typeof defaults, string>> = { font: "font-family" };

/** Homepage's palette is written as bare red, green and blue. */
const palette = "light-dark(rgb(var(--color-600, 20 99 199)), rgb(var(--color-400, 120 174 245)))";

const ha = {
  text: ["primary-text-color"],
  surface: ["ha-card-background", "card-background-color"],
  accent: ["primary-color"],
  ok: ["success-color"],
  warning: ["warning-color"],
  failed: ["error-color"],
  radius: ["ha-card-border-radius"],
  font: ["ha-font-family-body"],
} as const satisfies Theme;

/**
 * `auto`, for an element that names no host, takes what is no other host's: names as general as `--text` are only believed of a
 * host that was named.
 */
const themes = {
  auto: {
    text: ["primary-text-color", "widget-text-color", "color-text-base"],
    accent: ["primary-color", "color-primary", "highlight-primary", palette],
    ok: ["success-color", "color-positive", "success"],
    warning: ["warning-color", "warning"],
    failed: ["error-color", "color-negative", "danger"],
    radius: ["ha-card-border-radius"],
    font: ["ha-font-family-body"],
  },
  ha,
  dashy: {
    text: ["widget-text-color"],
    surface: ["widget-background-color"],
    accent: ["primary"],
    ok: ["success"],
    warning: ["warning"],
    failed: ["danger"],
  },
  glance: {
    text: ["color-text-base"],
    surface: ["color-widget-background"],
    accent: ["color-primary"],
    ok: ["color-positive"],
    failed: ["color-negative"],
    radius: ["border-radius"],
  },
  homer: { text: ["text"], surface: ["card-background"], accent: ["highlight-primary"] },
  homepage: { accent: [palette] },
  none: {},
} as const satisfies Readonly<Record<string, Theme>>;

type Adapter = keyof typeof themes;

/**
 * What a page gives to all that is in it reaches into a shadow tree, as spacing of letters or capitals. Without specificity: what
 * an element says of its wrapper counts.
 */
const unlessSet =
  ":where(.root){all:initial;display:block;color-scheme:inherit;visibility:inherit;pointer-events:inherit;cursor:inherit}";

const sheets = new Map<Adapter, CSSStyleSheet>();

/** Puts the theme of a host on an element instead of any other host's. A name that is none counts as `auto`. */
export function dress(root: ShadowRoot, name: string | null): void {
  const adapter = name !== null && Object.hasOwn(themes, name) ? (name as Adapter) : "auto";
  const made = new Set(sheets.values());
  const own = root.adoptedStyleSheets.filter((sheet) => !made.has(sheet));
  root.adoptedStyleSheets = [...own, sheetOf(adapter)];
}

/** One for all elements of a page. */
function sheetOf(adapter: Adapter): CSSStyleSheet {
  const sheet = sheets.get(adapter) ?? new CSSStyleSheet();
  if (!sheets.has(adapter)) sheet.replaceSync(rules(adapter) + dataStyles);
  sheets.set(adapter, sheet);
  return sheet;
}

function rules(adapter: Adapter): string {
  const theme: Theme = themes[adapter];
  const lines = (Object.keys(defaults) as (keyof typeof defaults)[]).map((token) => {
    const names = [`borg-${publicNames[token] ?? token}`, ...(theme[token] ?? [])];
    const orElse = (rest: string, name: string) => (name === palette ? palette : `var(--${name}, ${rest})`);
    return `--_${token}: ${names.reduceRight<string>(orElse, defaults[token])};`;
  });
  return `:host { ${lines.join(" ")} } ${unlessSet}`;
}
