// The room of an element: until there is data it is as high as when it was last seen, so that nothing below it moves.

/** The height (CSS) that was remembered by this name in a window of the same width; empty where none was. */
export function heightBefore(name: string): string {
  try {
    const [width, height] = localStorage.getItem(name)?.split(" ") ?? [];
    return width === `${innerWidth}` && height ? height : "";
  } catch {
    return ""; // a frame of its own origin may have no storage
  }
}

/** What is shown with data, by the name under which its height is remembered. */
const shown = new Map<string, HTMLElement>();

/** Remembers the height that `root` has when the page is left, in the page's own storage. */
export function rememberHeight(name: string, root: HTMLElement): void {
  // A page that is left is hidden first.
  if (shown.size === 0) document.addEventListener("visibilitychange", () => document.hidden && storeHeights());
  shown.set(name, root);
}

function storeHeights(): void {
  try {
    for (const [name, root] of shown) {
      if (root.isConnected) localStorage.setItem(name, `${innerWidth} ${getComputedStyle(root).blockSize}`);
      else shown.delete(name);
    }
  } catch {
    // full, or not for this frame: the next visit begins as the first did
  }
}
