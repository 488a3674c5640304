import { type Dashboard, indent, markupOf, moduleOf, type Wish } from "./snippet.ts";

/** Homepage: https://gethomepage.dev */
export const homepage: Dashboard = {
  id: "homepage",
  name: "Homepage",
  ways: [
    {
      id: "widgets",
      title: "Widgets",
      about: "Live widgets in a card, with the sign-in of whoever looks.",
      asks: "browser",
      elements: true,
      repositories: true,
      parts: (wish) => [
        { file: "custom.js", where: "custom.js in Homepage's configuration folder", text: customScript(wish) },
        { file: "services.yaml", where: "services.yaml, in a group of yours", text: card(wish) },
      ],
      notes: [
        "Homepage runs custom.js since 0.6.30. It has no policy of its own against scripts of other addresses; a proxy in front may.",
        "The id ties the two files together: another card needs another id, in both.",
      ],
    },
    {
      id: "tile",
      title: "Four figures",
      about: "Homepage's server asks and shows figures as for any service. Nobody need be signed in.",
      asks: "server",
      elements: false,
      repositories: true,
      parts: (wish) => [{ file: "services.yaml", where: "services.yaml, in a group of yours", text: tile(wish) }],
      notes: [
        "Homepage shows at most four mappings in a tile. Other fields: docs/dashboards.md.",
        '"Invalid data" means that Homepage got a sign-on page: give it an address that goes around the proxy.',
      ],
    },
    {
      id: "checks",
      title: "As Healthchecks",
      about: "Homepage's own widget for Healthchecks counts the plans that are up and down.",
      asks: "server",
      elements: false,
      repositories: true,
      parts: (wish) => [{ file: "services.yaml", where: "services.yaml, in a group of yours", text: checks(wish) }],
      notes: [],
    },
  ],
};

function customScript(wish: Wish): string {
  return `(() => {
  // The id of a service in services.yaml, and what its card shows.
  const cards = {
    borg: \`
      ${indent(markupOf(wish, "homepage", "\n"), 6)}\`,
  };
  void import("${moduleOf(wish)}");
  // Homepage makes cards anew, as when a tab is opened: look again whenever something has changed.
  const place = () => {
    for (const [id, markup] of Object.entries(cards)) {
      const card = document.getElementById(id)?.querySelector(".service-card");
      if (!card || card.querySelector("[data-borg]")) continue;
      card.insertAdjacentHTML("beforeend", \`<div data-borg>\${markup}</div>\`);
    }
  };
  new MutationObserver(place).observe(document.documentElement, { childList: true, subtree: true });
  place();
})();
`;
}

const head = (server: string) => `- Home:
    - Backups:
        href: "${server}/"
`;

function card({ server }: Wish): string {
  return `${head(server)}        id: borg
`;
}

function tile({ server, inside, token }: Wish): string {
  return `${head(server)}        widget:
          type: customapi
          url: "${inside}/api/widgets/summary"
          headers:
            Authorization: "Bearer ${token}"
          refreshInterval: 60000
          mappings:
            - field: status
              label: Status
            - field: last_success
              label: Last backup
              format: relativeDate
              style: short
              numeric: auto
            - field: failed_24h
              label: Failed in 24 h
              format: number
            - field: size_bytes
              label: Stored
              format: bytes
`;
}

function checks({ server, inside, token }: Wish): string {
  return `${head(server)}        widget:
          type: healthchecks
          url: "${inside}"
          key: "${token}"
`;
}
