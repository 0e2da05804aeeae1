import { dirname } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import type { Plugin } from "esbuild";
import * as yaml from "yaml";
import { schemaDocument } from "../1-load/schema-document.ts";
import { ajvOptions } from "../1-load/validate-federation.ts";
import { compiledTemplates } from "../6-render/templates.ts";
import { compiledPageAssets } from "../graph/page-assets.ts";

/**
 * Replaces modules that compile something when fedc starts by their finished code, so that ajv and Handlebars stay out of the
 * bundle. The library for regular expressions runs only when one is first read. If `separate`, it and the YAML library are files of their own
 * beside the bundle, which are loaded when they are first needed.
 */
export function compiledModules(separate: boolean): Plugin {
  const re2 = separate ? "./re2js.cjs" : "re2js";
  const modules: Readonly<Record<string, () => string>> = {
    "1-load/validate-federation.ts": validatorModule,
    "6-render/templates.ts": templatesModule,
    "graph/page-assets.ts": () => `export const pageAssets = ${JSON.stringify(compiledPageAssets())};`,
    "regular-expressions/load-re2.ts": () => `export function loadRe2() { return require("${re2}"); }`,
    ...(separate && { "yaml/browser/index.js": yamlModule }),
  };
  return {
    name: "compiled-modules",
    setup(build) {
      for (const [module, contentsOf] of Object.entries(modules))
        build.onLoad({ filter: new RegExp(`[\\\\/]${module.replaceAll("/", "[\\\\/]").replace(".", "\\.")}$`) }, ({ path }) => ({
          contents: contentsOf(),
          resolveDir: dirname(path),
          loader: "js",
        }));
    },
  };
}

function templatesModule(): string {
  const entries = compiledTemplates().map(({ name, code }) => `${JSON.stringify(name)}: ${code}`);
  return `import { isPresent, quote, quoteLines, sortedEntries, unquoted } from "./template-functions.ts";
export const templates = {
${entries.join(",\n")}
};
`;
}

/** Each function loads the library and calls its namesake: most texts are read without the library. Its classes are for types only. */
function yamlModule(): string {
  const functions = Object.entries(yaml).filter(([, value]) => typeof value === "function" && !/^class\b/.test(String(value)));
  return `let library;
const loaded = () => (library ??= require("./yaml.cjs"));
${functions.map(([name]) => `export const ${name} = (...args) => loaded().${name}(...args);`).join("\n")}
`;
}

function validatorModule(): string {
  const ajv = new Ajv2020({ ...ajvOptions, messages: false, code: { source: true, esm: true, optimize: 2 } });
  return `${standalone.default(ajv, ajv.compile(withoutAnnotations(schemaDocument()) as object))}
export function validateFederation(data) {
  return validate(data) ? [] : validate.errors;
}
`;
}

const annotations = ["title", "description", "examples", "default", "$comment"];
/** The keys of these maps are the user's fields, not keywords. */
const maps = ["properties", "$defs"];

/** A schema without its annotations, which would go into the code. */
function withoutAnnotations(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutAnnotations);
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.entries(schema).filter(([keyword]) => !annotations.includes(keyword));
  return Object.fromEntries(
    kept.map(([keyword, value]) => [
      keyword,
      maps.includes(keyword)
        ? Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, withoutAnnotations(inner)]))
        : withoutAnnotations(value),
    ]),
  );
}
