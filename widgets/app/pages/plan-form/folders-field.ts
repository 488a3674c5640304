// Which folders a plan backs up, and what it leaves out.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { errorAt, type FieldErrors } from "../../errors.ts";
import { errorLine, textArea } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import { isWithin } from "./folder-tree.ts";
import type { PlanDraft } from "./plan-draft.ts";

/** The folders with one added; those inside it need no line of their own. */
export function withFolder(sources: readonly string[], path: string): readonly string[] {
  if (sources.some((source) => isWithin(path, source))) return sources;
  return [...sources.filter((source) => !isWithin(source, path)), path];
}

/** `<borgdeck-folders-field>` */
export class FoldersField extends AppElement {
  @property({ attribute: false }) draft!: PlanDraft;
  @property({ attribute: false }) errors: FieldErrors = {};
  @property({ attribute: false }) onChange: (change: Partial<PlanDraft>) => void = () => {};
  @state() private typed = "";
  @state() private typedError: string | undefined = undefined;

  private readonly toggle = (path: string): void => {
    const { sources } = this.draft;
    this.onChange({
      sources: sources.includes(path) ? sources.filter((source) => source !== path) : withFolder(sources, path),
    });
  };

  private addTyped(): void {
    const path = this.typed.trim().replace(/(.)\/+$/, "$1");
    this.typedError = path.startsWith("/") ? undefined : "Type the whole path, from / on.";
    if (this.typedError) return;
    this.onChange({ sources: withFolder(this.draft.sources, path) });
    this.typed = "";
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // Enter adds the folder; it does not send the form
    this.addTyped();
  };

  protected override render(): TemplateResult {
    return html`<div class="stack-small">
      ${this.renderChosen()}
      <borgdeck-folder-tree .app=${this.app} .chosen=${this.draft.sources} .onToggle=${this.toggle}></borgdeck-folder-tree>
      ${this.renderTyped()}
      ${textArea({
        id: "excludes",
        label: "Leave out (optional)",
        hint: html`One pattern a line, as <code>borg help patterns</code> has them: <code>*.tmp</code>, <code>sh:**/node_modules</code>,
          <code>pp:/home/anna/.cache</code>`,
        value: this.draft.excludes,
        error: errorAt(this.errors, "/excludes"),
        onInput: (excludes) => this.onChange({ excludes }),
      })}
    </div>`;
  }

  private renderChosen(): TemplateResult {
    const { sources } = this.draft;
    return html`<div id="sources" tabindex="-1" aria-describedby="sources-error">
      ${
        sources.length === 0
          ? html`<p class="muted">No folder chosen yet.</p>`
          : html`<ul class="chosen" aria-label="Chosen folders">
            ${sources.map((path, index) => this.renderSource(path, errorAt(this.errors, `/sources/${index}`)))}
          </ul>`
      }
      ${errorLine("sources", this.errors["/sources"] && errorAt({ "/sources": this.errors["/sources"] }, "/sources"))}
    </div>`;
  }

  private renderSource(path: string, error: string | undefined): TemplateResult {
    return html`<li>
      <span class="mono">${path}</span>
      <button type="button" class="button" aria-label="Remove ${path}" @click=${() => this.toggle(path)}>Remove</button>
      ${error ? html`<p class="error" tabindex="-1" aria-invalid="true">${error}</p>` : nothing}
    </li>`;
  }

  private renderTyped(): TemplateResult {
    return html`<div class="field">
      <label for="typed-path">Or type a path</label>
      <div class="with-button">
        <input
          id="typed-path"
          class="mono"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          .value=${this.typed}
          aria-invalid=${this.typedError ? "true" : "false"}
          aria-describedby="typed-path-error"
          @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)}
          @keydown=${this.onKey}
        />
        <button type="button" class="button" @click=${() => this.addTyped()}>Add</button>
      </div>
      ${errorLine("typed-path", this.typedError)}
    </div>`;
  }
}
