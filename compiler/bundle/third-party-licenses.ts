import { readdirSync, readFileSync } from "node:fs";
import type { Metafile } from "esbuild";
import { compare } from "../findings/finding.ts";

/** The licences of every package that has code in the bundle, sorted by name. Throws for a package without a licence file. */
export function thirdPartyLicenses(root: string, ...metafiles: readonly Metafile[]): string {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const folders = new Set(outputs.flatMap(({ inputs }) => Object.keys(inputs).flatMap(packageFolder)));
  const parts = [...folders].sort(compare).map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8")) as Record<string, string>;
    const file = readdirSync(`${root}${folder}`).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${folder} has no licence file`);
    return `${name} ${version} (${license})\n\n${readFileSync(`${root}${folder}/${file}`, "utf8").replaceAll("\r\n", "\n").trim()}\n`;
  });
  return ["fedc contains code of these packages.\n", ...parts].join(`\n${"-".repeat(80)}\n\n`);
}

/** The folder of `node_modules/ajv/dist/core.js` is `node_modules/ajv`. Files of fedc do not have one. */
function packageFolder(input: string): string[] {
  return /^(?:[^:]*:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.slice(1, 2) ?? [];
}
