// Entries of the audit journal as a table.
import { html, nothing, type TemplateResult } from "lit";
import type { AuditItem } from "../../../../schemas/audit.ts";
import { instant } from "../../figures.ts";
import { mark } from "../../ui/state-mark.ts";
import type { Outcome } from "./audit-filter.ts";

export const outcomeNames: Record<Outcome, string> = { ok: "Done", denied: "Refused", failed: "Failed" };

const outcomeMarks: Record<Outcome, TemplateResult> = {
  ok: mark("ok", outcomeNames.ok),
  denied: mark("locked", outcomeNames.denied),
  failed: mark("failed", outcomeNames.failed),
};

/** `names` tells what people call the things behind ids. */
export function renderAudit(items: readonly AuditItem[], names: ReadonlyMap<string, string>): TemplateResult {
  return html`<div class="scroll">
    <table class="fold">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">Outcome</th>
          <th scope="col">Who</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        ${items.map((item) => renderRow(item, names))}
      </tbody>
    </table>
  </div>`;
}

function renderRow(item: AuditItem, names: ReadonlyMap<string, string>): TemplateResult {
  const { at, event, outcome, actor, target, detail } = item;
  const subject = target === null || target === actor?.userId ? null : (names.get(target) ?? target);
  return html`<tr>
    <td class="nowrap">${instant(at)}</td>
    <th scope="row">
      <code>${event}</code> ${subject === null ? nothing : html`<span>${subject}</span>`}
      ${detail === null ? nothing : html`<div class="small">${detail}</div>`}
    </th>
    <td>${outcomeMarks[outcome]}</td>
    <td data-label="Who">${actor?.username ?? html`<span class="muted">nobody</span>`}</td>
    <td data-label="From">${renderConnection(item)}</td>
  </tr>`;
}

/** The address, which opens what else is known of the connection. */
function renderConnection({ address, peer, userAgent }: AuditItem): TemplateResult | string {
  const through = peer === address ? null : peer;
  if (through === null && userAgent === null) return address ?? "–";
  return html`<details>
    <summary>${address ?? "unknown"}<span class="hidden">: connection</span></summary>
    <div class="small">
      ${through === null ? nothing : html`<div>through ${through}</div>`} ${userAgent === null ? nothing : html`<div>${userAgent}</div>`}
    </div>
  </details>`;
}
