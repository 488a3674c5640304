// Bundles of the widgets and the standalone pages, from what `tsc -p widgets` wrote to dist/widgets.
import { existsSync } from "node:fs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import minifyLiterals from "rollup-plugin-html-literals";

const banner = "/*! Borgdeck widgets, MIT. Contains Lit, Copyright Google LLC, BSD-3-Clause. */";
const plugins = [nodeResolve({ exportConditions: ["production"] }), minifyLiterals.default?.() ?? minifyLiterals(), terser({ ecma: 2022, module: true, compress: { passes: 3 }, format: { comments: false, preamble: banner } })];

/** Nothing in shared/ acts on import, and the tags of templates are pure: what an element does not use, it does not carry. */
const treeshake = { moduleSideEffects: (id) => !id.includes("/shared/"), manualPureFunctions: ["css", "html", "svg"] };

/** One self-contained file: a dashboard's owner may copy it elsewhere. */
const bundle = (input, file, format) => ({
  input: `dist/widgets/${input}.js`,
  output: { file: `dist/public/widgets/${file}.js`, format, sourcemap: true, ...(format === "iife" ? { name: "Borgdeck" } : {}) },
  plugins,
  treeshake,
});

const elements = ["borg-status", "borg-activity"];
const app = {
  input: { app: "dist/widgets/app/app.js" },
  output: { dir: "dist/public/app", format: "es", sourcemap: true, entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
  plugins,
};

export default [
  bundle("index", "borgdeck", "es"),
  bundle("index", "borgdeck.iife", "iife"),
  ...elements.flatMap((name) => [
    bundle(`elements/${name}/${name}`, name, "es"),
    bundle(`elements/${name}/${name}`, `${name}.iife`, "iife"),
  ]),
  ...(existsSync(app.input.app) ? [app] : []),
];
