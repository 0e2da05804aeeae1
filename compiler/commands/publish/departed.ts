import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReferenceTime } from "../../3-check/reference-time.ts";
import { makePlan } from "../../4-plan/plan.ts";
import type { Overlay } from "../../6-render/overlay.ts";
import { render } from "../../6-render/render.ts";
import { parseInventory } from "../../7-write/inventory.ts";
import { INVENTORY } from "../../7-write/layout.ts";
import { federationAtRevision } from "../../environment/federation-at-revision.ts";
import { Failure } from "../../findings/failure.ts";
import { compare } from "../../findings/finding.ts";

/** All that the overlay of an inactive cluster holds: its namespace and the ConfigMap that keeps it from being empty. */
const bare: ReadonlySet<string> = new Set(["generated/README.md", "generated/kustomization.yaml", "generated/gateways.yaml"]);

/** Clusters that have gone while their overlay, as it was built last, still grants something. */
export function departedFromFolder(folder: string, overlays: readonly Overlay[]): readonly string[] {
  const known = new Set(overlays.map(({ cluster }) => cluster));
  const federation = overlays[0]?.federation;
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.sort(compare).filter((name) => {
    const path = join(folder, name, INVENTORY);
    const inventory = known.has(name) || name.startsWith(".") || !existsSync(path) ? undefined : parseInventory(readFileSync(path, "utf8"));
    return typeof inventory === "object" && inventory.federation === federation && holdsMore(inventory.files.keys());
  });
}

/** The same by the file at a revision. Throws a Failure where that cannot be compiled. */
export async function departedSince(
  file: string,
  revision: string,
  overlays: readonly Overlay[],
  maxBytes: number,
  time: ReferenceTime,
): Promise<readonly string[]> {
  const before = await federationAtRevision(file, revision, time, maxBytes);
  const built = makePlan(before).clusters.map((cluster) => render(before.name, cluster));
  const known = new Set(overlays.map(({ cluster }) => cluster));
  return built.filter(({ cluster, files }) => !known.has(cluster) && holdsMore(files.keys())).map(({ cluster }) => cluster);
}

/** Says which clusters have to leave in another way. Throws a Failure where there are any. */
export function refuseDeparted(names: readonly string[], where: string): void {
  if (names.length === 0) return;
  throw new Failure(
    `${names.map((name) => `\`${name}\``).join(", ")} ${names.length === 1 ? "is" : "are"} gone from the file while ${where} still holds more than nothing`,
    "a cluster leaves by `inactive: <reason>`: publish that, and delete it from the file once it is deployed",
  );
}

function holdsMore(files: Iterable<string>): boolean {
  return [...files].some((file) => !bare.has(file));
}
