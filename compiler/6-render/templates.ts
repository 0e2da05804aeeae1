import { readdirSync, readFileSync } from "node:fs";
import { templateCode } from "./template-code.ts";
import * as functions from "./template-functions.ts";

type Template = (view: unknown) => string;

const folder = new URL("../../templates/", import.meta.url);

/** Every template as a function, by its name. The published fedc contains these functions as finished code. */
export const templates: Readonly<Record<string, Template>> = Object.fromEntries(
  compiledTemplates().map(({ name, code }) => [
    name,
    new Function(...Object.keys(functions), `"use strict"; return ${code}`)(...Object.values(functions)) as Template,
  ]),
);

/** The templates as JavaScript. */
export function compiledTemplates(): readonly { readonly name: string; readonly code: string }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".hbs") && !file.startsWith("_"))
    .sort()
    .map((file) => ({ name: file.slice(0, -".hbs".length), code: templateCode(textOf(file)) }));
}

/** The text of a template, with each `{{> _part}}` replaced by the text of that part. */
function textOf(file: string): string {
  return readFileSync(new URL(file, folder), "utf8").replace(/^\{\{> (\w+)\}\}\n/gm, (_, part) => textOf(`${part}.hbs`));
}
