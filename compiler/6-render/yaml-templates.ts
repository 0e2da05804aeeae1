import type Handlebars from "handlebars";
import { quote, quoteLines, sortedEntries } from "./quote.ts";

/**
 * Lets templates write YAML: `{{value}}` is quoted as YAML needs it, where Handlebars would escape for HTML, and only `{{{text}}}` goes
 * out as it is. `{{#each (entries map)}}` goes by sorted key, and `{{{indented value 4}}}` writes lines as an indented block.
 * Handlebars has one `escapeExpression` for all its environments, and templates take it over when they are made: so this comes first.
 */
export function writeYaml(handlebars: Pick<typeof Handlebars, "registerHelper" | "Utils">): void {
  Object.assign(handlebars.Utils, { escapeExpression: quote });
  handlebars.registerHelper("entries", sortedEntries);
  handlebars.registerHelper("indented", quoteLines);
}
