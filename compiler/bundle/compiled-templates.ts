import { dirname } from "node:path";
import type { Plugin } from "esbuild";
import { precompiledTemplates } from "../6-render/templates.ts";

/** Replaces the templates that are compiled when fedc starts by precompiled ones. Only Handlebars' run time stays in the bundle. */
export function compiledTemplates(): Plugin {
  return {
    name: "compiled-templates",
    setup(build) {
      build.onLoad({ filter: /[\\/]6-render[\\/]templates\.ts$/ }, ({ path }) => ({
        contents: templatesModule(),
        resolveDir: dirname(path),
        loader: "js",
      }));
    },
  };
}

/** Every function of a template repeats this code for run times that are older than the one in the bundle. */
const ownLookup = / \|\| function\(parent, propertyName\) \{.*?return undefined\s*\}/gs;

function templatesModule(): string {
  const entries = precompiledTemplates().map(
    ({ name, code }) => `${JSON.stringify(name)}: handlebars.template(${code.replace(ownLookup, "")})`,
  );
  return `import Handlebars from "handlebars/runtime.js";
import { writeYaml } from "./yaml-templates.ts";
const handlebars = Handlebars.create();
writeYaml(handlebars);
export const templates = {
${entries.join(",\n")}
};
`;
}
