// Bundles and minifies the browser's modules with esbuild. Reads one JSON job from standard input:
// { entries: [{ in, out }], outdir, urls: { package: URL }, define: { name: expression }, form, minify }.
// A relative import stays an import, so that a module shared by two others is loaded once; a package
// in `urls` is loaded from there; any other package is bundled in. With the form "whole" a module has everything it imports
// inside; what it would import later stays outside. With "classic" the same is a script that is no module.
import { build } from "esbuild";
import { text } from "node:stream/consumers";

const job = JSON.parse(await text(process.stdin));

const linking = {
  name: "linking",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ importer, kind, path }) => {
      const inside = kind === "entry-point" || importer.includes("/node_modules/") || (job.form !== "modules" && kind === "import-statement");
      return inside ? undefined : { path, external: true };
    });
    onResolve({ filter: /^[^./]/ }, ({ path }) =>
      path in job.urls ? { path: job.urls[path], external: true } : undefined,
    );
  },
};

await build({
  entryPoints: job.entries,
  outdir: job.outdir,
  define: job.define,
  minify: job.minify,
  plugins: [linking],
  bundle: true,
  format: job.form === "classic" ? "iife" : "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
  logOverride: {
    // wasm-bindgen writes one key for each import statement from the lazy chunks' loader.
    "duplicate-object-key": "silent",
    // A classic script says itself where the wasm is.
    "empty-import-meta": "silent",
  },
});
