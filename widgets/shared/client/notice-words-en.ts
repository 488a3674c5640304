// The English text of what stands instead of data, and what to do about it. Loaded with the data client, not with the elements.
import type { LiveErrorKind } from "./live-state.ts";

export const noticeWordsEn = {
  titles: {
    "signed-out": "Signed out",
    forbidden: "No access",
    unreachable: "No connection",
    "unexpected-answer": "Unexpected answer",
    misconfigured: "Not set up for this page",
  },
  hints: {
    "signed-out": "Sign in, then come back to this page.",
    forbidden: "Your account may not see backups. Ask an administrator.",
    unreachable: "The backup service does not answer. It may be down, or its sign-in blocks this.",
    "unexpected-answer": "Something else answers there.",
    origin: "Add this page’s origin to the service’s settings (after a comma, if others are listed) and restart it:",
    "opaque-origin": "A local file or sandboxed frame has no origin. Serve the page over https.",
    policy: "This page’s Content-Security-Policy blocks the service. Add to connect-src and img-src:",
    "mixed-content": "This page is https, so the address must be too:",
    "no-server": "Name its address in the server attribute:",
  } satisfies Record<LiveErrorKind | "opaque-origin", string>,
  signIn: "Sign in",
  open: "Open Borgdeck",
};

/** `otherSite`: what else to know where the page is of another site. The English comes with what finds that out (site.ts). */
export type NoticeWords = typeof noticeWordsEn & { readonly otherSite?: string };
