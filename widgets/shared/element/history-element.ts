// The base of every element that tells what happened day by day: the history, beside the status.
import type { PropertyDeclarations, PropertyValues } from "lit";
import type { WidgetHistory } from "../../../schemas/widgets.ts";
import { StatusElement } from "./status-element.ts";

/** What is shown and what it is about comes with the status; the history adds its days when it is there. */
export abstract class HistoryElement extends StatusElement {
  static override properties: PropertyDeclarations = { history: { attribute: false } };

  /** A history to show instead of asking the service. */
  history: WidgetHistory | null = null;

  #known: WidgetHistory | null = null;
  #leave: (() => void) | undefined;
  #followed = "";

  /** The history; null while it is not known. */
  protected get past(): WidgetHistory | null {
    return this.history ?? this.#known;
  }

  /** How many days are wanted; there may come more, where another element wants them. */
  protected get historyDays(): number {
    return 30;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(null);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#follow(this.isConnected && !this.data && !this.history ? this.base : null);
  }

  #follow(base: string | null): void {
    const client = this.loadedClient;
    const wanted = base && client ? `${base} ${this.historyDays}` : "";
    if (wanted === this.#followed) return;
    this.#leave?.();
    this.#leave = undefined;
    if (!wanted.startsWith(`${this.#followed.split(" ")[0]} `)) this.#known = null;
    this.#followed = wanted;
    if (!base || !client) return;
    const take = (history: WidgetHistory | null) => {
      this.#known = history;
      this.requestUpdate();
    };
    this.#leave = client.historyOf(base).subscribe(take, { days: this.historyDays });
  }
}
