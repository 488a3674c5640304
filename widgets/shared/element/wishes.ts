// What somebody asked the service to do and has not been seen to happen: under way, or why it failed.
import { loadClient } from "./load-client.ts";

/** The wishes of one element, each by a key of what it is about and how that stood. */
export class Wishes {
  /** Null while it is under way. */
  readonly #failures = new Map<string, string | null>();
  readonly #host: { refresh(): void; requestUpdate(): void };

  constructor(host: { refresh(): void; requestUpdate(): void }) {
    this.#host = host;
  }

  /** Forgets those that what is shown now does not speak of any more. */
  keep(keys: readonly string[]): void {
    for (const key of this.#failures.keys()) if (!keys.includes(key)) this.#failures.delete(key);
  }

  /** Why a wish failed; null while it is under way, undefined where there is none. */
  failureOf(key: string): string | null | undefined {
    return this.#failures.get(key);
  }

  /** Asks for it by a POST to that address. */
  async make(key: string, url: string): Promise<void> {
    this.#failures.set(key, null);
    this.#host.requestUpdate();
    try {
      const { read } = await loadClient();
      await read(url, { method: "POST" });
      this.#host.refresh();
    } catch (problem) {
      this.#failures.set(key, (problem as Error).message);
      this.#host.requestUpdate();
    }
  }
}
