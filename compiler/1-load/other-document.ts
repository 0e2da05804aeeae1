import type { Findings } from "../findings/finding.ts";
import { didYouMean } from "../findings/suggest.ts";
import { quotedValue, ticked } from "./schema/shape-words.ts";
import type { Spans } from "./spans.ts";

/** Keys of every federation that few other files have. `services` is not listed, since Compose has it too. */
const KEYS = ["apiVersion", "kind", "metadata", "clusters", "trust"] as const;

const HELP = "is it the right file? a federation begins with `apiVersion: fedc.dev/v1alpha1` and `kind: Federation`";

/** Reports a file of another kind once. Otherwise the schema would report each of its keys. */
export function reportOtherDocument(data: object, at: Spans, findings: Findings): void {
  const { apiVersion, kind } = data as Readonly<Record<string, unknown>>;
  if (typeof apiVersion === "string" && typeof kind === "string") {
    if (apiVersion.startsWith("fedc.dev") || didYouMean(kind, ["Federation"])) return;
    const message = `this is a ${quotedValue(kind)} of ${quotedValue(apiVersion)}, not a federation`;
    findings.add({ code: "FED109", severity: "error", message, at: at.value(data, "kind" as never), help: HELP });
    return;
  }
  const names = Object.keys(data);
  const [first] = names;
  if (first === undefined || names.some((name) => KEYS.some((key) => key === name || didYouMean(name, [key])))) return;
  const message = `${quotedValue(at.source.name)} is not a federation: it has no ${ticked(KEYS, "or")}`;
  findings.add({ code: "FED109", severity: "error", message, at: at.key(data, first as never), help: HELP });
}
