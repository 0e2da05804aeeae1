import type { Mode, RootEntry, RootState } from "../1-load/federation-file.ts";
import type { Cluster, Federation, Root } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
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
  const links = grants.flatMap(({ inactive, mode, exposure: { cluster: exposer }, consumer }) =>
    inactive === undefined
      ? [
          { mode, cluster: exposer, partner: consumer, side: "ingress" as const },
          { mode, cluster: consumer, partner: exposer, side: "egress" as const },
        ]
      : [],
  );
  const linksByOwner = grouped(links, ({ mode, cluster }) => `${mode} ${cluster.name}`);
  const modes: readonly Mode[] = ["gateways", "workloads"];
  return [...clusters.values()].flatMap((cluster) =>
    modes.flatMap((mode) => {
      const own = linksByOwner.get(`${mode} ${cluster.name}`);
      const root = roots.get(rootNameOf(cluster, mode) ?? "");
      if (!own || !root) return [];
      const linked = new Set(own.map(({ partner }) => partner));
      const partners = [...clusters.values()].filter((partner) => linked.has(partner));
      return [{ cluster, mode, root, partners, sides: new Set(own.map(({ side }) => side)) }];
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
