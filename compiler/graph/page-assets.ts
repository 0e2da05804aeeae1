import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/** The page's script and style. When fedc is built, `bundle/` replaces this module by the finished texts. */
export const pageAssets: PageAssets = compiledPageAssets();

interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** The page's script, bundled, and its style. */
export function compiledPageAssets(): PageAssets {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL("page/main.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
    charset: "ascii",
    legalComments: "none",
    logLevel: "warning",
  });
  const style = readFileSync(new URL("page/page.css", import.meta.url), "utf8").replace(/\s*\n\s*/g, "");
  return { script: outputFiles[0]?.text.trimEnd() ?? "", style };
}
