// Moving through a list of rows by the keyboard: one row is in the tab order, the arrows lead to the others.

const stride = 10;

export interface RowKeys {
  onKey(event: KeyboardEvent): void;
  onFocus(event: FocusEvent): void;
  /** Focuses the row of that path, else the first one. */
  focus(path: string): void;
}

export interface RowKeysOptions {
  /** The body of the table; rows hold `data-path` and one `.entry`. */
  readonly list: () => HTMLElement | null;
  readonly up: () => void;
}

export function createRowKeys({ list, up }: RowKeysOptions): RowKeys {
  const entries = () => [...(list()?.querySelectorAll<HTMLElement>(".entry") ?? [])];
  const focusEntry = (entry: HTMLElement | undefined) => {
    entry?.focus();
    entry?.scrollIntoView({ block: "nearest" });
  };
  const target = (key: string, at: number, last: number): number | null => {
    switch (key) {
      case "ArrowDown":
        return Math.min(at + 1, last);
      case "ArrowUp":
        return Math.max(at - 1, 0);
      case "PageDown":
        return Math.min(at + stride, last);
      case "PageUp":
        return Math.max(at - stride, 0);
      case "Home":
        return 0;
      case "End":
        return last;
      default:
        return null;
    }
  };

  return {
    onKey(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const all = entries();
      const at = all.indexOf(event.target as HTMLElement);
      if (event.key === "Backspace" || event.key === "ArrowLeft") {
        event.preventDefault();
        up();
        return;
      }
      if (event.key === "ArrowRight" && all[at]?.classList.contains("folder")) {
        event.preventDefault();
        all[at]?.click();
        return;
      }
      const to = target(event.key, at, all.length - 1);
      if (to === null || at < 0) return;
      event.preventDefault();
      focusEntry(all[to]);
    },
    onFocus(event) {
      for (const entry of entries()) entry.tabIndex = entry === event.target ? 0 : -1;
    },
    focus(path) {
      const all = entries();
      const row = all.find((entry) => entry.closest<HTMLElement>("[data-path]")?.dataset["path"] === path);
      focusEntry(row ?? all[0]);
    },
  };
}
