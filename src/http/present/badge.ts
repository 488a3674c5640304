// Badges: a state as one small picture, which says the same by a shape, a word and a colour.
import { escapeMarkup } from "../../web/escape-markup.ts";
import type { PlainWords, ToldState } from "./languages/words.ts";

/** How the picture looks. What is not known here is taken as `auto` and `flat`. */
export interface BadgeLook {
  readonly theme?: string | undefined;
  readonly style?: string | undefined;
}

/** Filled on a 16 px grid; by their outlines alone the states are told apart. Those of the elements (widgets/shared/element/icons.ts). */
const ring = "M8 0a8 8 0 0 1 0 16A8 8 0 0 1 8 0Zm0 2a6 6 0 0 0 0 12A6 6 0 0 0 8 2Z";
const shapes: Readonly<Record<ToldState, string>> = {
  ok: "M8 0a8 8 0 0 1 0 16A8 8 0 0 1 8 0Zm4 4-5 5-3-3-1 2 4 4 6-6Z",
  running: "M8 0a8 8 0 1 0 8 8h-2a6 6 0 1 1-6-6Z",
  warning: "M8 1l8 14H0ZM7 6v4h2V6Zm0 5v2h2v-2Z",
  failed: "M5 0h6l5 5v6l-5 5H5l-5-5V5Zm0 3L3 5l3 3-3 3 2 2 3-3 3 3 2-2-3-3 3-3-2-2-3 3Z",
  late: "M0 0h16v16H0ZM7 3v6l4 3 1-2-3-2V3Z",
  suspicious: "M0 8q8-13 16 0-8 13-16 0Zm8-3L5 8l3 3 3-3Z",
  never: ring,
  paused: "M2 1h4v14H2Zm8 0h4v14h-4Z",
  empty: ring,
  unknown: "M0 6.5h4v3H0Zm6 0h4v3H6Zm6 0h4v3h-4Z",
};

/** At least 3:1 on both surfaces; the words have the colours of text. */
const colours: Readonly<Record<ToldState, string>> = {
  ok: "#1f9254",
  running: "#2f7de1",
  warning: "#b97300",
  failed: "#e03e3e",
  late: "#c2620a",
  suspicious: "#b97300",
  never: "#7d848c",
  paused: "#7d848c",
  empty: "#7d848c",
  unknown: "#7d848c",
};

interface Palette {
  readonly surface: string;
  readonly line: string;
  readonly label: string;
  readonly word: string;
}
const light: Palette = { surface: "#fff", line: "#cfd3d8", label: "#4d545c", word: "#1b1d20" };
const dark: Palette = { surface: "#1b1d20", line: "#43494f", label: "#b3b9c0", word: "#e6e8ea" };

const height = 24;
const fontSize = 12;
const padding = 8;
const gap = 5;
const iconWidth = 12;
/** How much wider than others bold letters are. */
const boldness = 1.06;
const mostLabel = 60;

/** All states of a language have as much room: a site that shows the picture can measure it, and must not learn which it is. */
function stateWidthOf({ states }: PlainWords): number {
  return 2 * padding + iconWidth + gap + Math.max(...Object.values(states).map((word) => widthOf(word, boldness)));
}

/** A policy under which the picture may be looked at by itself: it holds a style and nothing that runs. */
export const badgePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/** The picture, an SVG document. `label` is any text. */
export function badgeOf(label: string, state: ToldState, words: PlainWords, { theme, style }: BadgeLook): string {
  const word = words.states[state];
  const text = shownText(label);
  const says = escapeMarkup(text === "" ? word : text + words.colon + word);
  const labelWidth = text === "" ? 0 : widthOf(text, 1);
  const stateAt = labelWidth === 0 ? 0 : labelWidth + 2 * padding;
  const stateWidth = stateWidthOf(words);
  const width = stateAt + stateWidth;
  const wordWidth = widthOf(word, boldness);
  const iconAt = stateAt + (stateWidth - iconWidth - gap - wordWidth) / 2;
  const { surface, line, label: ofLabel, word: ofWord } = theme === "dark" ? dark : light;
  const radius = style === "flat-square" ? 0 : 4;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${says}" lang="${words.locale}" font-family="system-ui,-apple-system,'Segoe UI',Verdana,sans-serif" font-size="${fontSize}">
<title>${says}</title>${theme === "light" || theme === "dark" ? "" : darkStyle}
<rect class="surface" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="${radius}" fill="${surface}" stroke="${line}"/>
${labelWidth === 0 ? "" : textAt("label", padding, labelWidth, ofLabel, escapeMarkup(text))}<svg x="${iconAt}" y="6" width="${iconWidth}" height="${iconWidth}" viewBox="0 0 16 16"><path fill="${colours[state]}" fill-rule="evenodd" d="${shapes[state]}"/></svg>
${textAt("word", iconAt + iconWidth + gap, wordWidth, ofWord, word)}</svg>
`;
}

/** Where nobody says which: as the reader's system has it. */
const darkStyle = `<style>@media (prefers-color-scheme:dark){.surface{fill:${dark.surface};stroke:${dark.line}}.label{fill:${dark.label}}.word{fill:${dark.word}}}</style>`;

/** The width is ours to say, since whichever font there is has to fit. */
function textAt(name: "label" | "word", x: number, width: number, fill: string, escaped: string): string {
  const weight = name === "word" ? ' font-weight="600"' : "";
  return `<text class="${name}" x="${x}" y="16" textLength="${width}" lengthAdjust="spacingAndGlyphs" fill="${fill}"${weight}>${escaped}</text>`;
}

/** Without what XML cannot hold, or what is never seen and turns round what follows. */
function shownText(label: string): string {
  const plain = label.replace(/[^\P{C}\u200c\u200d]|[\u2028\u2029]/gu, "").trim();
  const letters = [...plain];
  return letters.length <= mostLabel ? plain : `${letters.slice(0, mostLabel - 1).join("")}…`;
}

/** Roughly as wide as a system's font has it, in pixels. */
function widthOf(text: string, scale: number): number {
  let width = 0;
  for (const letter of text) width += letterWidth(letter);
  return Math.ceil(width * scale);
}

function letterWidth(letter: string): number {
  if (/\p{M}|[\u200c\u200d]/u.test(letter)) return 0;
  if ((letter.codePointAt(0) ?? 0) > 0x2e7f) return fontSize;
  if (/[ijlftr.,:;'|!()[\] ]/.test(letter)) return 4;
  if (/[mwMW@%]/.test(letter)) return 10;
  return /\p{Lu}/u.test(letter) ? 8 : 7;
}
