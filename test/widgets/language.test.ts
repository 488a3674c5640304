import { resolve } from "node:path";
import { expect } from "chai";
import type { Locator } from "playwright-core";
import { expectSoon, useDashboard } from "./dashboard.ts";
import { repository, statuses, statusOf } from "./status-fixtures.ts";

describe("an element on somebody's page", () => {
  const d = useDashboard();
  let asked: string[];
  let status: Locator;

  beforeEach(async () => {
    asked = [];
    d.page.on("request", (request) => {
      if (request.url().includes("/widgets/languages/")) asked.push(new URL(request.url()).pathname);
    });
    status = d.page.locator("borg-status");
  });

  const module = () => `<script type="module" src="${d.service.origin}/widgets/borgdeck.js"></script>`;
  const classic = () => `<script src="${d.service.origin}/widgets/borgdeck.iife.js"></script>`;
  const open = (lang: string, body: string, script = module(), styles = "") =>
    d.openPage(`<!doctype html><html lang="${lang}"><title>Dashboard</title>
      <style>${styles}</style><body>${body}${script}</body></html>`);

  for (const [kind, script] of Object.entries({ module, classic })) {
    it(`speaks German on a German page, with German figures and dates (${kind} script)`, async () => {
      const name = repository({ archivesCount: 12_345, sizeBytes: 1_230_000_000 });
      d.service.script.status = { ...statusOf(statuses.ok().plans), repositories: [name] };
      await open("de-AT", "<borg-status></borg-status><borg-repositories></borg-repositories>", script());
      await d.says("Alles gesichert");
      await d.says(/Letzte Sicherung: vor 12 Minuten/);
      const frame = d.page.locator("borg-repositories .frame");
      await frame.getByText(/1,23.GB/).waitFor();
      await frame.getByText(/12[.\u00a0]345/).waitFor();
      const [title, date] = await status
        .locator("time")
        .first()
        .evaluate((time) => [
          (time as HTMLElement).title,
          new Intl.DateTimeFormat("de-AT", { dateStyle: "medium", timeStyle: "long" }).format(
            Date.parse((time as HTMLTimeElement).dateTime),
          ),
        ]);
      expect(title).to.equal(date);
      expect(await status.locator(".root").getAttribute("lang")).to.equal("de-AT");
      expect(d.complaints.list).to.deep.equal([]);
    });

    it(`loads its language once for any number of elements (${kind} script)`, async () => {
      await open("de", "<borg-status></borg-status><borg-schedule></borg-schedule>".repeat(4), script());
      for (const one of await status.all()) await one.getByText("Alles gesichert").waitFor();
      expect(asked).to.deep.equal(["/widgets/languages/de.js"]);
    });

    it(`keeps its skeleton until its language has come (${kind} script)`, async () => {
      let arrive = () => {};
      const arrival = new Promise<void>((done) => {
        arrive = done;
      });
      await d.page.route("**/languages/de.js", async (route) => {
        await arrival;
        await route.continue();
      });
      const opened = open("de", "<borg-status></borg-status>", script());
      await expectSoon(() => d.service.streams() === 1 && asked.length === 1);
      expect(await status.locator(".bone").count()).to.be.greaterThan(0);
      expect(await status.getByText("All backed up").count()).to.equal(0);
      expect(await status.locator(".root").getAttribute("aria-busy")).to.equal("true");
      arrive();
      await opened;
      await d.says("Alles gesichert");
      expect(await status.locator(".root").getAttribute("aria-busy")).to.equal("false");
    });
  }

  it("loads its language once for several scripts too", async () => {
    const one = (tag: string) => `<script src="${d.service.origin}/widgets/${tag}.iife.js"></script>`;
    const body = "<borg-status></borg-status><borg-schedule></borg-schedule>";
    await open("de", body, module() + one("borg-status") + one("borg-schedule"));
    await d.says("Alles gesichert");
    await d.page.locator("borg-schedule .frame").getByText("Zeitplan").waitFor();
    expect(asked).to.deep.equal(["/widgets/languages/de.js"]);
  });

  it("is English where its language cannot be had, figures and dates too", async () => {
    await d.page.route("**/languages/de.js", (route) => route.abort());
    await open("de", "<borg-status></borg-status>");
    await d.says("All backed up");
    await d.says(/Last backup: 12 minutes ago/);
    expect(await status.locator(".root").getAttribute("lang")).to.equal("en");
  });

  it("takes no language, which is code, from the server that an element names", async () => {
    const built = resolve(import.meta.dirname, "../../dist/public/widgets/borgdeck.iife.js");
    await d.page.route("**/copied/*", (route) => route.fulfill({ contentType: "text/javascript", path: built }));
    await open(
      "de",
      `<borg-status server="${d.service.origin}"></borg-status>`,
      `<script src="/copied/b.js"></script>`,
    );
    await d.says("All backed up");
    expect(asked).to.deep.equal([]);
  });

  it("asks for no language on an English page, nor for one that there is not", async () => {
    for (const lang of ["en-GB", "tlh", "not a language"]) {
      await open(lang, "<borg-status></borg-status>");
      await d.says("All backed up");
    }
    expect(asked).to.deep.equal([]);
  });

  it("follows a lang attribute that changes", async () => {
    await open("en", `<borg-status lang="de"></borg-status>`);
    await d.says("Alles gesichert");
    await status.evaluate((element) => element.removeAttribute("lang"));
    await d.says("All backed up");
    await status.evaluate((element) => element.setAttribute("lang", "de"));
    await d.says("Alles gesichert");
    expect(asked).to.have.length(1);
  });

  it("takes the colours of the host that it names, and none where it is told so", async () => {
    const hosts = {
      ha: ["--primary-text-color", "rgb(1, 2, 3)", "--card-background-color", "rgb(201, 202, 203)"],
      dashy: ["--widget-text-color", "rgb(4, 5, 6)", "--widget-background-color", "rgb(204, 205, 206)"],
      glance: ["--color-text-base", "rgb(7, 8, 9)", "--color-widget-background", "rgb(207, 208, 209)"],
      homer: ["--text", "rgb(10, 11, 12)", "--card-background", "rgb(210, 211, 212)"],
    };
    const named = Object.entries(hosts);
    const rules = named.map(([, [text, color, surface, background]]) => `${text}:${color};${surface}:${background};`);
    const body = [...named.map(([host]) => host), "none"].map(
      (host) => `<borg-status adapter="${host}"></borg-status>`,
    );
    await open("en", body.join(""), module(), `:root { ${rules.join("")} } body { color: rgb(99, 98, 97); }`);
    await d.says("All backed up");
    const painted = (host: string, color: string, background: string) =>
      d.page.waitForFunction(
        ([name, ...expected]) => {
          const root = document.querySelector(`borg-status[adapter="${name}"]`)?.shadowRoot?.querySelector(".root");
          const style = root && getComputedStyle(root);
          return style?.color === expected[0] && style?.backgroundColor === expected[1];
        },
        [host, color, background] as const,
      );
    for (const [host, [, color, , background]] of named) await painted(host, color!, background!);
    await painted("none", "rgb(99, 98, 97)", "rgba(0, 0, 0, 0)");
    await status.first().evaluate((element) => element.setAttribute("adapter", "none"));
    await painted("none", "rgb(99, 98, 97)", "rgba(0, 0, 0, 0)");
  });

  it("shows nothing, and takes no room, in the states that it is to be hidden in", async () => {
    await open("en", `<borg-status hide-when="ok"></borg-status>`);
    await status.locator(".root[aria-busy=false]").waitFor({ state: "attached" });
    expect(await status.locator(".frame").count()).to.equal(0);
    expect(await status.evaluate((element) => element.getBoundingClientRect().height)).to.equal(0);
    await expectSoon(() => d.service.streams() === 1);
    d.service.send("snapshot", statuses.failed());
    await d.says("Backup failed");
    d.service.send("snapshot", statuses.ok());
    await status.locator(".frame").waitFor({ state: "detached" });
  });

  it("opens its links where it is told to", async () => {
    d.service.script.status = statuses.failed();
    await open("en", `<borg-status link-target="_top"></borg-status>`);
    await d.says("Backup failed");
    const targets = () => status.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("target")));
    expect(await targets()).to.include("_top");
    expect(new Set(await targets()).size).to.equal(1);
    await status.evaluate((element) => element.removeAttribute("link-target"));
    await status.locator("a[target]").first().waitFor({ state: "detached" });
    expect(new Set(await targets())).to.deep.equal(new Set([null]));
  });
});
