import { inspect } from "node:util";
import { expect } from "chai";
import type { StatusHeader } from "../../schemas/status.ts";
import { startApp, type TestApp } from "../support/http-app.ts";
import { type IdentityApp, startIdentityApp } from "../support/identity-app.ts";

const title = (svg: string) => /<title>(.*?)<\/title>/.exec(svg)?.[1];
const sizeOf = (svg: string) => /^<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg)?.slice(1).join("x");

describe("badges", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  const badge = (query = "", as: string | null = "vera", headers = {}) =>
    app.get(`/api/widgets/badge.svg${query}`, { ...(as === null ? {} : { as }), headers });

  it("tell the state of everything, or of one repository, by a word and an alternative text", async () => {
    const { status, headers, text } = await badge();
    expect([status, headers["content-type"], headers["cache-control"]]).to.deep.equal([
      200,
      "image/svg+xml",
      "private, no-cache",
    ]);
    expect(title(text)).to.equal("backups: OK");
    expect(text).to.match(/^<svg [^>]*role="img" aria-label="backups: OK"/);
    expect(title((await badge("?repo=repohome")).text)).to.equal("repohome: OK");
    expect(title((await app.get("/api/widgets/badge/repohome.svg", { as: "vera" })).text)).to.equal("repohome: OK");
  });

  it("show each state by another shape and colour, and are as large whatever they say", async () => {
    const verdicts: StatusHeader["verdict"][] = [
      "ok",
      "running",
      "warning",
      "failed",
      "late",
      "suspicious",
      "never",
      "paused",
      "empty",
    ];
    const pictures = [];
    for (const verdict of verdicts) {
      app.stored.status = { verdict };
      pictures.push((await badge()).text);
    }
    const unknown = (await badge("", null)).text;
    const shapes = [...pictures.filter((_, at) => verdicts[at] !== "empty"), unknown];
    expect(new Set(shapes.map((text) => /<path [^>]*d="([^"]*)"/.exec(text)?.[1])).size).to.equal(shapes.length);
    expect(new Set([...pictures, unknown].map(sizeOf)).size, "nothing can be measured").to.equal(1);
  });

  it("do not call a service well that cannot do its work", async () => {
    app.stored.status = { verdict: "ok", fault: { code: "store-read-only", detail: "d" } };
    expect(title((await badge()).text)).to.equal("backups: warning");
    app.stored.status = { verdict: "late", fault: { code: "store-read-only", detail: "d" } };
    expect(title((await badge()).text)).to.equal("backups: late");
  });

  it("are pictures also where something is wrong: grey, with the reason beside them", async () => {
    for (const [path, as, code] of [
      ["/api/widgets/badge.svg", null, "not-signed-in"],
      ["/api/widgets/badge.svg?repo=repowork", "vera", "not-found"],
      ["/api/widgets/badge/repowork.svg", "vera", "not-found"],
      ["/api/widgets/badge.svg?repo=a&repo=b", "vera", "invalid-input"],
      ["/api/widgets/badge.svg?token=a&token=b", "vera", "invalid-request"],
      ["/api/widgets/badge.svg?token=bdk_none", null, "invalid-token"],
    ] as const) {
      const { status, headers, text } = await app.get(path, as === null ? {} : { as });
      expect([status, headers["content-type"], headers["borgdeck-problem"]], path).to.deep.equal([
        200,
        "image/svg+xml",
        code,
      ]);
      expect(title(text)).to.equal("backups: unknown");
      expect(headers).to.not.have.any.keys("etag", "www-authenticate");
    }
    const wrongHost = await badge("", "vera", { host: "rebound.example" });
    expect([wrongHost.status, title(wrongHost.text)]).to.deep.equal([200, "backups: unknown"]);
  });

  it("say it in another language, and are as large whatever they say in it", async () => {
    expect(title((await badge("?lang=de")).text)).to.equal("Sicherungen: OK");
    const french = (await badge("?lang=fr&repo=repohome")).text;
    expect(title(french)).to.equal("repohome\u00a0: OK");
    expect(french).to.match(/^<svg [^>]*lang="fr"/);
    for (const lang of ["ja", "pl"])
      expect(sizeOf((await badge(`?lang=${lang}`)).text)).to.equal(sizeOf((await badge(`?lang=${lang}`, null)).text));
    expect(title((await badge("?lang=ja", null)).text)).to.equal("バックアップ：不明");
    const { headers, text } = await badge("?lang=tlh");
    expect([headers["borgdeck-problem"], title(text)]).to.deep.equal(["invalid-input", "backups: unknown"]);
  });

  it("hold any label as text", async () => {
    const label = `<script>"&'</script>\u0000\u202e\ud800${"x".repeat(100)}`;
    const { text } = await badge(`?label=${encodeURIComponent(label.replace("\ud800", ""))}`);
    expect(title(text)).to.match(/^&#60;script&#62;&#34;&#38;&#39;&#60;\/script&#62;x+…: OK$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is asked
    expect(text).to.not.match(/<script|[\u0000-\u0008\u202e]/);
    expect(title((await badge("?label=")).text)).to.equal("OK");
    const refused = await badge(`?label=${encodeURIComponent("<b>")}`, null);
    expect(title(refused.text)).to.equal("&#60;b&#62;: unknown");
  });

  it("have a light, a dark and a theme of the reader, rounded or not", async () => {
    const [auto, lightOne, darkOne] = await Promise.all(
      ["", "?theme=light", "?theme=dark"].map(async (query) => (await badge(query)).text),
    );
    expect(auto).to.contain("prefers-color-scheme:dark");
    expect(lightOne).to.not.contain("<style");
    expect(darkOne).to.contain('fill="#1b1d20"').and.not.contain("<style");
    expect((await badge("?style=flat-square")).text).to.contain('rx="0"');
    expect((await badge("?style=nonesuch&theme=nonesuch")).text).to.equal(auto);
  });

  it("may be embedded by any site, with the reader's own sign-in, and run nothing", async () => {
    const embedded = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" };
    const { headers, text } = await badge("", "vera", embedded);
    expect(title(text)).to.equal("backups: OK");
    expect(headers["cross-origin-resource-policy"]).to.equal("cross-origin");
    expect(headers["content-security-policy"]).to.equal(
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    );
    const opened = { "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect(title((await badge("", "vera", opened)).text)).to.equal("backups: OK");
  });

  it("leave no token in the log, whatever goes wrong", async () => {
    const lines: string[] = [];
    const write = (message: string, details?: object) =>
      void lines.push(`${message} ${inspect(details, { depth: 9 })}`);
    const told = await startApp({ log: { debug: write, info: write, warn: write, error: write } });
    Object.assign(told.services.health, {
      read: () => {
        throw new Error("broken inside");
      },
    });
    const { status, headers, text } = await told.get("/api/widgets/badge.svg?x=bdk_secret", { as: "vera" });
    await told.get("/api/widgets/badge.svg?token=bdk_secret");
    await told.close();
    expect([status, headers["borgdeck-problem"], title(text)]).to.deep.equal([200, "internal", "backups: unknown"]);
    expect(lines.join("\n")).to.contain("broken inside").and.not.contain("bdk_secret");
  });

  it("are not sent again while they say the same", async () => {
    const { headers } = await badge();
    const again = await badge("", "vera", { "if-none-match": headers.etag ?? "" });
    expect([again.status, again.text]).to.deep.equal([304, ""]);
  });
});

describe("a token of the scope badge", () => {
  let app: IdentityApp;
  let secrets: Record<"badge" | "status" | "both" | "home", string>;

  before(async () => {
    app = await startIdentityApp();
    const admin = app.client();
    await admin.signIn();
    const make = async (scopes: string[], repositoryIds: string[] | null = null) =>
      (await admin.post("/api/account/tokens", { name: "t", scopes, repositoryIds, expiresInDays: null })).json.secret;
    secrets = {
      badge: await make(["badge"]),
      status: await make(["status"]),
      both: await make(["badge", "status"]),
      home: await make(["badge"], ["repohome"]),
    };
  });
  after(() => app.close());

  const shown = async (path: string, headers = {}) => {
    const reply = await app.client().get(path, { headers });
    return [title(reply.text), reply.headers["borgdeck-problem"]];
  };

  it("may stand in the address of a badge, and shows its own repositories only", async () => {
    const elsewhere = { host: "any.example", "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    expect(await shown(`/api/widgets/badge.svg?token=${secrets.badge}`, elsewhere)).to.deep.equal([
      "backups: OK",
      undefined,
    ]);
    expect(await shown(`/api/widgets/badge/repohome.svg?token=${secrets.home}`)).to.deep.equal([
      "repohome: OK",
      undefined,
    ]);
    expect(await shown(`/api/widgets/badge/repowork.svg?token=${secrets.home}`)).to.deep.equal([
      "backups: unknown",
      "not-found",
    ]);
  });

  it("is the only one that may: another was seen by then, and is refused", async () => {
    for (const secret of [secrets.status, secrets.both]) {
      expect(await shown(`/api/widgets/badge.svg?token=${secret}`)).to.deep.equal([
        "backups: unknown",
        "invalid-token",
      ]);
      expect(await shown("/api/widgets/badge.svg", { authorization: `Bearer ${secret}` })).to.deep.equal([
        "backups: OK",
        undefined,
      ]);
    }
    expect((await app.client().get(`/api/status?token=${secrets.badge}`)).status).to.equal(401);
  });

  it("opens nothing else", async () => {
    for (const path of [
      "/api/status",
      "/api/widgets/summary",
      "/api/events",
      "/api/session",
      "/api/widgets/ping.svg",
    ]) {
      const { status } = await app.client().get(path, { headers: { authorization: `Bearer ${secrets.badge}` } });
      expect(status, path).to.equal(403);
    }
  });
});
