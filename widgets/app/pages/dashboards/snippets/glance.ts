import { classicOf, type Dashboard, indent, markupOf, type Wish } from "./snippet.ts";

/** Glance: https://github.com/glanceapp/glance */
export const glance: Dashboard = {
  id: "glance",
  name: "Glance",
  ways: [
    {
      id: "widgets",
      title: "Widgets",
      about: "Live widgets in a column, with the sign-in of whoever looks.",
      asks: "browser",
      elements: true,
      repositories: true,
      parts: (wish) => [
        { file: "document.yml", where: "glance.yml, at its top level", text: script(wish) },
        { file: "page.yml", where: "the widgets of a column", text: source(wish) },
      ],
      notes: ["Where glance.yml has a document with a head already, add the line to that one."],
    },
    {
      id: "extension",
      title: "A list by Glance itself",
      about: "Glance's server asks and shows the list in its own style. Nobody need be signed in.",
      asks: "server",
      elements: false,
      repositories: true,
      parts: (wish) => [{ file: "page.yml", where: "the widgets of a column", text: extension(wish) }],
      notes: [
        "Do not set fallback-content-type: html. Glance looks at no status, and would put a sign-on page into the dashboard.",
        "The token can also stand in Glance's environment, and only the name of its variable here.",
      ],
    },
  ],
};

function script(wish: Wish): string {
  return `document:
  head: |
    <script src="${classicOf(wish)}" defer></script>
`;
}

function source(wish: Wish): string {
  return `- type: html
  source: |
    ${indent(markupOf(wish, "glance", "\n"), 4)}
`;
}

function extension({ inside, token }: Wish): string {
  return `- type: extension
  url: "${inside}/api/widgets/glance"
  allow-potentially-dangerous-html: true
  cache: 5m
  headers:
    Authorization: "Bearer ${token}"
`;
}
