import type Handlebars from "handlebars";
import { sortedEntries } from "../2-resolve/names.ts";
import { quote, quoteLines } from "./quote.ts";

/**
 * Lets templates write YAML. `{{value}}` is quoted for YAML instead of escaped for HTML, and `{{{text}}}` is written unchanged.
 * `{{#each (entries map)}}` iterates by sorted key, and `{{{indented value 4}}}` writes lines as an indented block.
 * Call this before templates are compiled: all environments share one `escapeExpression`, and a template keeps the one it finds.
 */
export function writeYaml(handlebars: Pick<typeof Handlebars, "registerHelper" | "Utils">): void {
  Object.assign(handlebars.Utils, { escapeExpression: quote });
  handlebars.registerHelper("entries", sortedEntries);
  handlebars.registerHelper("indented", quoteLines);
}
