/** Makes dist/cli out of the sources: what `npm run build` runs. The same sources give the same bytes. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compiledPage } from "./compiled-page.ts";
import { compiledTemplates } from "./compiled-templates.ts";
import { compiledValidator } from "./compiled-validator.ts";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

rmSync(`${root}dist`, { recursive: true, force: true });
mkdirSync(`${root}dist/cli`, { recursive: true });

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { main: "compiler/cli/main.ts" },
  outdir: "dist/cli",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  chunkNames: "[name]-[hash]",
  // The same library as modules. Around CommonJS there are functions, whose insides are parsed twice.
  alias: { yaml: `${root}node_modules/yaml/browser/index.js` },
  // Some libraries ask for Node's own modules by `require`, which modules do not have of themselves.
  banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  // Names stay, so that the stack in a bug report can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  plugins: [compiledValidator(), compiledTemplates(), compiledPage()],
});

chmodSync(`${root}dist/cli/main.js`, 0o755);
writeFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, thirdPartyLicenses(root, metafile));
