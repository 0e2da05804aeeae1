import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleOptions } from "./bundle-options.ts";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

/** The Action as one file, and its licences, by path. The same sources give the same bytes. */
export async function actionBundle(): Promise<ReadonlyMap<string, string>> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const { metafile, outputFiles } = await build({
    ...bundleOptions(root),
    entryPoints: { index: "compiler/action/main.ts" },
    outfile: ".github/action/index.mjs",
    write: false,
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error("esbuild made no bundle");
  return new Map([
    [`${root}.github/action/index.mjs`, bundle.text],
    [`${root}.github/action/THIRD-PARTY-LICENSES.txt`, thirdPartyLicenses(root, metafile)],
  ]);
}
