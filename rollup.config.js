// Bundles of the widgets and the standalone pages, from what `tsc -p widgets` wrote to dist/widgets.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import minifyLiterals from "rollup-plugin-html-literals";

const preamble = "/*! Borgdeck (MIT) with Lit (Google LLC, BSD-3-Clause) */";
/** Lit's names for what its modules share; each file holds all of them. */
const lits = /^_\$/;
/**
 * And what elements and their bases, or Lit within itself, call each other by. A file holds both sides, and nobody else asks: no data has
 * these names, nor the data client.
 */
const own = [
  "defaultHeading|historyDays|inside|loadedClient|sentence|skeleton|spoken|stateOf|unlessHidden",
  "addController|addInitializer|createProperty|createRenderRoot|creationScope|elementStyles|emptyScript|enableUpdating",
  "finalizeStyles|firstUpdated|getPropertyDescriptor|getPropertyOptions|getUpdateComplete|hasUpdated|hostConnected",
  "hostDisconnected|hostUpdate|hostUpdated|isUpdatePending|noAccessor|performUpdate|removeController|renderBefore",
  "renderOptions|renderRoot|scheduleUpdate|setConnected|shadowRootOptions|shouldUpdate|willUpdate",
  "converter|fromAttribute|toAttribute|hasChanged|useDefault",
];
const elements = new RegExp(`^(_\\$.*|${own.join("|")})$`);
/** A module is in many bundles, and its templates are the same in each. */
const literals = (minifyLiterals.default ?? minifyLiterals)();
const literalsOf = new Map();
const templates = {
  name: literals.name,
  transform(code, id) {
    const key = `${id}\0${code}`;
    if (!literalsOf.has(key)) literalsOf.set(key, literals.transform.call(this, code, id));
    return literalsOf.get(key);
  },
};
/**
 * What of Lit no element needs: they run where style sheets can be adopted (the data client does without asking), where no polyfill of Lit's
 * can be, and have no decorators. Each has to be found in its module: another version of Lit may say it in another way.
 */
