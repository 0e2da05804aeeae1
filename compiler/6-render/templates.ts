import { readdirSync, readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { writeYaml } from "./yaml-templates.ts";

const folder = new URL("../../templates/", import.meta.url);

/** Without `@key` and the like, and without asking whether a field might be a helper: both would cost time with every value. */
const options = { strict: true, data: false, preventIndent: true, knownHelpers: { entries: true, indented: true }, knownHelpersOnly: true };

const handlebars = Handlebars.create();
writeYaml(handlebars);

/** What a template makes of a view, by the template's name. The packed fedc holds these as code, made when it is built. */
export const templates: Readonly<Record<string, (view: unknown) => string>> = Object.fromEntries(
  templateSources().map(({ name, source }) => [name, handlebars.compile(source, options)]),
);

/** The templates as JavaScript, by their names: for the bundle. */
export function precompiledTemplates(): readonly { readonly name: string; readonly code: string }[] {
  return templateSources().map(({ name, source }) => ({ name, code: String(handlebars.precompile(source, options)) }));
}

/** The text of every template, with its parts `{{> _part}}` in their places. */
function templateSources(): readonly { readonly name: string; readonly source: string }[] {
  const read = (file: string): string =>
    readFileSync(new URL(file, folder), "utf8").replace(/^\{\{> (\w+)\}\}\n/gm, (_, part) => read(`${part}.hbs`));
  return readdirSync(folder)
    .filter((file) => file.endsWith(".hbs") && !file.startsWith("_"))
    .sort()
    .map((file) => ({ name: file.slice(0, -".hbs".length), source: read(file) }));
}
