import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { startWidgetServer } from "../support/widget-server.ts";
import { bothElements, expectSoon, useDashboard } from "./dashboard.ts";
import { statuses } from "./status-fixtures.ts";

const scripts = resolve(import.meta.dirname, "../../dist/public/widgets");

describe("the scripts on a page", () => {
  const d = useDashboard();

  it("say unreachable where nothing answers at all, the client's script included", async () => {
    await d.page.route("**/borg-live.js", (route) => route.abort());
    await d.open();
    await d.says("No connection");
    await d.page.unroute("**/borg-live.js");
  });

  it("share one client and one stream, whatever scripts and copies the page has", async () => {
    const src = (name: string) => `${d.service.origin}/widgets/${name}`;
    await d.open(
      `<script src="${src("borgdeck.iife.js")}"></script>
       <script src="${src("borgdeck.iife.js?v=2")}"></script>
       <script type="module" src="${src("borgdeck.js")}"></script>
       <script type="module" src="${src("borg-status.js")}"></script>
       <script type="module" src="${src("borg-activity.js?v=3")}"></script>
       <script type="module">import(${JSON.stringify(src("borg-status.js?again"))})</script>`,
      bothElements.repeat(5),
    );
    await d.page.waitForFunction(() =>
      performance.getEntriesByType("resource").some(({ name }) => name.endsWith("?again")),
    );
    await d.says("All backed up");
    await expectSoon(() => d.service.streams() === 1);
    expect(await d.page.locator("borg-status").count()).to.equal(5);
    expect(d.asked()).to.equal(1);
    expect(d.complaints.list).to.deep.equal([]);
  });

  it("load as a classic script, as one element alone, and by import()", async () => {
    const loaders = [
      `<script src="${d.service.origin}/widgets/borg-status.iife.js"></script>`,
      `<script type="module" src="${d.service.origin}/widgets/borg-status.js"></script>`,
      `<script>import("${d.service.origin}/widgets/borg-status.js?v=1.2.3")</script>`,
    ];
    for (const loader of loaders) {
      await d.open(loader, "<borg-status></borg-status>");
      await d.says("All backed up");
    }
  });

  it("survive being taken out and put back", async () => {
    await d.open();
    await d.says("All backed up");
    await expectSoon(() => d.service.streams() === 1);
    const asked = d.asked();
    await d.page.evaluate(() => {
      for (const element of document.querySelectorAll("borg-status, borg-activity")) {
        const parent = element.parentElement!;
        element.remove();
        parent.append(element);
      }
    });
    d.service.send("snapshot", statuses.failed());
    await d.says("Backup failed");
    expect(d.asked()).to.equal(asked);
  });

  it("follow another service when told so", async () => {
    const other = await startWidgetServer();
    other.script.status = statuses.paused();
    other.script.origins = [d.origin];
    try {
      await d.open();
      await d.says("All backed up");
      await d.page.evaluate(
        (server) => document.querySelector("borg-status")!.setAttribute("server", server),
        `${other.origin}/`,
      );
      await d.says("Backups paused");
    } finally {
      await other.close();
    }
  });

  it("ask for the service's address where the script was copied elsewhere", async () => {
    await d.page.route("**/local/borg-status.js", (route) =>
      route.fulfill({
        contentType: "text/javascript",
        body: readFileSync(join(scripts, "borg-status.iife.js"), "utf8"),
      }),
    );
    await d.open(`<script src="/local/borg-status.js"></script>`, "<borg-status></borg-status>");
    await d.says("Not set up for this page");
    await d.says('<borg-status server="https://borg.example.com">');
    await d.page.evaluate(
      (server) => document.querySelector("borg-status")!.setAttribute("server", server),
      d.service.origin,
    );
    await d.says("All backed up");
  });
});
