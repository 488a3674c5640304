// Pages that load elements and make them anew as Homepage, Dashy, Glance, Homer and Home Assistant do. Written from what is known of
// them; what somebody pastes into them is read from examples/.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readYaml } from "../support/plain-yaml.ts";

export type Scheme = "light" | "dark";

/** Colours as the browser computes them. */
export interface Colours {
  readonly text: string;
  readonly surface: string;
  readonly accent: string;
  readonly ok: string;
}

export interface ForeignPage {
  readonly name: string;
  /** HTML of the dashboard, with the addresses of the examples in it. Its script has the functions of ForeignWindow. */
  readonly html: string;
  /** Scripts of the dashboard's own address: path → content. */
  readonly files?: Readonly<Record<string, string>>;
  /** What elements show that name the dashboard, as the example does. */
  readonly named: Readonly<Record<Scheme, Colours>>;
  /** What is different where they do not. */
  readonly unnamed: Readonly<Record<Scheme, Partial<Colours>>>;
}

/** What the pages can be made to do. */
export type ForeignWindow = typeof globalThis & {
  /** Makes everything anew once, as the dashboard does now and then. */
  rerender(): void;
  setScheme(scheme: Scheme): void;
};

const examples = resolve(import.meta.dirname, "../../examples");
export const example = (path: string): string => readFileSync(resolve(examples, path), "utf8");

/** A string at a place of a YAML example; numbers are places in lists. */
function pasted(path: string, ...keys: (string | number)[]): string {
  let value: unknown = readYaml(example(path));
  for (const key of keys) value = (value as Record<string | number, unknown>)[key];
  if (typeof value !== "string") throw new Error(`${path} has no text at ${keys.join(".")}`);
  return value;
}

/** For a script in a page: JSON with nothing that ends the script. */
const json = (value: unknown) => JSON.stringify(value).replaceAll("<", "\\u003c");

/** Of the page's own, to be compared with and without our scripts. Its size does not depend on what else there is. */
const bystanders = `<aside id="bystanders" style="position:absolute;top:0;right:0;width:200px;height:300px;overflow:hidden">
  <h2>News</h2><p>Text with <a href="#news">a link</a></p><ul><li>One</li></ul><button>Press</button>
  <progress max="2" value="1"></progress><svg width="9" height="9"><circle r="4"/></svg><dl><dt>Term</dt><dd>It</dd></dl></aside>`;

const quiet = "rgba(0, 0, 0, 0)";
const ours = { ok: "rgb(31, 146, 84)", light: "rgb(20, 99, 199)", dark: "rgb(120, 174, 245)" };

/** Tailwind's preflight, as far as it touches everything; a palette of bare figures; cards that are unmounted with their tab. */
const homepage: ForeignPage = {
  name: "Homepage",
  files: { "/api/config/custom.js": example("homepage/widgets/custom.js") },
  html: `<!doctype html><html lang="en" class="light scheme-light theme-slate"><title>Homepage</title>
    <style>
      *, ::before, ::after { box-sizing: border-box; margin: 0; padding: 0; border: 0 solid; }
      ol, ul { list-style: none; }
      a { color: inherit; text-decoration: inherit; }
      button { font: inherit; color: inherit; background: transparent; border-radius: 0; }
      svg { display: block; vertical-align: middle; }
      .theme-slate { --color-50: 248 250 252; --color-400: 148 163 184; --color-600: 71 85 105; --color-900: 15 23 42; }
      .scheme-light { color-scheme: light; } .scheme-dark { color-scheme: dark; }
      .light body { color: rgb(30 41 59); background: rgb(var(--color-50)); }
      .dark body { color: rgb(226 232 240); background: rgb(var(--color-900)); }
      .service-card { max-width: 360px; font-size: 12px; }
    </style><div id="__next"></div>${bystanders}
    <script>
      const service = ${json(pasted("homepage/widgets/services.yaml", 0, "Home", 0, "Backups", "id"))};
      const mount = () => {
        document.querySelector("#__next").innerHTML = '<ul><li id="' + service +
          '" class="service"><div class="service-card"><a href="#borg">Backups</a><p class="fetched"></p></div></li></ul>';
      };
      let turn = 0;
      // Another tab and back; a group that is folded and unfolded; and what SWR does at each focus: only the text is another.
      window.rerender = () => {
        turn += 1;
        if (turn % 3 === 0) return mount();
        if (turn % 3 === 1) return document.querySelector("#__next ul").remove(), mount();
        dispatchEvent(new Event("focus"));
        document.querySelector(".fetched").textContent = "Fetched " + turn;
      };
      window.setScheme = (scheme) => { document.documentElement.className = scheme + " scheme-" + scheme + " theme-slate"; };
      mount();
      document.body.append(Object.assign(document.createElement("script"), { src: "/api/config/custom.js" }));
    </script></html>`,
  named: {
    light: { text: "rgb(30, 41, 59)", surface: quiet, accent: "rgb(71, 85, 105)", ok: ours.ok },
    dark: { text: "rgb(226, 232, 240)", surface: quiet, accent: "rgb(148, 163, 184)", ok: ours.ok },
  },
  unnamed: { light: {}, dark: {} },
};

