import { readdirSync, readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { writeYaml } from "./yaml-templates.ts";

const folder = new URL("../../templates/", import.meta.url);

/** Handlebars is told not to offer `@key` and not to look for a helper behind each field: both would cost time for every value. */
const options = { strict: true, data: false, preventIndent: true, knownHelpers: { entries: true, indented: true }, knownHelpersOnly: true };

const handlebars = Handlebars.create();
writeYaml(handlebars);

/** Every template as a function, by its name. The published fedc contains these functions as precompiled code. */
export const templates: Readonly<Record<string, (view: unknown) => string>> = Object.fromEntries(
  templateSources().map(({ name, source }) => [name, handlebars.compile(source, options)]),
);

/** The templates as JavaScript, for the bundle. */
export function precompiledTemplates(): readonly { readonly name: string; readonly code: string }[] {
  return templateSources().map(({ name, source }) => ({ name, code: String(handlebars.precompile(source, options)) }));
}

/** The text of every template, with each `{{> _part}}` replaced by the text of that part. */
function templateSources(): readonly { readonly name: string; readonly source: string }[] {
  const read = (file: string): string =>
    readFileSync(new URL(file, folder), "utf8").replace(/^\{\{> (\w+)\}\}\n/gm, (_, part) => read(`${part}.hbs`));
  return readdirSync(folder)
    .filter((file) => file.endsWith(".hbs") && !file.startsWith("_"))
    .sort()
    .map((file) => ({ name: file.slice(0, -".hbs".length), source: read(file) }));
}
