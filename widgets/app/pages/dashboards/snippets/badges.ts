import type { Dashboard, Wish } from "./snippet.ts";

/** Wherever a picture can stand: a README, a wiki, a dashboard that takes neither scripts nor frames. */
export const badges: Dashboard = {
  id: "badges",
  name: "A README or a wiki (badges)",
  ways: [
    {
      id: "markdown",
      title: "Markdown",
      about: "A picture of the state, as for a README, a wiki or Home Assistant's Markdown card.",
      asks: "picture",
      elements: false,
      repositories: true,
      parts: (wish) => [{ file: "badges.md", where: "the Markdown", text: lines(wish, markdown) }],
      notes: [
        "The token in the address shows states as pictures and opens nothing else. Whoever sees the page can read it.",
        "Add &theme=dark or &theme=light where the page is always one of them, and &label= with a word of yours, or none.",
      ],
    },
    {
      id: "html",
      title: "HTML",
      about: "The same as markup, with a link to Borgdeck.",
      asks: "picture",
      elements: false,
      repositories: true,
      parts: (wish) => [{ file: "badges.html", where: "the page", text: lines(wish, markup) }],
      notes: ["A Content-Security-Policy of the page must allow this address in img-src."],
    },
  ],
};

interface Badge {
  /** Address of the picture. */
  readonly src: string;
  /** Where a click leads. */
  readonly href: string;
}

const markdown = ({ src, href }: Badge): string => `[![Backups](${src})](${href})`;
const markup = ({ src, href }: Badge): string => `<a href="${href}"><img src="${src}" alt="Backups" height="20"></a>`;

/** One for everything, or one for each repository. */
function lines({ server, token, repositoryIds }: Wish, line: (badge: Badge) => string): string {
  const all = { src: `${server}/api/widgets/badge.svg?token=${token}`, href: `${server}/` };
  const each = repositoryIds.map((id) => ({
    src: `${server}/api/widgets/badge/${id}.svg?token=${token}`,
    href: `${server}/repositories/${id}`,
  }));
  return (each.length > 0 ? each : [all]).map((badge) => `${line(badge)}\n`).join("");
}
