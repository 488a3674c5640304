import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { useBrowser } from "../support/browser.ts";
import { problem } from "../support/pages-server.ts";
import { longWord, type Scene, testLooks } from "./look-check.ts";
import { token } from "./pages-account-fixtures.ts";
import { repository } from "./pages-fixtures.ts";
import { sent, usePages, writes } from "./pages-stage.ts";

const secret = `bdk_tttttttt_${"a1B2c3D4".repeat(6)}`;
const addresses = { publicBaseUrl: "https://borg.example.com", dashboardOrigins: ["https://old.example.com"] };

describe("pages: snippets for dashboards", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    const { server } = stage;
    server.on("GET /api/dashboards", { body: addresses });
    const items = [repository(), repository({ id: "otherone", name: longWord })];
    server.on("GET /api/repositories", { body: { items, next: null } });
    server.on("POST /api/account/tokens", { status: 201, body: { token: token(), secret } });
  });

  const snippet = (name: string) => stage.page.getByLabel(name, { exact: true }).textContent();

  it("are found from everywhere, and hold what was chosen, with the service's own address", async () => {
    const { page } = stage;
    await stage.open("/");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Dashboards" }).click();
    await page.getByRole("heading", { level: 1, name: "Dashboards" }).waitFor();
    await page.getByLabel("Dashboard", { exact: true }).selectOption("Glance");
    expect(await snippet("document.yml")).to.include('src="https://borg.example.com/widgets/borgdeck.iife.js"');
    await page.getByLabel("Activity").uncheck();
    await page.getByLabel("Only some").check();
    await page.getByText("Choose at least one.").waitFor();
    expect(await page.locator("pre").count(), "nothing to copy that would not work").to.equal(0);
    await page.getByLabel(longWord).check();
    expect(await snippet("page.yml")).to.equal(
      '- type: html\n  source: |\n    <borg-status server="https://borg.example.com" adapter="glance" repo="otherone"></borg-status>\n',
    );
  });

  it("come with the line that the service lacks, and with what stands in the way", async () => {
    const { page } = stage;
    await stage.open("/dashboards");
    const address = page.getByLabel("Address of Homepage");
    await address.fill("dash");
    await page.getByText("That is no address of a page. Begin with https:// or http://").waitFor();
    await address.fill("https://dash.example.com/#/home");
    expect(await snippet("DASHBOARD_ORIGINS")).to.equal(
      "DASHBOARD_ORIGINS=https://old.example.com,https://dash.example.com",
    );
    expect(await page.locator(".notice-warn").count()).to.equal(0);
    await address.fill("https://old.example.com");
    await page.getByText("DASHBOARD_ORIGINS names it already.").waitFor();
    await address.fill("http://dash.lan");
    await page.getByText("Browsers send no sign-in between these two.").waitFor();
  });

  it("hold a token made for those repositories, which is shown once", async () => {
    const { page } = stage;
    await stage.open("/dashboards");
    await page.getByLabel("Four figures").check();
    await page.getByLabel("Only some").check();
    await page.getByLabel(longWord).check();
    await page.getByLabel("Borgdeck's address, as Homepage reaches it").fill("http://borgdeck:8081/");
    expect(await snippet("services.yaml")).to.include('Authorization: "Bearer YOUR_TOKEN"');
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.getByText("It stands in the snippet.", { exact: false }).first().waitFor();
    expect(sent(stage, "/api/account/tokens")).to.deep.equal({
      name: "Homepage",
      scopes: ["status"],
      repositoryIds: ["otherone"],
      expiresInDays: 365,
    });
    const text = await snippet("services.yaml");
    expect(text).to.include(`Authorization: "Bearer ${secret}"`);
    expect(text).to.include('url: "http://borgdeck:8081/api/widgets/summary"');
    await page.getByLabel("All that you see").check();
    await page.getByText("was made for other repositories").waitFor();
    await page.getByLabel("Dashboard", { exact: true }).selectOption("Dashy");
    await page.getByLabel("As Healthchecks").check();
    expect(await snippet("conf.yml"), "each dashboard has its own").to.not.include(secret);
    expect(writes(stage)).to.deep.equal(["POST /api/account/tokens"]);
  });

  it("hold cards for Home Assistant, from sensors that ask and from devices that are told", async () => {
    const { page } = stage;
    await stage.open("/dashboards");
    await page.getByLabel("Dashboard", { exact: true }).selectOption("Home Assistant");
    expect(await snippet("borgdeck.yaml")).to.include('resource: "https://borg.example.com/api/widgets/summary"');
    expect(await snippet("cards.yaml"))
      .to.include("entity: sensor.borgdeck")
      .and.not.include("borg-repository-card");
    await page.getByLabel("Devices that are told (MQTT)").check();
    await page.getByLabel("Only some").check();
    await page.getByLabel(longWord).check();
    expect(await snippet("cards.yaml")).to.include(`entity: binary_sensor.${longWord.toLowerCase()}_problem`);
    expect(await page.getByRole("button", { name: "Make the token" }).count(), "nobody asks").to.equal(0);
    await page.getByRole("link", { name: "Settings, MQTT" }).click();
    await page.waitForURL("**/settings/mqtt");
  });

  it("hold badges, with a token that shows pictures and nothing else", async () => {
    const { page } = stage;
    await stage.open("/dashboards");
    await page.getByLabel("Dashboard", { exact: true }).selectOption("A README or a wiki (badges)");
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.getByText("It stands in the snippet.", { exact: false }).first().waitFor();
    expect(sent(stage, "/api/account/tokens")).to.deep.include({ scopes: ["badge"], repositoryIds: null });
    const address = `https://borg.example.com/api/widgets/badge.svg?token=${secret}`;
    expect(await snippet("badges.md")).to.equal(`[![Backups](${address})](https://borg.example.com/)\n`);
    await page.getByLabel("HTML").check();
    expect(await snippet("badges.html")).to.include(`<img src="${address}" alt="Backups"`);
  });

  it("say why there is no token", async () => {
    const { page, server } = stage;
    server.on("POST /api/account/tokens", problem(409, "conflict", "You have as many tokens as anybody may."));
    await stage.open("/dashboards");
    await page.getByLabel("Four figures").check();
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.getByText("You have as many tokens as anybody may.").waitFor();
    expect(await snippet("services.yaml")).to.include("YOUR_TOKEN");
  });

  it("are copied as they stand", async () => {
    await stage.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await stage.open("/dashboards");
    await stage.page.getByRole("button", { name: "Copy: custom.js" }).click();
    await stage.page.getByText("Copied").waitFor();
    expect(await stage.page.evaluate(() => navigator.clipboard.readText())).to.equal(await snippet("custom.js"));
  });

  const scenes: Record<string, Scene> = {
    dashboards: {
      path: "/dashboards",
      act: async (page) => {
        await page.getByLabel("Only some").check();
        await page.getByLabel(longWord).check();
        await page.getByLabel("Address of Homepage").fill("http://dash.lan");
      },
    },
    "dashboards-token": {
      path: "/dashboards",
      act: async (page) => {
        await page.getByLabel("Dashboard", { exact: true }).selectOption("Home Assistant");
        await page.getByRole("button", { name: "Make the token" }).click();
        await page.getByText("Make another token").waitFor();
      },
    },
  };
  testLooks(stage, scenes);
});

