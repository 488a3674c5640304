// Homer's message. Homer puts the content into its page as markup, so that every part of it is escaped.
import type { Status } from "../../../schemas/status.ts";
import type { HomerMessage } from "../../../schemas/widgets.ts";
import { escapeMarkup } from "../../web/escape-markup.ts";
import type { PlainWords } from "./languages/words.ts";
import { rowsOf } from "./rows.ts";
import { lookOf, needsSomeone } from "./state-looks.ts";

/** Problems that are named; the rest is counted. */
const mostNamed = 5;

const looks: Readonly<Record<Status["verdict"], Pick<HomerMessage, "style" | "icon">>> = {
  ok: { style: "is-success", icon: "fas fa-circle-check" },
  running: { style: "is-info", icon: "fas fa-spinner" },
  warning: { style: "is-warning", icon: "fas fa-triangle-exclamation" },
  failed: { style: "is-danger", icon: "fas fa-circle-xmark" },
  late: { style: "is-danger", icon: "fas fa-clock" },
  suspicious: { style: "is-warning", icon: "fas fa-eye" },
  never: { style: "is-warning", icon: "fas fa-circle" },
  paused: { style: "is-info", icon: "fas fa-pause" },
  empty: { style: "is-info", icon: "fas fa-circle" },
};

/** The message: the verdict, and what needs someone. */
export function presentHomerMessage(status: Status, words: PlainWords): HomerMessage {
  const problems = rowsOf(status).filter(({ state }) => needsSomeone(state));
  const named = problems
    .slice(0, mostNamed)
    .map(({ name, state, message }) => name + words.colon + (message ?? words.states[state]));
  const more = problems.length > mostNamed ? [words.more(problems.length - mostNamed)] : [];
  const said = [...(status.fault ? [status.fault.detail] : []), ...named, ...more];
  return {
    title: words.verdicts[status.verdict],
    content: said.map(escapeMarkup).join("<br>"),
    ...looks[lookOf(status.verdict, status.fault)],
  };
}
