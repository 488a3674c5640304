// The shapes of what stands instead of data; apart from those of states, which every element has.

/** Filled paths on a 16 px grid; the sign inside is cut out. */
export const noticeIcons = {
  // square, keyhole
  locked: "M4 6V4a4 4 0 0 1 8 0v2h2v10H2V6Zm2 0h4V4a2 2 0 0 0-4 0Zm1 4v3h2v-3Z",
  // disc, bar across
  unreachable: "M8 0a8 8 0 0 1 0 16A8 8 0 0 1 8 0ZM3 7v2h10V7Z",
  // diamond, bar and dot
  misconfigured: "M8 0l8 8-8 8-8-8ZM7 4v5h2V4Zm0 6v2h2v-2Z",
} as const;
