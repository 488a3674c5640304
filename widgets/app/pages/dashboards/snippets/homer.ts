import { classicOf, type Dashboard, markupOf, type Wish } from "./snippet.ts";

/** Homer: https://github.com/bastienwirtz/homer */
export const homer: Dashboard = {
  id: "homer",
  name: "Homer",
  ways: [
    {
      id: "message",
      title: "A message",
      about:
        "How everything stands, above the services. Homer and Borgdeck must have one address, as with BASE_PATH=/borg.",
      asks: "same-origin",
      elements: false,
      repositories: true,
      parts: (wish) => [{ file: "config.yml", where: "config.yml, at its top level", text: message(wish) }],
      notes: [
        "Homer asks without a sign-in to another origin: there it shows nothing. Choose another way where the two have different names.",
      ],
    },
    {
      id: "checks",
      title: "As Healthchecks",
      about: "A card that counts the plans that are up and down. The browser asks, with a token.",
      asks: "key",
      elements: false,
      repositories: true,
      parts: (wish) => [{ file: "config.yml", where: "config.yml, among the items of a service", text: checks(wish) }],
      notes: ["A sign-on proxy in front of Borgdeck must let /api/v1/checks/ through."],
    },
    {
      id: "widgets",
      title: "Widgets",
      about:
        "Live widgets at the foot, with the sign-in of whoever looks. Homer loads no scripts: the proxy in front of it adds ours.",
      asks: "browser",
      elements: true,
      repositories: true,
      parts: (wish) => [
        { file: "config.yml", where: "config.yml, at its top level", text: footer(wish) },
        { file: "nginx.conf", where: "the location of Homer in nginx", text: filter(wish) },
      ],
      notes: [],
    },
  ],
};

function message({ server, repositoryIds }: Wish): string {
  const query = repositoryIds.length === 0 ? "" : `?repo=${repositoryIds.join(",")}`;
  return `message:
  url: "${server}/api/widgets/homer-message${query}"
  refreshInterval: 60000
`;
}

function checks({ server, token }: Wish): string {
  return `- name: "Backups"
  type: "Healthchecks"
  url: "${server}"
  apikey: "${token}"
`;
}

function footer(wish: Wish): string {
  return `footer: '${markupOf(wish, "homer")}'
`;
}

function filter(wish: Wish): string {
  return `proxy_set_header Accept-Encoding "";
sub_filter '</head>' '<script src="${classicOf(wish)}" defer></script></head>';
sub_filter_once on;
`;
}
