// The style sheets of the pages, in their order. Adopted by the document: a strict policy forbids inline styles.
import { icons, text } from "../../shared/element/styles.ts";
import { archiveStyles } from "./archives.ts";
import { baseStyles } from "./base.ts";
import { buttons } from "./buttons.ts";
import { cards } from "./cards.ts";
import { chartStyles } from "./charts.ts";
import { controlStyles } from "./controls.ts";
import { forms } from "./forms.ts";
import { layoutStyles } from "./layout.ts";
import { listStyles } from "./lists.ts";
import { settingsStyles } from "./settings.ts";
import { signInStyles } from "./sign-in.ts";
import { tables } from "./tables.ts";
import { viewStyles } from "./views.ts";

const sheets = [
  baseStyles,
  text,
  icons,
  buttons,
  forms,
  tables,
  cards,
  controlStyles,
  layoutStyles,
  viewStyles,
  settingsStyles,
  signInStyles,
  listStyles,
  archiveStyles,
  chartStyles,
];

/** Adopts the sheets, after those that the document has already. */
export function adoptStyles(target: Document): void {
  const own = sheets.flatMap((sheet) => sheet.styleSheet ?? []);
  target.adoptedStyleSheets = [...target.adoptedStyleSheets, ...own];
}
