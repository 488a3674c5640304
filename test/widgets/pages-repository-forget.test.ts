import { expect } from "chai";
import { repository, repositoryId } from "./pages-fixtures.ts";
import { usePages, writes } from "./pages-stage.ts";
import { scriptRepository } from "./repository-fixtures.ts";

describe("pages: forgetting a repository", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptRepository(stage.server);
  });

  it("happens only while it is unused and after asking, by the revision that was seen", async () => {
    const { page, server } = stage;
    const settings = `/repositories/${repositoryId}/settings`;
    const forget = page.getByRole("button", { name: "Forget", exact: true });
    await stage.open(settings);
    await forget.waitFor();
    expect(await forget.isDisabled()).to.equal(true);
    server.on("GET /api/plans", { body: { items: [], next: null } });
    server.on(`GET /api/repositories/${repositoryId}`, { body: repository({ revision: 7 }) });
    server.on(`DELETE /api/repositories/${repositoryId}`, {});
    await stage.open(settings);
    await page.getByLabel("Name", { exact: true }).fill("Typed in vain");
    await forget.click();
    await page.getByRole("button", { name: "Forget it" }).click();
    await page.waitForURL("**/repositories");
    expect(writes(stage)).to.deep.equal([`DELETE /api/repositories/${repositoryId}`]);
    expect(server.requests.find(({ method }) => method === "DELETE")?.headers["if-match"]).to.equal('"7"');
  });
});
