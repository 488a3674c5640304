// What views of results share: the gathering of what their address asks for, and the words and buttons for how far it is.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { errorText } from "../../errors.ts";
import { AppElement } from "../../page.ts";
import { renderBuilding } from "./building.ts";
import { type Gathering, gather, type ResultPage } from "./gathering.ts";

/** As many results as are fetched before somebody asks for more. */
export const enough = 500;
/** As many as are asked for in one request. */
export const resultPageSize = 200;

/** An element that gathers. */
export abstract class GatheringView<T, P extends ResultPage<T>> extends AppElement {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) archiveName = "";
  @state() protected gathering: Gathering<T, P> | null = null;
  private gathered: string | null = null;

  /** What the results depend on; null where there is nothing to ask for. */
  protected abstract wanted(): string | null;
  protected abstract fetchPage(cursor: string | null, signal: AbortSignal): Promise<P>;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.gathering?.end();
    this.gathered = null;
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const wanted = this.wanted();
    if (wanted === this.gathered) return;
    this.gathered = wanted;
    this.gathering?.end();
    this.gathering =
      wanted === null
        ? null
        : gather<T, P>({
            fetchPage: (cursor, signal) => this.fetchPage(cursor, signal),
            enough,
            onChange: () => this.requestUpdate(),
          });
  }

  protected get items(): readonly T[] {
    return this.gathering?.items ?? [];
  }

  /** How far it is: a line, a failure, or an index that is being built. `words` are for what is here so far. */
  protected renderState(words: string): TemplateResult | typeof nothing {
    const { gathering } = this;
    if (!gathering) return nothing;
    const building = gathering.state === "working" ? gathering.page?.building : null;
    if (building) return renderBuilding(building, this.app, "The answer comes once that is done.");
    return html`<div class="actions">
        <p role="status">${words}</p>
        ${gathering.state === "working" ? html`<button type="button" class="button" @click=${() => gathering.pause()}>Stop</button>` : nothing}
        ${gathering.state === "paused" ? html`<button type="button" class="button" @click=${() => gathering.more()}>Go on</button>` : nothing}
      </div>
      ${
        gathering.state === "failed"
          ? html`<div class="notice notice-bad" role="alert"><p>${errorText(gathering.problem)}</p>
            <p><button type="button" class="button" @click=${() => gathering.more()}>Try again</button></p></div>`
          : nothing
      }`;
  }
}
