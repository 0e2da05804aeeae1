/** `npm run build`: makes dist/cli from the sources. The same sources give the same bytes. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { programOptions } from "./bundle-options.ts";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

rmSync(`${root}dist`, { recursive: true, force: true });
mkdirSync(`${root}dist/cli`, { recursive: true });

const built = await Promise.all(programOptions(root).map((options) => build({ ...options, outdir: "dist/cli" })));

chmodSync(`${root}dist/cli/main.js`, 0o755);
writeFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, thirdPartyLicenses(root, ...built.map(({ metafile }) => metafile)));
