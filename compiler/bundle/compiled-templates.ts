import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import Handlebars from "handlebars";
import { compare } from "../findings/finding.ts";

/** Puts templates that are already code in the place of those that are compiled when fedc starts: only Handlebars' run time is left. */
export function compiledTemplates(): Plugin {
  return {
    name: "compiled-templates",
    setup(build) {
      build.onLoad({ filter: /[\\/]5-render[\\/]templates\.ts$/ }, ({ path }) => ({
        contents: templatesModule(),
        resolveDir: dirname(path),
        loader: "js",
      }));
    },
  };
}

function templatesModule(): string {
  const folder = fileURLToPath(new URL("../../templates/", import.meta.url));
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".hbs"))
    .sort(compare);
  const entries = files.map((file) => {
    const code = Handlebars.precompile(readFileSync(`${folder}${file}`, "utf8"), { strict: true, noEscape: true, preventIndent: true });
    return { name: JSON.stringify(file.slice(0, -".hbs".length)), partial: file.startsWith("_"), code: `handlebars.template(${code})` };
  });
  return `import Handlebars from "handlebars/runtime.js";
import { registerHelpers } from "./quote.ts";
const handlebars = Handlebars.create();
registerHelpers(handlebars);
${entries
  .filter(({ partial }) => partial)
  .map(({ name, code }) => `handlebars.registerPartial(${name}, ${code});`)
  .join("\n")}
export const templates = {
${entries
  .filter(({ partial }) => !partial)
  .map(({ name, code }) => `${name}: ${code}`)
  .join(",\n")}
};
`;
}
