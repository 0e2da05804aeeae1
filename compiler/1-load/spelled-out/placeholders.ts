import type { Findings } from "../../findings/finding.ts";
import type { Place } from "../../findings/source.ts";
import { didYouMean } from "../../findings/suggest.ts";
import type { Spans } from "../spans.ts";
import { isMapping } from "../yaml/manifest-data.ts";
import type { Mapping } from "./mapping.ts";

/**
 * Reports what stands in braces in the defaults of clusters and is not `{cluster}`, and a `{cluster}` that YAML reads as a mapping. In a cluster's own
 * entry the braces would go into the overlays as they are.
 */
export function reportPlaceholders(data: object, at: Spans, findings: Findings): void {
  const { defaults, clusters } = data as Mapping;
  const reportAt = (place: Place) => (message: string, help: string) =>
    findings.add({ code: "FED118", severity: "error", message, at: place, help });
  if (isMapping(defaults) && isMapping(defaults.clusters)) reportInDefaults(defaults.clusters, at, reportAt);
  for (const [name, cluster] of Object.entries(isMapping(clusters) ? clusters : {}))
    if (isMapping(cluster)) reportInCluster(cluster, name, at, reportAt);
}

type ReportAt = (place: Place) => (message: string, help: string) => void;

function reportInDefaults(within: object, at: Spans, reportAt: ReportAt): void {
  for (const [key, value] of Object.entries(within)) {
    const place = at.value(within, key as never);
    const report = reportAt(place);
    if (typeof value === "string") {
      const [, foreign] = /(\$\{\s*cluster\s*\}|\{\{\s*cluster\s*\}\})/.exec(value) ?? [];
      const [, braced, name = ""] = /(\{\s*([A-Za-z][\w.-]*)\s*\})/.exec(value.replaceAll("{cluster}", "")) ?? [];
      if (foreign !== undefined) report(`\`${foreign}\` stands for nothing`, "write `{cluster}`");
      else if (braced !== undefined)
        report(
          `\`${braced}\` stands for nothing`,
          didYouMean(name, ["cluster"])?.replace(/`cluster`/, "`{cluster}`") ?? "`{cluster}` stands for the cluster's name",
        );
    } else if (isMapping(value) && isBraces(value, at.source.text.slice(place.start, place.end)))
      report(
        "YAML reads these braces as a mapping, not as a text",
        `write it in quotes: \`"${at.source.text.slice(place.start, place.end)}"\``,
      );
    else if (typeof value === "object" && value !== null) reportInDefaults(value, at, reportAt);
  }
}

/** Annotations and reasons are any text. */
const freeTexts = ["annotations", "inactive"];

function reportInCluster(within: object, cluster: string, at: Spans, reportAt: ReportAt): void {
  for (const [key, value] of Object.entries(within)) {
    if (freeTexts.includes(key)) continue;
    if (typeof value === "string" && value.includes("{cluster}"))
      reportAt(at.value(within, key as never))(
        "`{cluster}` stands for a name only under `defaults.clusters`",
        `write \`${cluster}\` in its place, or move the text there`,
      );
    else if (typeof value === "object" && value !== null) reportInCluster(value, cluster, at, reportAt);
  }
}

/** `{cluster}` without quotes. */
function isBraces(value: Mapping, written: string): boolean {
  const [inner, ...others] = Object.values(value);
  return inner === null && others.length === 0 && written.startsWith("{");
}
