// borg's own words.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { JobLogReply, LogLine } from "../../../../schemas/jobs.ts";
import { safeText } from "../../../shared/client/format.ts";
import { selectField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";

type Least = "debug" | "info" | "warning";
const rank: Record<LogLine["level"], number> = { debug: 0, info: 1, warning: 2, error: 3 };

/** `<borgdeck-log>` */
export class LogView extends AppElement {
  @property({ attribute: false }) log: JobLogReply = { lines: [], truncated: false };
  @state() private least: Least = "debug";

  protected override render(): TemplateResult {
    const { lines, truncated } = this.log;
    const shown = lines.filter(({ level }) => rank[level] >= rank[this.least]);
    return html`<section class="stack-small" aria-label="Log">
      <div class="page-head">
        <h2>Log</h2>
        <div class="actions bottom">
          ${selectField<Least>({
            id: "log-level",
            label: "Show",
            value: this.least,
            choices: [
              { value: "debug", label: "Everything" },
              { value: "info", label: "Information and worse" },
              { value: "warning", label: "Warnings and errors" },
            ],
            onChange: (least) => {
              this.least = least;
            },
          })}
          <borgdeck-copy .text=${lines.map(({ message }) => message).join("\n")} .label=${"the log"}></borgdeck-copy>
        </div>
      </div>
      ${truncated ? html`<p class="muted small">Earlier lines were dropped to stay within the bound.</p>` : nothing}
      ${
        shown.length === 0
          ? html`<p class="muted">${lines.length === 0 ? "borg has said nothing yet." : `None of the ${lines.length} lines is that grave.`}</p>`
          : html`<ol class="log" tabindex="0" aria-label="Lines of the log">
            ${shown.map(renderLine)}
          </ol>`
      }
    </section>`;
  }
}

/** Outside of the templates, whose ends are trimmed when they are bundled. */
const space = " ";

function renderLine({ level, message, messageId }: LogLine): TemplateResult {
  const grave = level === "warning" || level === "error";
  return html`<li class="log-${level}">${grave ? [html`<strong>${level}</strong>`, space] : nothing}${safeText(message)}${messageId && grave ? [space, html`<span class="muted">${messageId}</span>`] : nothing}</li>`;
}
