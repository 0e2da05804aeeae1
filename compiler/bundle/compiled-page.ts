import type { Plugin } from "esbuild";
import { compiledPageAssets } from "../graph/page-assets.ts";

/** Puts the finished script and style of the graph's page in the place of the module that makes them. */
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
