// The frame as a dashboard of another origin shows it, from the real service.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { axeViolations, launchBrowser, openPage, takePicture } from "../support/browser.ts";
import { eventually, startService, type TestService } from "../support/service.ts";

const heights = "window.heights";

describe("/widgets/embed in a dashboard", function () {
  this.timeout(60_000);
  let browser: Browser;
  let dashboard: Server;
  let origin: string;
  let open: TestService;
  let closed: TestService;
  let html = "";

  before(async () => {
    dashboard = createServer((_request, response) => response.setHeader("content-type", "text/html").end(html));
    await new Promise<void>((done) => dashboard.listen(0, "127.0.0.1", done));
    origin = `http://localhost:${(dashboard.address() as AddressInfo).port}`;
    const env = { DASHBOARD_ORIGINS: origin };
    [browser, open, closed] = await Promise.all([
      launchBrowser(),
      startService({ env: { ...env, ALLOW_INSECURE_NO_AUTH: "true" }, initialPassword: null }),
      startService({ env }),
    ]);
  });
  after(async () => {
    await browser.close();
    dashboard.close();
    await Promise.all([open.remove(), closed.remove()]);
  });

  const show = async (address: string, scheme = "light") => {
    html = `<!doctype html><html lang="en"><title>Dashboard</title><meta name="color-scheme" content="${scheme}">
      <body style="background:${scheme === "dark" ? "#204" : "#fe9"}">
      <script>${heights}=[];addEventListener("message",(e)=>e.data?.type==="borg-widget:resize"&&${heights}.push([e.origin,e.data.height]))</script>
      <iframe title="Backups" src="${address}" style="width:320px;height:300px;border:0"></iframe>`;
    const { page, context, complaints } = await openPage(browser, { viewport: { width: 400, height: 400 } });
    await page.goto(origin);
    return { page, context, complaints, frame: page.frameLocator("iframe") };
  };
  const heard = (page: Page) => page.evaluate<[string, number][]>(heights);

  it("shows the element and tells its height", async () => {
    const { page, context, frame, complaints } = await show(`${open.url}/widgets/embed?widget=status&heading=Mine`);
    await frame.getByText("No backups set up").waitFor();
    expect(await frame.locator(".heading").textContent()).to.equal("Mine");
    const height = await frame.locator("body").evaluate((body) => Math.ceil(body.getBoundingClientRect().height));
    expect(height).to.be.above(20);
    await eventually(
      () => heard(page),
      (all) => all.at(-1)?.[1] === height,
    );
    expect((await heard(page)).at(-1)).to.deep.equal([open.url, height]);
    expect(complaints.list).to.deep.equal([]);
    expect(await axeViolations(page)).to.deep.equal([]);
    await context.close();
  });

  it("lets the dashboard be seen through it where that is asked for, in light and dark", async () => {
    for (const scheme of ["light", "dark"]) {
      const { page, context, frame } = await show(
        `${open.url}/widgets/embed?widget=status&theme=${scheme}&transparent=1`,
        scheme,
      );
      await frame.getByText("No backups set up").waitFor();
      await takePicture(page, `embed-transparent-${scheme}`);
      const colours = await frame
        .locator("borg-status")
        .evaluate((element) => [
          getComputedStyle(document.documentElement).backgroundColor,
          element.getAttribute("theme"),
          getComputedStyle(document.documentElement).color,
        ]);
      expect(colours).to.deep.equal([
        "rgba(0, 0, 0, 0)",
        "auto",
        scheme === "dark" ? "rgb(255, 255, 255)" : "rgb(0, 0, 0)",
      ]);
      await context.close();
    }
  });

  it("asks to sign in where nobody is, in a tab of its own", async () => {
    const { page, context, frame } = await show(`${closed.url}/widgets/embed?widget=status&theme=dark`);
    const link = frame.getByRole("link", { name: /sign in/i });
    await link.waitFor();
    const grounds = await frame.locator("borg-status").evaluate((element) => {
      const root = element.shadowRoot!.querySelector("[part=root]")!;
      return [root, document.documentElement].map((each) => getComputedStyle(each).backgroundColor);
    });
    expect(grounds[1], "one colour below the element, too").to.equal(grounds[0]);
    expect(await link.getAttribute("target")).to.equal("_blank");
    await takePicture(page, "embed-signed-out");
    await context.close();
  });

  it("opens pages in a tab of their own, takes no other service, and says what is no widget", async () => {
    const first = await show(`${open.url}/widgets/embed?widget=status&server=https://evil.example&onclick=x`);
    const element = first.frame.locator("borg-status");
    await first.frame.getByText("No backups set up").waitFor();
    expect(await element.evaluate((one) => one.getAttributeNames()))
      .to.include("link-target")
      .and.not.include.members(["server"]);
    expect(await element.evaluate((one) => one.getAttribute("onclick"))).to.equal(null);
    await first.context.close();
    for (const widget of ["nonesuch", "../app/app"]) {
      const { context, frame } = await show(`${open.url}/widgets/embed?widget=${encodeURIComponent(widget)}`);
      await frame.getByRole("alert").getByText(`There is no widget called “${widget}”`).waitFor();
      await context.close();
    }
  });
});