const unneeded = [
  ["css-tag", /=\w+\.ShadowRoot&&[^,;]*?"replace"in CSSStyleSheet\.prototype/, "=true"],
  ["reactive-element", /=\w+\.reactiveElementPolyfillSupport/, "=void 0"],
  ["lit-html", /=\w+\.litHtmlPolyfillSupport/, "=void 0"],
  ["lit-element", /=\w+\.litElementPolyfillSupport/, "=void 0"],
  ["lit-element", /\w+\.litElementHydrateSupport\?\.\(\{LitElement:\w+\}\)/, "0"],
  ["reactive-element", /Symbol\.metadata\?\?=.*?=new WeakMap;/, ";"],
  ["reactive-element", /const \w+=this\[Symbol\.metadata\];if\(null!==\w+\)\{.*?\}(?=this\._\$Eh=)/, ""],
];
const leanLit = {
  name: "lean-lit",
  transform(code, id) {
    const [, module] = /\/(?:@lit\/reactive-element|lit-html|lit-element)\/([\w-]+)\.js$/.exec(id) ?? [];
    return unneeded
      .filter(([name]) => name === module)
      .reduce((rest, [, pattern, instead]) => {
        if (!pattern.test(rest))
          this.error(`${module}.js has no ${pattern} any more: see whether it still costs anything`);
        return rest.replace(pattern, instead);
      }, code);
  },
};
/** What terser made of a chunk, by all that it depends on: a build makes anew only what has changed. */
const memory = resolve(".cache/minified");
const minifierVersions = ["@rollup/plugin-terser", "terser"].map(
  (name) => JSON.parse(readFileSync(resolve("node_modules", name, "package.json"), "utf8")).version,
);
const minified = (options) => {
  const plugin = terser(options);
  const said = JSON.stringify(options, (_key, value) => (value instanceof RegExp ? String(value) : value));
  return {
    name: plugin.name,
    async renderChunk(code, chunk, output) {
      const about = [minifierVersions, said, output.format, output.sourcemap, code];
      const file = `${memory}/${createHash("sha256").update(JSON.stringify(about)).digest("hex")}.json`;
      if (existsSync(file)) {
        utimesSync(file, new Date(), new Date());
        return JSON.parse(readFileSync(file, "utf8"));
      }
      const made = await plugin.renderChunk.call(this, code, chunk, output);
      mkdirSync(memory, { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify(made));
      renameSync(`${file}.new`, file);
      return made;
    },
  };
};
const pluginsFor = (names) => [
  nodeResolve({ exportConditions: ["production"] }),
  templates,
  minified({
    ecma: 2022,
    module: true,
    compress: { passes: 3, inline: 1 },
    mangle: { properties: { regex: names } },
    format: { comments: false, preamble },
  }),
];
const plugins = [leanLit, ...pluginsFor(elements)];

/** Nothing in shared/ acts on import, and template tags are pure: what an element does not use, it does not carry. */
const treeshake = {
  moduleSideEffects: (id) => !id.includes("/shared/"),
  manualPureFunctions: ["css", "html", "svg"],
};

/** Files of their own, which modules load when they need them; the classic scripts hold them. */
const client = { input: "shared/client/live", file: "borg-live" };
const site = { input: "shared/client/site", file: "borg-site" };
/** The names in a folder of dist/widgets; none before the first build. */
const namesIn = (folder) => (existsSync(`dist/widgets/${folder}`) ? readdirSync(`dist/widgets/${folder}`).sort() : []);
const scripts = [
  { input: "index", file: "borgdeck" },
  ...namesIn("elements").map((tag) => ({ input: `elements/${tag}/${tag}`, file: tag })),
];
/** The script of the frames: it loads the module of the element that is asked for. */
const embed = { input: "embed/embed", file: "embed" };
const isClient = (id) => /(^|\/)client\/live\.js$|^\.\/live\.js$/.test(id);
const isSite = (id) => /(^|\/)client\/site\.js$|^\.\/site\.js$/.test(id);
const fileOf = (id) => (isClient(id) ? `./${client.file}.js` : isSite(id) ? `./${site.file}.js` : id);

/** A module: Lit and its elements. The data client stays outside, so that several scripts on a page share it. */
const esModule = ({ input, file }) => ({
  input: `dist/widgets/${input}.js`,
  output: {
    file: `dist/public/widgets/${file}.js`,
    format: "es",
    paths: fileOf,
  },
  external: (id, importer) => importer !== undefined && fileOf(id) !== id,
  plugins,
  treeshake,
});

/** A classic script: everything in one file, to be loaded without CORS or copied elsewhere. */
const classicScript = ({ input, file }) => ({
  input: `dist/widgets/${input}.js`,
  output: {
    file: `dist/public/widgets/${file}.iife.js`,
    format: "iife",
    name: "Borgdeck",
    inlineDynamicImports: true,
  },
  plugins,
  treeshake,
});

/**
 * The cards have a smaller data client of their own. Without two things that only those with `server` would use: what is said of two
 * sites, and one stream for several tabs; each tab leads itself there.
 */
const withoutSites = "export const isOtherSite = () => false;";
const withoutPeers = `export function joinPeers(base, { lead }) {
  lead(true);
  return { tell() {}, takeOver() {}, leave() {} };
}`;
const leftOut = new Map([
  ["./site.js", withoutSites],
  ["./live-peers.js", withoutPeers],
]);
const clientOfCards = {
  name: "client-of-cards",
  resolveId: (id, importer) =>
    isClient(id) && importer?.endsWith("/shared/element/load-client.js")
      ? resolve("dist/widgets/home-assistant/live.js")
      : leftOut.has(id)
        ? `\0${id}`
        : null,
  load: (id) => leftOut.get(id.slice(1)) ?? null,
};

/** Cards for Home Assistant: a module that is copied there, with everything in it. */
const homeAssistant = {
  input: "dist/widgets/home-assistant/index.js",
  output: { file: "dist/public/widgets/borg-home-assistant.js", format: "es", inlineDynamicImports: true },
  plugins: [clientOfCards, ...plugins],
  treeshake,
};

/** A language: a classic script that elements load when they need it. */
const languageScript = (name) => ({
  input: `dist/widgets/languages/${name}`,
  output: { file: `dist/public/widgets/languages/${name}`, format: "iife" },
  plugins,
});

/** Chunks are named for their content: those of a build before would stay for ever. */
const clear = (folder) => ({
  name: "clear",
  generateBundle: () => rmSync(folder, { recursive: true, force: true }),
});

const app = {
  input: { app: "dist/widgets/app/app.js" },
  output: {
    dir: "dist/public/app",
    format: "es",
    sourcemap: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  },
  plugins: [...pluginsFor(lits), clear("dist/public/app")],
};

export default [
  esModule(client),
  esModule(site),
  esModule(embed),
  ...scripts.flatMap((script) => [esModule(script), classicScript(script)]),
  homeAssistant,
  ...namesIn("languages")
    .filter((name) => /^[a-z]{2}\.js$/.test(name))
    .map(languageScript),
  ...(existsSync(app.input.app) ? [app] : []),
];
