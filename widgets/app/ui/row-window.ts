// Which rows of a long list are in sight, and where they stand. Pure.

/** Browsers lay out no box beyond some 17 million pixels; longer lists are scrolled by their share instead. */
const tallestPx = 8_000_000;

/** Rows kept beyond the edges, so that there is something to see while the next ones are made. */
const beyond = 8;

export interface ListGeometry {
  readonly total: number;
  readonly rowPx: number;
  /** Height in which rows are seen. */
  readonly viewPx: number;
  readonly scrollPx: number;
}

export interface RowWindow {
  /** First row to be made, and the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** Height of the box that is scrolled. */
  readonly spacePx: number;
  /** Where a row stands in that box. */
  topOf(index: number): number;
}

/** The rows that a scroll position shows. */
export function rowWindow(list: ListGeometry): RowWindow {
  const { total, rowPx, viewPx } = list;
  const { scrollPx, offsetPx, spacePx } = measure(list);
  return {
    from: Math.max(0, Math.floor(offsetPx / rowPx) - beyond),
    to: Math.min(total, Math.ceil((offsetPx + viewPx) / rowPx) + beyond),
    spacePx,
    topOf: (index) => index * rowPx + scrollPx - offsetPx,
  };
}

/** The nearest scroll position at which a row is wholly in sight. */
export function scrollTo(index: number, list: ListGeometry): number {
  const { rowPx, viewPx } = list;
  const { scrollPx, offsetPx, reachPx, fullReachPx } = measure(list);
  const topmost = index * rowPx;
  const lowest = topmost + rowPx - viewPx;
  if (offsetPx <= topmost && offsetPx >= lowest) return scrollPx;
  const wanted = Math.min(Math.max(offsetPx > topmost ? topmost : lowest, 0), fullReachPx);
  return fullReachPx === 0 ? 0 : wanted * (reachPx / fullReachPx);
}

function measure({ total, rowPx, viewPx, scrollPx: given }: ListGeometry) {
  const spacePx = Math.min(total * rowPx, tallestPx);
  const reachPx = Math.max(0, spacePx - viewPx);
  const fullReachPx = Math.max(0, total * rowPx - viewPx);
  const scrollPx = Math.min(Math.max(given, 0), reachPx);
  return {
    spacePx,
    reachPx,
    fullReachPx,
    scrollPx,
    offsetPx: reachPx === 0 ? 0 : scrollPx * (fullReachPx / reachPx),
  };
}
