import { type Dashboard, markupOf, moduleOf, type Wish } from "./snippet.ts";

/** Dashy: https://dashy.to */
export const dashy: Dashboard = {
  id: "dashy",
  name: "Dashy",
  ways: [
    {
      id: "widgets",
      title: "Widgets",
      about: "Live widgets in a section, with the sign-in of whoever looks.",
      asks: "browser",
      elements: true,
      repositories: true,
      parts: (wish) => [{ file: "conf.yml", where: "conf.yml, among the sections", text: embed(wish) }],
      notes: [
        "Give this widget no updateInterval: Dashy would throw the elements away and make them anew each time. They keep themselves current.",
      ],
    },
    {
      id: "checks",
      title: "As Healthchecks",
      about: "Dashy's server asks, and its own widget for Healthchecks lists the plans. Nobody need be signed in.",
      asks: "server",
      elements: false,
      repositories: true,
      parts: (wish) => [{ file: "conf.yml", where: "conf.yml, among the sections", text: checks(wish) }],
      notes: [
        "useProxy lets Dashy's server ask instead of the browser. conf.yml, with the token, can be read by whoever can open Dashy.",
      ],
    },
  ],
};

function embed(wish: Wish): string {
  return `- name: Backups
  widgets:
    - type: embed
      options:
        html: '${markupOf(wish, "dashy")}'
        script: 'import("${moduleOf(wish)}")'
`;
}

function checks({ inside, token }: Wish): string {
  return `- name: Backups
  widgets:
    - type: health-checks
      useProxy: true
      updateInterval: 60
      options:
        host: "${inside}"
        apiKey: "${token}"
`;
}
