import type { AlternativeEntry } from "../1-load/federation-file.ts";
import type { Allow } from "../2-resolve/federation.ts";

/** What an allow lets through, one text per alternative: `GET, HEAD /items/*`. What is inactive as a whole is told as it was written. */
export function allowsText(allow: Allow | undefined): readonly string[] {
  if (!allow) return [];
  const { written, alternatives } = allow;
  if (written === "any") return ["any connection"];
  const all = "map" in written ? written : [written];
  return (alternatives.length > 0 ? alternatives : all).map((alternative) => alternativeText(alternative));
}

function alternativeText({ methods, paths, rpcs, callers }: AlternativeEntry): string {
  const operations =
    rpcs !== undefined ? listed(rpcs, "any rpc") : methods !== undefined ? listed(methods, "any method") : paths ? "" : "any connection";
  const where = paths ? paths.join(", ") : "";
  const who = callers === undefined || callers === "any" ? "" : `from ${callers.join(", ")}`;
  return [operations, where, who].filter((part) => part !== "").join(" ");
}

function listed(names: "any" | readonly string[], any: string): string {
  return names === "any" ? any : names.join(", ");
}
