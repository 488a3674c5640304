// The focus while a request is under way: browsers drop it where the control that was used is switched off meanwhile, or goes.

/** How long, in frames, a page has to show what came of the request. It may take the focus itself, or take the control away. */
const framesWatched = 90;

/** Does a request; afterwards the control that was used has the focus again, or the page's heading where it is gone. */
export type FocusKeeper = <T>(work: () => Promise<T>) => Promise<T>;

/** Creates it for what is within `root`. Where somebody has moved the focus meanwhile it stays there. */
export function createFocusKeeper(root: HTMLElement): FocusKeeper {
  let last: HTMLElement | null = null;
  root.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && !target.closest("dialog")) last = target;
  });

  const used = (): HTMLElement | null => {
    if (!isNowhere()) return last;
    return last !== null && (!last.isConnected || last.matches(":disabled")) ? last : null; // of an earlier request
  };
  const watch = (control: HTMLElement, frames: number) => {
    if (!isNowhere() && document.activeElement !== control) return;
    if (isNowhere() && control.isConnected && !control.matches(":disabled")) control.focus({ preventScroll: true });
    if (frames > 0) requestAnimationFrame(() => watch(control, frames - 1));
    else if (isNowhere() && !control.isConnected)
      root.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  };
  return async (work) => {
    const control = used();
    try {
      return await work();
    } finally {
      if (control) requestAnimationFrame(() => watch(control, framesWatched));
    }
  };
}

const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body;
