import { expect } from "chai";
import { useBrowser } from "../support/browser.ts";
import { type Refusal, refusals } from "../support/sign-on-gate.ts";
import { createHome, type Home } from "./home.ts";

/** How a page may try; what it learns is one word. */
const attempts = {
  async ask({ url, init }: { url: string; init: RequestInit }) {
    try {
      const { type, status } = await fetch(url, init);
      return type.startsWith("opaque") ? type : String(status);
    } catch (error) {
      return (error as Error).name;
    }
  },
  load({ url, tag, more }: { url: string; tag: string; more: Record<string, string> }) {
    return new Promise<string>((resolve) => {
      const element = document.createElement(tag);
      element.onload = () => resolve("load");
      element.onerror = () => resolve("error");
      for (const [name, value] of Object.entries({ ...more, src: url })) element.setAttribute(name, value);
      document.body.append(element);
    });
  },
  import: (url: string) =>
    import(url).then(
      () => "load",
      () => "error",
    ),
  stream(url: string) {
    return new Promise<string>((resolve) => {
      const source = new EventSource(url, { withCredentials: true });
      source.onopen = () => resolve("streams");
      source.onerror = () => resolve(`error, readyState ${source.readyState}`);
    });
  },
};

describe("what a page learns of a service behind a sign-on, on another name of its site", () => {
  const browser = useBrowser();
  let home: Home;
  beforeEach(async () => {
    home = await createHome(browser());
    home.gate.script.exempt = /^$/;
    await home.open("<!doctype html><title>Dashboard</title>");
  });
  afterEach(() => home.close());

  const fetched = (init: RequestInit) => () =>
    home.page.evaluate(attempts.ask, { url: `${home.gate.origin}/api/status`, init });
  const loaded =
    (tag: string, path: string, more: Record<string, string> = {}) =>
    () =>
      home.page.evaluate(attempts.load, { url: home.gate.origin + path, tag, more });
  const script = "/widgets/borg-live.js";
  const cookies: RequestInit = { credentials: "include" };

  const rows: [what: string, attempt: () => Promise<string>, signedIn: string, signedOut: string][] = [
    ["a fetch with cookies", fetched(cookies), "200", "TypeError"],
    ["a fetch without", fetched({}), "TypeError", "TypeError"],
    ["one with a header of its own", fetched({ ...cookies, headers: { "X-Any": "1" } }), "TypeError", "TypeError"],
    [
      "JSON that is posted",
      fetched({ ...cookies, method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" }),
      "TypeError",
      "TypeError",
    ],
    ["text that is posted", fetched({ ...cookies, method: "POST", body: "x" }), "200", "TypeError"],
    ["redirect: manual", fetched({ ...cookies, redirect: "manual" }), "200", "TypeError"],
    ["mode: no-cors", fetched({ ...cookies, mode: "no-cors" }), "opaque", "opaque"],
    ["both of these", fetched({ ...cookies, mode: "no-cors", redirect: "manual" }), "TypeError", "TypeError"],
    ["a picture", loaded("img", "/api/widgets/ping.svg"), "load", "error"],
    ["a classic script", loaded("script", script), "load", "error"],
    ["a module", loaded("script", script, { type: "module" }), "error", "error"],
    ["import()", () => home.page.evaluate(attempts.import, home.gate.origin + script), "error", "error"],
    [
      "a stream",
      () => home.page.evaluate(attempts.stream, `${home.gate.origin}/api/events`),
      "streams",
      "error, readyState 2",
    ],
    ["a frame", loaded("iframe", "/"), "load", "load"],
  ];

  for (const [what, attempt, signedIn, signedOut] of rows) {
    it(`${what}: ${signedIn}; signed out: ${signedOut}`, async () => {
      expect(await attempt()).to.equal(signedOut);
      await home.signIn();
      expect(await attempt()).to.equal(signedIn);
    });
  }

  it("a module that is let through loads for everybody", async () => {
    home.gate.script.exempt = /^\/widgets\//;
    expect(await loaded("script", script, { type: "module" })()).to.equal("load");
    expect(await home.page.evaluate(attempts.import, `${home.gate.origin}${script}?2`)).to.equal("load");
  });

  const told: Record<Refusal, [cookies: string, noCors: string]> = {
    redirect: ["TypeError", "opaque"],
    "redirect-with-cors": ["opaqueredirect", "opaque"],
    "redirect-to-guarded-page": ["TypeError", "TypeError"],
    "401": ["TypeError", "opaque"],
    "401-with-cors": ["401", "opaque"],
    "403-page": ["TypeError", "opaque"],
    "200-page": ["TypeError", "opaque"],
  };
  for (const refusal of refusals) {
    const [withCookies, noCors] = told[refusal];
    it(`${refusal}: ${withCookies}; no-cors: ${noCors}`, async () => {
      home.gate.script.refusal = refusal;
      expect(await fetched({ ...cookies, redirect: "manual" })()).to.equal(withCookies);
      expect(await fetched({ ...cookies, mode: "no-cors" })()).to.equal(noCors);
    });
  }
});
