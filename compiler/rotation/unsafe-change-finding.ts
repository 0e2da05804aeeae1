import type { FederationFile } from "../1-load/federation-file.ts";
import type { Spans } from "../1-load/spans.ts";
import { sorted } from "../2-resolve/names.ts";
import { rootPlace } from "../2-resolve/written-places.ts";
import type { Finding } from "../findings/finding.ts";
import type { Place } from "../findings/source.ts";
import { certificateNames } from "./live.ts";
import { nextLines } from "./next-lines.ts";
import type { ReliedRoot } from "./relied-root.ts";
import { isOutage, type Stage } from "./stage.ts";

/** The context of a finding. */
interface UnsafeChangeContext {
  readonly file: FederationFile;
  readonly at: Spans;
  /** Whether outages are allowed, so that the finding is a warning. */
  readonly allowOutage: boolean;
}

/** The finding about a stage that would be an outage; undefined for any other stage. */
export function unsafeChangeFinding(relied: ReliedRoot, stage: Stage, context: UnsafeChangeContext): Finding | undefined {
  if (!isOutage(stage)) return undefined;
  const { code, message, at } = reported(relied, stage, context);
  const help = ["first write", ...nextLines(relied, stage).map((line) => `  ${line}`)].join("\n");
  return { code, severity: context.allowOutage ? "warning" : "error", message, at, help };
}

function reported(
  relied: ReliedRoot,
  { change, coming, going }: Stage,
  { file, at }: UnsafeChangeContext,
): { code: string; message: string; at: Place } {
  const { root, owners, lacking, cutOff } = relied;
  const key = at.key(file.trust.roots, root.name);
  const names = (clusters: readonly { readonly name: string }[]) => sorted(clusters.map(({ name }) => `\`${name}\``)).join(", ");
  const who = names(owners.map(({ cluster }) => cluster));
  if (change === "replace") {
    const message = `\`${root.name}\` replaces at once everything by which ${names(cutOff)} know${cutOff.length > 1 ? "" : "s"} ${who}`;
    return { code: "FED501", message, at: rootNamePlace(relied, at) ?? key };
  }
  if (change === "removed while active") {
    return {
      code: "FED502",
      message: `${certificateNames(going)} is removed from \`${root.name}\` although it still signs for ${who}`,
      at: key,
    };
  }
  const partners = new Map(coming.flatMap(({ certificate }) => lacking(certificate.anchorId)).map((partner) => [partner.name, partner]));
  const [first] = coming;
  const message = `${certificateNames(coming)} becomes active for ${who}, but ${names([...partners.values()])} do${partners.size > 1 ? "" : "es"} not trust it yet`;
  return { code: "FED503", message, at: first ? rootPlace(at, first.written) : key };
}

/** The place at which a cluster names another root than before. */
function rootNamePlace({ owners: [owner], root, formerRoot, mode }: ReliedRoot, at: Spans): Place | undefined {
  const entry = owner?.cluster.written.trust?.[mode];
  return entry?.root !== undefined && formerRoot !== undefined && formerRoot !== root.name ? at.value(entry, "root") : undefined;
}
