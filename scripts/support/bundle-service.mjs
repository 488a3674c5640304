// The service as few files: Node reads five hundred small modules of our own and of typebox slower than one large one,
// and keeps each of them in memory.
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { rollup } from "rollup";
import { inRoot } from "./project.mjs";

/** Bundled because only a small part of it is used; everything else stays a package. */
const bundled = /^typebox(\/|$)/;

const bundle = await rollup({
  input: { main: inRoot("dist/src/main.js") },
  external: (id) => !/^[./]/.test(id) && !bundled.test(id),
  plugins: [nodeResolve()],
  onwarn(warning) {
    if (warning.code === "CIRCULAR_DEPENDENCY" && warning.ids.every((id) => id.includes("node_modules"))) return;
    throw new Error(warning.message);
  },
});
await bundle.write({
  dir: inRoot("dist/service"),
  format: "es",
  sourcemap: true,
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
});
await bundle.close();
