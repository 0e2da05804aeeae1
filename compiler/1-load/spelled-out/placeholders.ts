import type { Findings } from "../../findings/finding.ts";
import { didYouMean } from "../../findings/suggest.ts";
import type { Spans } from "../spans.ts";
import { isMapping } from "../yaml/read-manifests.ts";
import type { Mapping } from "./mapping.ts";

/** Reports what stands in braces in the defaults of clusters and is not `{cluster}`, and a `{cluster}` that YAML reads as a mapping. */
export function reportPlaceholders(data: object, at: Spans, findings: Findings): void {
  const { defaults } = data as Mapping;
  if (!isMapping(defaults) || !isMapping(defaults.clusters)) return;
  reportIn(defaults.clusters, at, findings);
}

function reportIn(within: object, at: Spans, findings: Findings): void {
  for (const [key, value] of Object.entries(within)) {
    const place = at.value(within, key as never);
    const report = (message: string, help: string) => findings.add({ code: "FED118", severity: "error", message, at: place, help });
    if (typeof value === "string") {
      const [, braced, name = ""] = /(\{\s*([A-Za-z][\w.-]*)\s*\})/.exec(value.replaceAll("{cluster}", "")) ?? [];
      if (braced !== undefined)
        report(
          `\`${braced}\` stands for nothing`,
          didYouMean(name, ["cluster"])?.replace(/`cluster`/, "`{cluster}`") ?? "`{cluster}` stands for the cluster's name",
        );
    } else if (isMapping(value) && isBraces(value, at.source.text.slice(place.start, place.end)))
      report(
        "YAML reads these braces as a mapping, not as a text",
        `write it in quotes: \`"${at.source.text.slice(place.start, place.end)}"\``,
      );
    else if (typeof value === "object" && value !== null) reportIn(value, at, findings);
  }
}

/** `{cluster}` without quotes. */
function isBraces(value: Mapping, written: string): boolean {
  const [inner, ...others] = Object.values(value);
  return inner === null && others.length === 0 && written.startsWith("{");
}
