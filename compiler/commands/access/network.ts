import type { Federation } from "../../2-resolve/federation.ts";
import { awaitedInWords } from "../../4-plan/network/connection-words.ts";
import { networkNeeds } from "../../4-plan/network/connections.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { didYouMean } from "../../findings/suggest.ts";
import { type AccessRequest, access as command } from "./command.ts";
import { type AccessFilter, matchesUse } from "./filter.ts";
import { networkAsCsv, networkReport } from "./network-report.ts";

type NetworkFormat = (typeof formats)[number];

const formats = command.options.format.values;

/** The format of `--network`. Throws a Failure for an unknown format, and for options that do not go together. */
export function networkFormatOf({ network, base, format: named }: AccessRequest): NetworkFormat {
  if (network && base !== undefined)
    throw new Failure("`--network` does not take `--base`", "run it on both versions of the file, and compare their `--format csv`");
  if (!network && named !== undefined) throw new Failure("`--format` needs `--network`", "add `--network`");
  if (named === undefined) return "text";
  const format = formats.find((candidate) => candidate === named);
  if (!format) throw new Failure(`there is no format \`${named}\``, didYouMean(named, formats) ?? "`--format` takes text or csv");
  return format;
}

/** The connections between clusters that the network must let through. */
export function networkAnswer(federation: Federation, filter: AccessFilter, format: NetworkFormat): Answer {
  const needs = networkNeeds(federation.grants, federation.name, (use) => matchesUse(use, filter));
  const answer = { ok: true, findings: [], fields: { ...needs } };
  if (format === "text") return { ...answer, text: (style) => networkReport(needs, filter.asked, style) };
  const warnings = needs.awaited.map((awaited) => ({ message: awaitedInWords(awaited) }));
  return { ...answer, warnings, text: () => networkAsCsv(needs.connections) };
}
