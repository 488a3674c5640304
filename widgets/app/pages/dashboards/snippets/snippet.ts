// What a snippet is: text to paste into a dashboard's configuration, made of nothing but what was wished for.
import type { ElementTag } from "./element-tags.ts";

/** What somebody wants to see, and where the service is. */
export interface Wish {
  /** Address of the service as browsers reach it, without a slash at the end. */
  readonly server: string;
  /** The same as the dashboard's own server reaches it. */
  readonly inside: string;
  readonly elements: readonly ElementTag[];
  /** Ids; none for all. A token needs no such list: it has its own. */
  readonly repositoryIds: readonly string[];
  /** The repositories that are shown, all of them. */
  readonly shown: readonly { readonly id: string; readonly name: string }[];
  readonly token: string;
}

/** Text for one place. */
export interface Part {
  /** Name of its file, in the dashboard's configuration or else in examples. */
  readonly file: string;
  /** Where it goes, after "Into". */
  readonly where: string;
  readonly text: string;
}

/** One way to show backups in a dashboard. */
export interface Way {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /**
   * Who asks the service: `browser` with the sign-in of whoever looks; `server` the dashboard's own, with a token; `same-origin`
   * the browser, where both have one origin; `key` the browser, with a token that whoever opens the dashboard can read; `picture`
   * the browser, with one in the picture's address; `nobody`: Borgdeck tells it by itself.
   */
  readonly asks: "browser" | "server" | "same-origin" | "key" | "picture" | "nobody";
  /** It shows our elements, which can be chosen. */
  readonly elements: boolean;
  /** It can be limited to repositories. */
  readonly repositories: boolean;
  readonly parts: (wish: Wish) => readonly Part[];
  readonly notes: readonly string[];
}

export interface Dashboard {
  readonly id: string;
  readonly name: string;
  readonly ways: readonly [Way, ...Way[]];
}

/** Whether a way needs a token. */
export const needsToken = ({ asks }: Way): boolean => ["server", "key", "picture"].includes(asks);

type Adapter = "ha" | "dashy" | "glance" | "homer" | "homepage" | null;

/** The elements as markup, one after another; their attributes hold neither quotes nor markup (see address.ts). */
export function markupOf({ elements, server, repositoryIds }: Wish, adapter: Adapter = null, separator = ""): string {
  const repo = repositoryIds.length === 0 ? "" : ` repo="${repositoryIds.join(",")}"`;
  const host = adapter === null ? "" : ` adapter="${adapter}"`;
  return elements.map((tag) => `<${tag} server="${server}"${host}${repo}></${tag}>`).join(separator);
}

/** All elements as a module, and as a classic script for places that take no other. */
export const moduleOf = ({ server }: Wish): string => `${server}/widgets/borgdeck.js`;
export const classicOf = ({ server }: Wish): string => `${server}/widgets/borgdeck.iife.js`;

/** Lines moved to the right. */
export const indent = (text: string, by: number): string => text.replaceAll("\n", `\n${" ".repeat(by)}`);
