import type { Plugin } from "esbuild";
import { compiledPageAssets } from "../graph/page-assets.ts";

/** Replaces the module that makes the script and style of the graph's page by their finished texts. */
export function compiledPage(): Plugin {
  return {
    name: "compiled-page",
    setup(build) {
      build.onLoad({ filter: /[\\/]graph[\\/]page-assets\.ts$/ }, () => ({
        contents: `export const pageAssets = ${JSON.stringify(compiledPageAssets())};`,
        loader: "js",
      }));
    },
  };
}
