import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import type { Plugin } from "esbuild";
import { ajvOptions } from "../1-load/validate-federation.ts";

/** Replaces the module that compiles the schema when fedc starts by its code. ajv itself stays out of the bundle. */
export function compiledValidator(): Plugin {
  return {
    name: "compiled-validator",
    setup(build) {
      build.onLoad({ filter: /[\\/]1-load[\\/]validate-federation\.ts$/ }, ({ path }) => ({
        contents: validatorModule(),
        resolveDir: dirname(path),
        loader: "js",
      }));
    },
  };
}

function validatorModule(): string {
  const schema = JSON.parse(readFileSync(new URL("../../schemas/federation.schema.json", import.meta.url), "utf8"));
  const ajv = new Ajv2020({ ...ajvOptions, messages: false, code: { source: true, esm: true, optimize: 2 } });
  return `${standalone.default(ajv, ajv.compile(bare(schema) as object))}
export function validateFederation(data) {
  return validate(data) ? [] : validate.errors;
}
`;
}

const annotations = ["title", "description", "examples", "default", "$comment"];
const maps = ["properties", "$defs"];

/** A schema without its annotations, which would go into the code. */
function bare(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(bare);
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.entries(schema).filter(([keyword]) => !annotations.includes(keyword));
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, maps.includes(keyword) ? eachBare(value) : bare(value)]));
}

/** The keys of these maps are the user's fields, not keywords. */
function eachBare(schemas: object): object {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bare(schema)]));
}
