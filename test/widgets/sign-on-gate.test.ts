import { expect } from "chai";
import { axeViolations, takePicture, useBrowser } from "../support/browser.ts";
import { refusals } from "../support/sign-on-gate.ts";
import { expectSoon } from "./dashboard.ts";
import { createHome, type Home, type HomeOptions, widgetPage } from "./home.ts";
import { statuses } from "./status-fixtures.ts";

const day = 24 * 3_600_000;

describe("widgets of a service behind a sign-on", () => {
  const browser = useBrowser();
  let home: Home;
  afterEach(() => home.close());

  const start = async (options?: HomeOptions) => {
    home = await createHome(browser(), options);
  };
  const says = (text: string | RegExp) => home.page.locator("borg-status .frame").getByText(text).first().waitFor();
  const gone = (text: string) => home.page.locator("borg-status .frame").getByText(text).waitFor({ state: "detached" });
  const url = (file: string) => `${home.gate.origin}/widgets/${file}`;
  const asModule = () => `<script type="module" src="${url("borgdeck.js")}"></script>`;
  const withCookies = () => `<script type="module" crossorigin="use-credentials" src="${url("borgdeck.js")}"></script>`;
  const classic = () => `<script src="${url("borgdeck.iife.js")}"></script>`;

  /** Marks the page; a reload would lose the mark. */
  const mark = () => home.page.evaluate(() => void Object.assign(globalThis, { marked: true }));
  const isMarked = () => home.page.evaluate(() => "marked" in globalThis);

  /** Ends the session while the stream goes on, and then the stream, as a proxy does after some minutes. */
  const expireInMidStream = async () => {
    await expectSoon(() => home.service.streams() === 1);
    home.gate.expire();
    home.service.send("snapshot", statuses.running());
    await says(/^Backing up/);
    home.service.cut();
  };

  /** Signed out, nothing is asked for a day; whoever signs in elsewhere and comes back sees the status as it is then. */
  const recovers = async () => {
    const before = home.gate.asked.length;
    await home.page.clock.fastForward(day);
    expect(home.gate.asked.length, "what was asked while signed out").to.equal(before);
    home.service.script.status = statuses.failed();
    await home.signIn();
    await home.comeBack();
    await says("Backup failed");
    await gone("Signed out");
    await expectSoon(() => home.service.streams() === 1);
    expect(await isMarked(), "no reload").to.equal(true);
    expect(home.gate.asked.map(({ method }) => method)).to.not.include("OPTIONS");
  };

  for (const refusal of refusals) {
    it(`say signed out and recover: ${refusal}`, async () => {
      await start();
      home.gate.script.refusal = refusal;
      await home.open(widgetPage(asModule()));
      await mark();
      await says("Signed out");
      const link = home.page.locator("borg-status").getByRole("link", { name: "Sign in" });
      expect(await link.getAttribute("href")).to.equal(`${home.gate.origin}/auth/return`);
      await recovers();
    });

    it(`keep what they know when it expires in mid-stream: ${refusal}`, async () => {
      await start();
      home.gate.script.refusal = refusal;
      await home.signIn();
      await home.open(widgetPage(asModule()));
      await mark();
      await expireInMidStream();
      await says("Signed out");
      await says(/^Backing up/);
      await says(/^As of/);
      expect(await axeViolations(home.page)).to.deep.equal([]);
      await takePicture(home.page, `sign-on-${refusal}`);
      await recovers();
    });
  }

  for (const [how, script] of Object.entries({ "a classic script": classic, "a module with cookies": withCookies })) {
    it(`come from a gated address as ${how}, tell an expired sign-on, and recover`, async () => {
      await start();
      home.gate.script.exempt = /^$/;
      if (script === withCookies) home.service.script.scriptOrigin = home.site.origin;
      await home.signIn();
      await home.open(widgetPage(script()));
      await mark();
      await says("All backed up");
      await expireInMidStream();
      await says("Signed out");
      await recovers();
    });
  }

  it("say no connection where the proxy answers for a service that is down, ask on, and recover by themselves", async () => {
    await start();
    await home.signIn();
    await home.open(widgetPage(asModule()));
    await mark();
    await says("All backed up");
    await expectSoon(() => home.service.streams() === 1);
    home.gate.script.isDown = true;
    home.service.cut();
    await says("No connection");
    await says("All backed up");
    home.gate.script.isDown = false;
    await home.page.clock.fastForward(20_000);
    await gone("No connection");
    await expectSoon(() => home.service.streams() === 1);
    expect(await isMarked()).to.equal(true);
  });

  it("name the line to add where the sign-on lets the page through and the service does not know it", async () => {
    await start();
    home.service.script.origins = [];
    await home.signIn();
    await home.open(widgetPage(asModule()));
    await says(`DASHBOARD_ORIGINS=${home.site.origin}`);
  });

  it("know an expired sign-on without a probe where service and dashboard are paths of one origin", async () => {
    await start();
    home.gate.script.exempt = /^\/(widgets|dash)\//;
    home.site.script.page = widgetPage(`<script type="module" src="/widgets/borgdeck.js"></script>`);
    for (const refusal of refusals) {
      home.gate.script.refusal = refusal;
      home.gate.asked.length = 0;
      await home.page.goto(`${home.gate.origin}/dash/`);
      await says("Signed out");
      const paths = home.gate.asked.map(({ path }) => path).filter((path) => !path.startsWith("/dash/"));
      expect([refusal, ...paths]).to.deep.equal([refusal, "/api/status"]);
    }
    await mark();
    await recovers();
  });

  it("ask for the sign-in inside a frame whose shell is public", async () => {
    await start();
    home.gate.script.exempt = /^\/($|widgets\/)/;
    home.service.script.page = widgetPage(`<script type="module" src="/widgets/borgdeck.js"></script>`);
    await home.open(
      `<!doctype html><title>Dashboard</title><iframe title="Backups" src="${home.gate.origin}/"></iframe>`,
    );
    const frame = home.page.frameLocator("iframe");
    await frame.getByRole("link", { name: "Sign in" }).waitFor();
    await home.signIn();
    await home.page.clock.fastForward(5_000);
    await home.page.frames()[1]!.evaluate(() => void dispatchEvent(new Event("focus")));
    await frame.getByText("All backed up").first().waitFor();
  });

  it("stay signed out on a page of another site, whose requests carry no cookie, and say what to change", async () => {
    await start({ dashboardHost: "dash.elsewhere.localhost" });
    await home.open(widgetPage(asModule()));
    await says("Signed out");
    await home.signIn();
    await home.comeBack();
    await expectSoon(() => home.gate.asked.filter(({ path }) => path === "/api/status").length > 1);
    await says(/two sites: a sign-in at one does not reach the other.*dash\.home\.lan/);
    expect(home.gate.asked.filter(({ path, signedIn }) => path === "/api/status" && signedIn)).to.deep.equal([]);
  });
});
