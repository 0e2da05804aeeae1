/** `npm run build`: makes dist/cli from the sources. The same sources give the same bytes. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleOptions } from "./bundle-options.ts";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

rmSync(`${root}dist`, { recursive: true, force: true });
mkdirSync(`${root}dist/cli`, { recursive: true });

// A file of its own, since `require` cannot load a chunk, and phases that are synchronous cannot wait for `import`.
const re2 = await build({
  ...bundleOptions(root),
  format: "cjs",
  banner: {},
  entryPoints: { re2js: "re2js" },
  outdir: "dist/cli",
  outExtension: { ".js": ".cjs" },
});

const cli = await build({
  ...bundleOptions(root, "./re2js.cjs"),
  external: ["./re2js.cjs"],
  entryPoints: { main: "compiler/cli/main.ts" },
  outdir: "dist/cli",
  splitting: true,
  chunkNames: "[name]-[hash]",
});

chmodSync(`${root}dist/cli/main.js`, 0o755);
writeFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, thirdPartyLicenses(root, cli.metafile, re2.metafile));
