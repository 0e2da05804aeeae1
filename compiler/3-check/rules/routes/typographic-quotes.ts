import type { Place } from "../../../findings/source.ts";
import { error, type RuleContext } from "../../rule.ts";

/** A text between quotes as word processors write them. */
const quotedText = /^([“”„«»‘’‚])([^“”„«»‘’‚]*)[“”„«»‘’‚]$/u;

export const typographicQuotes = error("FED430", "quotes that YAML reads as letters", {
  finds: `\
A text stands between the quotes of a word processor or web page, such as “ and
”.`,
  why: `\
YAML knows two quotes, " and '. It takes all others for letters of the text. A
header is then compared with a value that includes them and never matches, and
an owner or a label gets a name that nobody uses.`,
  wrong: `match: { headers: { end-user: { exact: “jason” } } }`,
  right: `match: { headers: { end-user: { exact: "jason" } } }`,
  check(context) {
    for (const { text, place } of freeTexts(context)) {
      const [, quote, inner = ""] = quotedText.exec(text) ?? [];
      if (quote !== undefined)
        context.report({
          at: place,
          message: `YAML reads \`${quote}\` as a letter of this text, not as a quote`,
          help: `write it in plain quotes: \`${JSON.stringify(inner)}\``,
        });
    }
  },
});

/** Owners, labels of pull requests and values of headers. A reason or a description may have any quotes. */
function freeTexts({ file, routes, at }: RuleContext): readonly { readonly text: string; readonly place: Place }[] {
  const clusters = Object.values(file.clusters);
  const textsOf = <T extends object>(entry: T, keys: readonly (keyof T & (string | number))[]) =>
    keys.flatMap((key) => {
      const text = entry[key];
      return typeof text === "string" ? { text, place: at.value(entry, key) } : [];
    });
  return [
    ...[...clusters, ...Object.values(file.services)].flatMap((owned) => textsOf(owned, ["owner"])),
    ...clusters.flatMap(({ gitops: { labels = [] } = {} }) => textsOf(labels, [...labels.keys()])),
    ...routes.flatMap(({ match }) => Object.values(match?.headers ?? {}).flatMap((value) => textsOf(value, ["exact", "prefix", "regex"]))),
  ];
}