/** The widget `embed`: its HTML is put in and its script is added again, each time. */
const dashyWith = (name: string, options: object): ForeignPage => ({
  name,
  html: `<!doctype html><html lang="en" data-theme="light"><title>Dashy</title>
    <style>
      html[data-theme="light"] { --primary: #3366cc; --background: #ffffff; --widget-text-color: #112233;
        --widget-background-color: #f0f0f0; --success: #00aa33; --warning: #cc7700; --error: #cc0000; --danger: #bb0011; }
      html[data-theme="dark"] { --primary: #00ffee; --background: #0b1021; --widget-text-color: #ddeeff;
        --widget-background-color: #141d39; --success: #20e253; --warning: #f6f000; --error: #ff2222; --danger: #f80363; }
      body { background: var(--background); color: var(--primary); font-family: monospace; text-align: center; }
      button { color: var(--primary); border: 3px solid var(--primary); }
      .widget-base { min-width: 240px; max-width: 400px; padding: 1rem; }
    </style><div class="widget-base"><div class="embed"></div></div>${bystanders}
    <script>
      const options = ${json(options)};
      window.rerender = () => {
        document.querySelector(".embed").innerHTML = options.html;
        document.querySelector("head > script:last-of-type")?.remove();
        const script = document.createElement("script");
        if (options.scriptSrc) script.src = options.scriptSrc;
        else script.text = options.script;
        document.head.append(script);
      };
      window.setScheme = (scheme) => { document.documentElement.dataset.theme = scheme; };
      window.rerender();
    </script></html>`,
  named: {
    light: {
      text: "rgb(17, 34, 51)",
      surface: "rgb(240, 240, 240)",
      accent: "rgb(51, 102, 204)",
      ok: "rgb(0, 170, 51)",
    },
    dark: {
      text: "rgb(221, 238, 255)",
      surface: "rgb(20, 29, 57)",
      accent: "rgb(0, 255, 238)",
      ok: "rgb(32, 226, 83)",
    },
  },
  unnamed: { light: { surface: quiet, accent: ours.light }, dark: { surface: quiet, accent: ours.light } },
});

const dashyEmbed = ["dashy/widgets/conf.yml", 0, "widgets", 0, "options"] as const;
const dashyHtml = pasted(...dashyEmbed, "html");
const dashyScript = pasted(...dashyEmbed, "script");

/** The script stands in the head for good; what the page holds is fetched, and put in as HTML. */
const glance: ForeignPage = {
  name: "Glance",
  html: `<!doctype html><html lang="en" data-scheme="light"><title>Glance</title><meta name="color-scheme" content="dark">
    <style>
      * { box-sizing: border-box; margin: 0; padding: 0; }
      [data-scheme="light"] { --color-primary: rgb(180 80 20); --color-positive: rgb(20 130 60); --color-negative: rgb(200 30 30);
        --color-text-base: rgb(60 60 70); --color-widget-background: rgb(250 250 250); --border-radius: 5px; }
      [data-scheme="dark"] { --color-primary: rgb(217 198 140); --color-positive: rgb(130 200 140); --color-negative: rgb(230 110 110);
        --color-text-base: rgb(150 150 160); --color-widget-background: rgb(29 29 32); --border-radius: 5px; }
      body { font: 13px/1.6 "JetBrains Mono", monospace; color: var(--color-text-base); }
      a { text-decoration: none; color: inherit; } svg { display: block; } ul { list-style: none; }
      .widget-content { max-width: 320px; padding: 12px; }
    </style>${pasted("glance/widgets/document.yml", "document", "head")}
    <div id="page-content"></div>${bystanders}
    <script>
      const content = ${json(pasted("glance/widgets/page.yml", 0, "source"))};
      window.rerender = () => {
        document.querySelector("#page-content").innerHTML = '<div class="widget widget-type-html"><div class="widget-content">' +
          content + "</div></div>";
      };
      window.setScheme = (scheme) => { document.documentElement.dataset.scheme = scheme; };
      window.rerender();
    </script></html>`,
  named: {
    light: {
      text: "rgb(60, 60, 70)",
      surface: "rgb(250, 250, 250)",
      accent: "rgb(180, 80, 20)",
      ok: "rgb(20, 130, 60)",
    },
    dark: {
      text: "rgb(150, 150, 160)",
      surface: "rgb(29, 29, 32)",
      accent: "rgb(217, 198, 140)",
      ok: "rgb(130, 200, 140)",
    },
  },
  unnamed: { light: { surface: quiet }, dark: { surface: quiet } },
};

