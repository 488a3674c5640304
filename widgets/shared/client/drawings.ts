// What elements draw alike once there is data. Part of the data client, which has no Lit of its own: whoever draws brings it.
import type { html, nothing, TemplateResult } from "lit";

/** Lit's `html`, of whoever draws: a template of another copy is none. */
export type Html = typeof html;

/** The element that it is drawn for. */
interface LinkHost {
  /** Base address of the service, if known. */
  readonly base: string | null;
  emit(name: string, detail: unknown, cancelable: boolean): boolean;
}

/** A link into the service; plain text where its address is unknown. */
export function drawLink(
  html: Html,
  host: LinkHost,
  path: string,
  label: string,
  style: string,
  target: string | typeof nothing,
): TemplateResult {
  const { base } = host;
  if (!base) return html`<span class=${style}>${label}</span>`;
  const url = base + path;
  const follow = (event: Event) => {
    if (!host.emit("borg-navigate", { url, path }, true)) event.preventDefault();
  };
  return html`<a class=${style} href=${url} target=${target} @click=${follow}>${label}</a>`;
}
