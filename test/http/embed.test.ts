import { createHash } from "node:crypto";
import { expect } from "chai";
import { startApp, type TestApp } from "../support/http-app.ts";

describe("/widgets/embed", () => {
  let app: TestApp;
  before(async () => {
    const dashboardOrigins = ["https://dash.example", "http://192.168.0.7:3000"];
    app = await startApp({ config: { dashboardOrigins, basePath: "/borg" } });
  });
  after(() => app.close());

  const embed = (query = "", headers = {}) => app.get(`/borg/widgets/embed${query}`, { headers });

  it("is the same for everybody under every name, and holds no data", async () => {
    const framed = {
      host: "any.example",
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "iframe",
    };
    const { status, headers, text } = await embed("?widget=status", framed);
    expect([status, headers["content-type"]]).to.deep.equal([200, "text/html; charset=utf-8"]);
    expect(headers).to.not.have.property("set-cookie");
    expect(text).to.equal((await app.get("/borg/widgets/embed?widget=status", { as: "admin" })).text);
    expect(text).to.contain('<script type="module" src="/borg/widgets/embed.js"></script>');
  });

  it("may be framed by the dashboards that are named, and by nobody else", async () => {
    const policy = String((await embed()).headers["content-security-policy"]);
    expect(policy).to.match(/frame-ancestors 'self' https:\/\/dash\.example http:\/\/192\.168\.0\.7:3000$/);
    expect((await embed()).headers).to.not.have.property("x-frame-options");
    const alone = await startApp();
    const { headers } = await alone.get("/widgets/embed");
    await alone.close();
    expect(headers["content-security-policy"]).to.match(/frame-ancestors 'self'$/);
  });

  it("runs only the service's own scripts, and knows its one style by its hash", async () => {
    const { headers, text } = await embed();
    const style = /<style>(.*?)<\/style>/.exec(text)?.[1] ?? "";
    const policy = String(headers["content-security-policy"]);
    expect(policy).to.contain("default-src 'none'; script-src 'self';").and.not.contain("unsafe");
    expect(policy).to.contain(`'sha256-${createHash("sha256").update(style).digest("base64")}'`);
    expect(text.match(/<script/g)).to.have.length(1);
    expect(text).to.not.match(/ on\w+=| style=/);
  });

  it("has its colours before any script", async () => {
    const scheme = async (query: string) =>
      /name="color-scheme" content="([^"]*)"/.exec((await embed(query)).text)?.[1];
    expect([await scheme("?theme=dark"), await scheme("?theme=light"), await scheme("")]).to.deep.equal([
      "dark",
      "light",
      "light dark",
    ]);
    expect((await embed("?transparent=1")).text).to.contain('class="transparent"');
    expect((await embed("?transparent=0")).text).to.not.contain('class="transparent"');
  });

  it("puts nothing of the address into the page but what it knows", async () => {
    const plain = (await embed()).text;
    for (const value of ['"><script>alert(1)</script>', "nonesuch", "dark;", ""]) {
      const text = encodeURIComponent(value);
      expect((await embed(`?widget=${text}&theme=${text}&lang=${text}&x=${text}`)).text, value).to.equal(plain);
    }
    expect((await embed("?lang=de-AT")).text).to.contain('<html lang="de-AT">');
  });

  it("is not sent again while it is the same", async () => {
    const { headers } = await embed();
    expect(headers["cache-control"]).to.equal("no-cache");
    expect((await embed("", { "if-none-match": headers.etag })).status).to.equal(304);
  });
});
