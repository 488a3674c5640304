import type { Dashboard, Wish } from "./snippet.ts";

/** Homarr: https://homarr.dev */
export const homarr: Dashboard = {
  id: "homarr",
  name: "Homarr",
  ways: [
    {
      id: "custom-widget",
      title: "A custom widget",
      about: "Homarr's server asks and shows the figures in its own style. Nobody need be signed in.",
      asks: "server",
      elements: false,
      repositories: true,
      parts: (wish) => [
        { file: "borgdeck.json", where: "a new custom widget in Homarr's management, as JSON", text: definition(wish) },
        { file: "token.txt", where: "the credential of its source (bearer)", text: `${wish.token}\n` },
      ],
      notes: [
        "Homarr keeps the token apart from the widget, so that the widget can be shared.",
        "networkScope says where the address is: private for a home network, loopback for Homarr's own host, public for the internet.",
      ],
    },
    {
      id: "frames",
      title: "Frames",
      about: "Live widgets in Homarr's iFrame widget, with the sign-in of whoever looks.",
      asks: "browser",
      elements: true,
      repositories: true,
      parts: (wish) => [{ file: "addresses.txt", where: "an iFrame widget each, as its address", text: frames(wish) }],
      notes: [
        "Say theme=light where Homarr is light.",
        "A sign-on proxy in front of Borgdeck must let /widgets/ through.",
      ],
    },
  ],
};

/** Read of the summary as Homarr holds it. */
const template = `<Stack gap="xs" p="sm">
  {status.summary?.loading && <Skeleton height={64} radius="md" />}
  {status.summary?.ok === false && <Alert color="red" title="No word from Borgdeck">{status.summary.error}</Alert>}
  {data.summary && (
    <Stack gap="xs">
      <Group justify="space-between"><Text fw={600}>Backups</Text><Badge color={data.summary.status === "ok" ? "green" : data.summary.status === "running" ? "blue" : data.summary.status === "warning" ? "orange" : data.summary.status === "failed" || data.summary.status === "late" || data.summary.status === "suspicious" ? "red" : "gray"}>{data.summary.status}</Badge></Group>
      {data.summary.problem && <Text size="sm">{data.summary.problem}</Text>}
      {(data.summary.repos ?? []).map((repo) => (
        <Group key={repo.id} justify="space-between"><Text size="sm">{repo.name}</Text><Text size="sm" c="dimmed">{repo.status}</Text></Group>
      ))}
    </Stack>
  )}
</Stack>`;

function definition({ inside }: Wish): string {
  const widget = {
    $schema: "homarr-custom-widget-v2",
    name: "Borgdeck",
    description: "How the backups stand.",
    sources: { default: { name: "Borgdeck", baseUrl: inside, networkScope: "private", auth: "bearer" } },
    requests: { summary: { path: "/api/widgets/summary" } },
    options: {},
    template,
  };
  return `${JSON.stringify(widget, null, 2)}\n`;
}

function frames({ server, elements, repositoryIds }: Wish): string {
  const repo = repositoryIds.length === 0 ? "" : `&repo=${repositoryIds.join(",")}`;
  return elements
    .map((tag) => `${server}/widgets/embed?widget=${tag.replace("borg-", "")}&theme=dark${repo}\n`)
    .join("");
}
