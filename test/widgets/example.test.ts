import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { axeViolations, takePicture } from "../support/browser.ts";
import { expectSoon, useDashboard } from "./dashboard.ts";
import { statuses } from "./status-fixtures.ts";

const example = readFileSync(resolve(import.meta.dirname, "../../examples/plain-html/index.html"), "utf8");

describe("examples/plain-html", () => {
  const d = useDashboard();

  /** The file as it is, but for the address. */
  const page = () => example.replaceAll("http://localhost:8081", d.service.origin);

  for (const colorScheme of ["light", "dark"] as const) {
    it(`shows the backup, moving while it runs (${colorScheme})`, async () => {
      await d.page.emulateMedia({ colorScheme });
      d.service.script.status = statuses.running();
      await d.openPage(page());
      await d.says("Backing up");
      await d.activitySays("12,345 files");
      await expectSoon(() => d.service.streams() === 1);
      await takePicture(d.page, `example-${colorScheme}`);
      expect(await axeViolations(d.page)).to.deep.equal([]);
      d.service.send("snapshot", statuses.ok());
      await d.says("All backed up");
      expect(d.complaints.list).to.deep.equal([]);
    });
  }

  it("leads to Borgdeck where the script cannot be loaded", async () => {
    await d.page.route("**/widgets/*.js", (route) => route.abort());
    await d.openPage(page());
    const link = d.page.getByRole("link", { name: "open Borgdeck" });
    expect(await link.getAttribute("href")).to.equal(`${d.service.origin}/`);
    expect(await link.isVisible()).to.equal(true);
  });
});