describe("Homepage's custom.js", () => {
  const script = readFileSync(resolve(import.meta.dirname, "../../examples/homepage/widgets/custom.js"), "utf8");
  const browser = useBrowser();

  it("puts the elements into the card of its id, again when Homepage makes that anew, and never twice", async () => {
    const page = await browser().newPage();
    await page.route("**/*", (route) =>
      route.request().url().startsWith("https://borg.example.com/")
        ? route.fulfill({ contentType: "text/javascript", headers: { "access-control-allow-origin": "*" }, body: "" })
        : route.fulfill({ contentType: "text/html", body: '<ul id="services"></ul>' }),
    );
    await page.goto("https://dash.example.com/");
    await page.addScriptTag({ content: script });
    const shown = page.locator("#borg .service-card borg-status");
    for (let time = 0; time < 2; time += 1) {
      await page.evaluate(() => {
        const list = document.querySelector("#services");
        if (list) list.innerHTML = '<li id="borg"><div class="service-card">Backups</div></li><li id="other"></li>';
      });
      await shown.waitFor({ state: "attached" });
      await page.evaluate(() => document.querySelector("#other")?.append("changed"));
      expect(await page.locator("borg-status").count()).to.equal(1);
      expect(await shown.getAttribute("server")).to.equal("https://borg.example.com");
    }
    await page.close();
  });
});
