/** `npm run build`: makes dist/cli from the sources. The same sources give the same bytes. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { makeProgram, programPackage } from "./program.ts";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { files, metafiles } = await makeProgram(root);

rmSync(`${root}dist`, { recursive: true, force: true });
mkdirSync(`${root}dist/cli`, { recursive: true });
for (const [name, text] of files) writeFileSync(`${root}dist/cli/${name}`, text);
chmodSync(`${root}dist/cli/main.js`, 0o755);
writeFileSync(`${root}dist/package.json`, programPackage);
writeFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, thirdPartyLicenses(root, ...metafiles));
