import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ClusterPlans } from "../../4-plan/cluster-plans.ts";
import { RenderedOverlays } from "../../6-render/overlays.ts";
import { parseInventory } from "../../7-write/inventory.ts";
import { INVENTORY } from "../../7-write/layout.ts";
import type { CompileOptions } from "../../compile.ts";
import { Failure } from "../../findings/failure.ts";
import { compare } from "../../findings/finding.ts";
import { federationAtRevision } from "../../inputs/federation-at-revision.ts";

/** The files in the overlay of an inactive cluster: it holds only its namespace, and a ConfigMap that keeps it from being empty. */
const inactiveFiles: ReadonlySet<string> = new Set(["generated/README.md", "generated/kustomization.yaml", "generated/gateways.yaml"]);

/** The clusters of the file to which overlays belong. */
interface Present {
  readonly federation: string;
  readonly clusters: readonly string[];
}

/** The clusters that are no longer in the file although their overlay, as it was last built, still grants something. */
export function departedFromFolder(folder: string, { federation, clusters }: Present): readonly string[] {
  const currentClusters = new Set(clusters);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.sort(compare).filter((name) => {
    const path = join(folder, name, INVENTORY);
    const inventory =
      currentClusters.has(name) || name.startsWith(".") || !existsSync(path) ? undefined : parseInventory(readFileSync(path, "utf8"));
    return typeof inventory === "object" && clusters.length > 0 && inventory.federation === federation && holdsMore(inventory.files.keys());
  });
}

/** The same, judged by the file at a revision. Throws a Failure if that cannot be compiled. */
export async function departedSince(
  file: string,
  revision: string,
  { clusters }: Present,
  options: CompileOptions,
): Promise<readonly string[]> {
  const { federation: before } = await federationAtRevision(file, revision, options);
  const currentClusters = new Set(clusters);
  const plans = new ClusterPlans(before);
  const gone = plans.clusters.filter((name) => !currentClusters.has(name));
  const overlays = [...new RenderedOverlays(before.name, gone, (name) => plans.of(name))];
  return overlays.filter(({ files }) => holdsMore(files.keys())).map(({ cluster }) => cluster);
}

/** Throws a Failure if there are such clusters: they have to leave the federation in another way. */
export function refuseDeparted(names: readonly string[], where: string): void {
  if (names.length === 0) return;
  throw new Failure(
    `${names.map((name) => `\`${name}\``).join(", ")} ${names.length === 1 ? "is" : "are"} no longer in the file, but ${where} still grants something`,
    "a cluster leaves by `inactive: <reason>`: publish that, and delete it from the file once it is deployed",
  );
}

function holdsMore(files: Iterable<string>): boolean {
  return [...files].some((file) => !inactiveFiles.has(file));
}
