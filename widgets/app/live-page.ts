// A page that follows the live status beside what it has loaded.
import { state } from "lit/decorators.js";
import type { Status } from "../../schemas/status.ts";
import type { LiveState } from "../shared/client/live.ts";
import { Page } from "./page.ts";

/** A page with the live status, from its first load on until it is left. */
export abstract class LivePage<D> extends Page<D> {
  @state() private live: LiveState | null = null;
  private stop: (() => void) | null = null;

  /** What of the status concerns this page, as a text: when it becomes another one, the page loads again. */
  protected watched(_status: Status): string {
    return "";
  }

  /** The live status, as far as it is known. */
  protected get status(): Status | null {
    return this.live?.status ?? null;
  }

  protected follow(): void {
    this.stop ??= this.app.live.subscribe((live) => {
      const before = this.live?.status;
      this.live = live;
      if (before && live.status && this.watched(before) !== this.watched(live.status)) void this.reload();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.stop = null;
  }
}
