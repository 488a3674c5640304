// Places that take markup or a script as it is.
import { classicOf, type Dashboard, indent, markupOf, moduleOf, type Wish } from "./snippet.ts";

/** Organizr: https://github.com/causefx/Organizr */
export const organizr: Dashboard = {
  id: "organizr",
  name: "Organizr",
  ways: [
    {
      id: "widgets",
      title: "Widgets",
      about: "Live widgets in a custom HTML item of the homepage, with the sign-in of whoever looks.",
      asks: "browser",
      elements: true,
      repositories: true,
      parts: (wish) => [
        {
          file: "custom.html",
          where: "Custom HTML of the homepage items, in Organizr's settings",
          text: classic(wish),
        },
      ],
      notes: [],
    },
  ],
};

/** Heimdall: https://heimdall.site */
export const heimdall: Dashboard = {
  id: "heimdall",
  name: "Heimdall",
  ways: [
    {
      id: "widgets",
      title: "Widgets",
      about: "Live widgets below the tiles, with the sign-in of whoever looks.",
      asks: "browser",
      elements: true,
      repositories: true,
      parts: (wish) => [
        { file: "custom.js", where: "Custom JavaScript, in Heimdall's settings", text: appended(wish) },
      ],
      notes: [],
    },
  ],
};

/** A page of one's own. */
export const plainHtml: Dashboard = {
  id: "plain-html",
  name: "A page of your own",
  ways: [
    {
      id: "widgets",
      title: "Widgets",
      about: "Live widgets in any page, with the sign-in of whoever looks.",
      asks: "browser",
      elements: true,
      repositories: true,
      parts: (wish) => [{ file: "snippet.html", where: "the page", text: modular(wish) }],
      notes: ["A Content-Security-Policy of the page must allow this address in script-src, connect-src and img-src."],
    },
  ],
};

function classic(wish: Wish): string {
  return `<script src="${classicOf(wish)}" defer></script>
${markupOf(wish, null, "\n")}
`;
}

function modular(wish: Wish): string {
  return `<script type="module" src="${moduleOf(wish)}"></script>
${markupOf(wish, null, "\n")}
`;
}

function appended(wish: Wish): string {
  return `void import("${moduleOf(wish)}");
const borgWidgets = \`
  ${indent(markupOf(wish, null, "\n"), 2)}\`;
document.querySelector("#app").insertAdjacentHTML("beforeend", borgWidgets);
`;
}