/** The line that nginx adds to Homer's page. */
const homerHead = /sub_filter '<\/head>' '(.*)<\/head>';/.exec(example("homer/widgets/nginx.conf"))?.[1] ?? "";

/** Bulma's page; HTML stands in the footer and in a message, both by v-html; the theme's properties are the app's. */
const homer: ForeignPage = {
  name: "Homer",
  html: `<!doctype html><html lang="en"><head><title>Homer</title>
    <style>
      html, body, p, ul, li, dl, dd, h2, button { margin: 0; padding: 0; }
      a { color: #3273dc; text-decoration: none; text-transform: uppercase; } strong { color: #363636; font-weight: 700; }
      button, input { margin: 0; font-family: inherit; text-transform: lowercase; }
      #app.light { --highlight-primary: #3367d6; --card-background: #ffffff; --text: #363636; }
      #app.dark { --highlight-primary: #5a95f5; --card-background: #2b2b2b; --text: #eaeaea; }
      #app { color: var(--text); } .message { font-style: italic; letter-spacing: 2px; white-space: pre; }
      .footer { text-align: center; text-transform: uppercase; }
    </style>${homerHead}</head>
    <div id="app" class="theme-default light"><div class="message"></div><footer class="footer"></footer></div>${bystanders}
    <script>
      const footer = ${json(pasted("homer/widgets/config.yml", "footer"))};
      window.rerender = () => {
        for (const place of [".message", ".footer"]) document.querySelector(place).innerHTML = footer;
      };
      window.setScheme = (scheme) => { document.querySelector("#app").className = "theme-default " + scheme; };
      addEventListener("DOMContentLoaded", () => window.rerender());
    </script></html>`,
  named: {
    light: { text: "rgb(54, 54, 54)", surface: "rgb(255, 255, 255)", accent: "rgb(51, 103, 214)", ok: ours.ok },
    dark: { text: "rgb(234, 234, 234)", surface: "rgb(43, 43, 43)", accent: "rgb(90, 149, 245)", ok: ours.ok },
  },
  unnamed: { light: { surface: quiet }, dark: { surface: quiet } },
};

export const foreignPages: readonly ForeignPage[] = [
  homepage,
  dashyWith("Dashy, by import()", { html: dashyHtml, script: dashyScript }),
  dashyWith("Dashy, by scriptSrc", {
    html: dashyHtml,
    scriptSrc: /"(.*)\.js"/.exec(dashyScript)?.[1]?.concat(".iife.js"),
  }),
  glance,
  homer,
];

/** The cards of the example, in the order in which they stand there. */
export const homeAssistantCards = (
  readYaml(example("home-assistant/sensors/cards.yaml")) as unknown as Views
).sections.flatMap(({ cards }) => cards);

interface Views {
  readonly sections: readonly { readonly cards: readonly { readonly type: string }[] }[];
}

/** What its page can be made to do. */
export type HomeAssistantWindow = typeof globalThis & {
  makeCards(configs: readonly object[]): void;
  giveHass(hass: object): void;
  /** The first has the cards, the second nothing. */
  showView(index: number): void;
};

/**
 * Views in a shadow tree, whose cards are made by name, configured at once, and given `hass` at every change of anything. A view that
 * is left is taken out and put back; one that was edited is made anew.
 */
export const homeAssistant = `<!doctype html><html lang="en"><title>Home Assistant</title>
  <style>
    html { --primary-text-color: #141414; --ha-card-background: #ffffff; --primary-color: #009ac7; --success-color: #43a047;
      --error-color: #db4437; --warning-color: #ffa600; --ha-card-border-radius: 12px; color-scheme: light; }
    html.dark { --primary-text-color: #e1e1e1; --ha-card-background: #1c1c1c; --primary-color: #00b4e6; color-scheme: dark; }
  </style><ha-panel></ha-panel>
  <script type="module">
    customElements.define("ha-card", class extends HTMLElement {
      constructor() { super(); this.attachShadow({ mode: "open" }).innerHTML = "<slot></slot>"; }
    });
    const panel = document.querySelector("ha-panel").attachShadow({ mode: "open" });
    const views = [document.createElement("hui-view"), document.createElement("hui-view")];
    window.hass = { states: {} };
    window.makeCards = (configs) => {
      views[0].replaceChildren(...configs.map((config) => {
        const card = document.createElement(config.type.slice("custom:".length));
        card.setConfig(config);
        card.hass = window.hass;
        return card;
      }));
      panel.replaceChildren(views[0]);
    };
    window.giveHass = (hass) => {
      window.hass = hass;
      for (const card of views[0].children) card.hass = hass;
    };
    window.showView = (index) => panel.replaceChildren(views[index]);
  </script>
  <script type="module" src="/local/borg-home-assistant.js"></script></html>`;
