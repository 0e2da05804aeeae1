import type { Spans } from "../../../1-load/spans.ts";
import type { Place } from "../../../findings/source.ts";
import { entriesOf } from "../../entries.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** One text between quotes as word processors write them. */
const quotedText = /^([“”„«»‘’‚])([^“”„«»‘’‚]*)[“”„«»‘’‚]$/u;

/** Texts in which any letter may stand are not put between quotes that YAML takes for letters. */
export const typographicQuotes: Rule = {
  code: "FED430",
  severity: "error",
  title: "quotes that YAML takes for letters",
  finds: `YAML knows two quotes, " and '.`,
  why: `\
Word processors and web pages turn them into
others, such as “ and ”, which are letters of the text to YAML: a header is then
compared with the quotes, and no owner has such a name.`,
  example: `\
Wrong:

  match: { headers: { end-user: { exact: “jason” } } }

Right:

  match: { headers: { end-user: { exact: "jason" } } }`,
  check(context) {
    for (const { text, place } of freeTexts(context)) {
      const [, quote, inner = ""] = quotedText.exec(text) ?? [];
      if (quote === undefined) continue;
      report(context, place, quote, inner);
    }
  },
};

function report(context: RuleContext, at: Place, quote: string, inner: string): void {
  context.report({
    at,
    message: `\`${quote}\` is a letter of this text: YAML does not take it for a quote`,
    help: `write it in plain quotes: \`${JSON.stringify(inner)}\``,
  });
}

interface FreeText {
  readonly text: string;
  readonly place: Place;
}

/** Owners, labels of pull requests and what headers are compared with. A reason or a description may quote what it likes. */
function freeTexts({ file, at }: RuleContext): readonly FreeText[] {
  const owned = [...Object.values(file.clusters), ...Object.values(file.services)];
  const labels = Object.values(file.clusters).flatMap(({ gitops }) =>
    (gitops?.labels ?? []).map((text, i) => ({ text, place: at.value(gitops?.labels ?? [], i) })),
  );
  const headers = entriesOf(file).consumes.flatMap(({ entry }) =>
    (entry.routes ?? []).flatMap(({ match }) => Object.values(match?.headers ?? {}).flatMap((value) => comparedTexts(value, at))),
  );
  return [
    ...owned.flatMap((one) => (one.owner === undefined ? [] : [{ text: one.owner, place: at.value(one, "owner") }])),
    ...labels,
    ...headers,
  ];
}

function comparedTexts(
  value: { readonly exact?: string; readonly prefix?: string; readonly regex?: string },
  at: Spans,
): readonly FreeText[] {
  return (["exact", "prefix", "regex"] as const).flatMap((kind) => {
    const text = value[kind];
    return text === undefined ? [] : [{ text, place: at.value(value, kind) }];
  });
}
