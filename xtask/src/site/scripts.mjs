// Bundles and minifies the browser's modules with esbuild. Reads one JSON job from standard input:
// { entries: [{ in, out }], outdir, urls: { package: URL }, define: { name: expression }, minify }.
// A relative import stays an import, so that a module shared by two others is loaded once; a package
// in `urls` is loaded from there; any other package is bundled in.
import { build } from "esbuild";
import { text } from "node:stream/consumers";

const job = JSON.parse(await text(process.stdin));

const linking = {
  name: "linking",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ importer, kind, path }) =>
      kind === "entry-point" || importer.includes("/node_modules/") ? undefined : { path, external: true },
    );
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
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
  // wasm-bindgen writes one key for each import statement from the lazy chunks' loader.
  logOverride: { "duplicate-object-key": "silent" },
});
