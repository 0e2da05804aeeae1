import { readdirSync, readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { registerHelpers } from "./quote.ts";

const folder = new URL("../../templates/", import.meta.url);

/** What a template makes of a view, by the template's name. The packed fedc holds these as code, made when it is built. */
export const templates: Readonly<Record<string, (view: unknown) => string>> = compileTemplates();

function compileTemplates(): Record<string, (view: unknown) => string> {
  const handlebars = Handlebars.create();
  registerHelpers(handlebars);
  const compiled: Record<string, (view: unknown) => string> = {};
  for (const file of readdirSync(folder)) {
    if (!file.endsWith(".hbs")) continue;
    const name = file.slice(0, -".hbs".length);
    const template = handlebars.compile(readFileSync(new URL(file, folder), "utf8"), { strict: true, noEscape: true, preventIndent: true });
    if (name.startsWith("_")) handlebars.registerPartial(name, template);
    else compiled[name] = template;
  }
  return compiled;
}
