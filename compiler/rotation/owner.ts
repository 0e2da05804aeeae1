import type { Mode, RootEntry, RootState } from "../1-load/federation-file.ts";
import type { Cluster, Federation, Root } from "../2-resolve/federation.ts";
import type { Certificate } from "../certificates/certificate.ts";

/** A cluster that proves its identity by certificates of a root, and the partners that check them. */
export interface Owner {
  readonly cluster: Cluster;
  /** Whether its gateways or its workloads present the certificates. */
  readonly mode: Mode;
  readonly root: Root;
  /** Clusters with a grant in force in either direction, because both sides of a call trust each other. */
  readonly partners: readonly Cluster[];
  readonly sides: ReadonlySet<"ingress" | "egress">;
}

/** One certificate of a root. */
export interface RootItem {
  readonly certificate: Certificate;
  readonly state: RootState;
  readonly written: RootEntry;
}

/** Every cluster whose certificates partners rely on. A cluster in both modes is there twice. */
export function ownersOf({ grants, roots, clusters }: Federation): readonly Owner[] {
  const links = new Map<string, { partners: Set<Cluster>; sides: Set<"ingress" | "egress"> }>();
  const link = (mode: Mode, cluster: Cluster, partner: Cluster, side: "ingress" | "egress") => {
    const key = `${mode} ${cluster.name}`;
    const found = links.get(key) ?? { partners: new Set(), sides: new Set() };
    found.partners.add(partner);
    found.sides.add(side);
    links.set(key, found);
  };
  for (const { inactive, mode, exposure, consumer } of grants) {
    if (inactive !== undefined) continue;
    link(mode, exposure.cluster, consumer, "ingress");
    link(mode, consumer, exposure.cluster, "egress");
  }
  const modes: readonly Mode[] = ["gateways", "workloads"];
  return [...clusters.values()].flatMap((cluster) =>
    modes.flatMap((mode) => {
      const found = links.get(`${mode} ${cluster.name}`);
      const root = roots.get(rootNameOf(cluster, mode) ?? "");
      if (!found || !root) return [];
      const partners = [...clusters.values()].filter((partner) => found.partners.has(partner));
      return [{ cluster, mode, root, partners, sides: found.sides }];
    }),
  );
}

/** The root of a cluster's gateways, or of its workloads. */
export function rootNameOf({ root, workloadsRoot }: Cluster, mode: Mode): string | undefined {
  return mode === "gateways" ? root : workloadsRoot;
}

const byWeight: readonly RootState[] = ["incoming", "retiring", "active"];

/** The certificates of a root by `anchorId`. Several with one subject and key make one anchor; the most active state counts. */
export function itemsOf(root: Root | undefined): ReadonlyMap<string, RootItem> {
  const items = new Map<string, RootItem>();
  for (const { state, certificates, written } of root?.items ?? [])
    for (const certificate of certificates) {
      const other = items.get(certificate.anchorId);
      if (!other || byWeight.indexOf(state) > byWeight.indexOf(other.state))
        items.set(certificate.anchorId, { certificate, state, written });
    }
  return items;
}

/** Whether a mesh has this key among its own roots. Then it gets no anchor for it, and trusts it by istiod's own bundle. */
export function trustsByItself(partner: Cluster, certificate: Certificate, { roots }: Pick<Federation, "roots">): boolean {
  return [...itemsOf(roots.get(partner.workloadsRoot ?? "")).values()].some(
    (own) => own.certificate.publicKeyId === certificate.publicKeyId,
  );
}
