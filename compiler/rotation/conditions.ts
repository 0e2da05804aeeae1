import type { Cluster, Federation } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import type { Certificate } from "../certificates/certificate.ts";
import { compare } from "../findings/finding.ts";
import { certificateNames, type LiveItem } from "./live.ts";
import { type Owner, trustsByItself } from "./owner.ts";
import { partnersOf, type ReliedRoot } from "./relied-root.ts";
import { isOutage, type Stage } from "./stage.ts";

/** A condition that these clusters have to meet. */
export interface Condition {
  /** The step before which it has to be met: the owners switch their issuer, the overlays of this file are synced, or the next step. */
  readonly by: "switch" | "sync" | "next step";
  readonly clusters: readonly string[];
  readonly what: string;
}

type Fact = Omit<Condition, "by">;

/** The conditions in the order in which they are met. There are none if the file is refused, or if only dates change. */
export function conditionsOf(relied: ReliedRoot, stage: Stage, federation: Federation): readonly Condition[] {
  if (isOutage(stage) || stage.change === "renew" || stage.coming.length === 0) return [];
  const { coming, going, step, change } = stage;
  const trusted = trusting(relied, coming, federation);
  if (step === 1) return by("next step", change === "back" ? presenting(relied, going) : trusted);
  if (step === 2) return [...by("switch", trusted), ...by("next step", presenting(relied, coming))];
  return by(step === 3 ? "sync" : "next step", presenting(relied, coming));
}

function by(by: Condition["by"], facts: readonly Fact[]): readonly Condition[] {
  return facts.map((fact) => ({ by, ...fact }));
}

/** All partners to which a certificate is presented trust it. */
function trusting(relied: ReliedRoot, items: Stage["coming"], federation: Federation): readonly Fact[] {
  const certificates = items.map(({ certificate }) => certificate);
  const names = certificateNames(items);
  const partners = partnersOf(relied);
  const meshes = relied.mode === "workloads" ? istiods(relied, partners, certificates, federation) : [];
  const byOverlay = partners.filter((partner) => anchored(relied, partner, certificates, federation));
  const who = relied.mode === "gateways" ? "its gateways trust" : "its mesh trusts";
  return [
    ...factsOf(
      meshes.map(({ name: cluster, istio: { rootNamespace } }) => ({
        cluster,
        what: `\`root-cert.pem\` in istiod's Secret \`cacerts\` in \`${rootNamespace}\` holds the old root and ${names}; istiod is restarted where it runs without \`ISTIO_MULTIROOT_MESH\``,
      })),
    ),
    ...factsOf(
      byOverlay.map(({ name: cluster, managed }) => ({
        cluster,
        what: `${managed ? "the overlay is synced" : "configures itself"}, so that ${who} ${names}`,
      })),
    ),
  ];
}

/** The owners present only certificates under these. */
function presenting({ owners, mode }: ReliedRoot, items: readonly LiveItem[]): readonly Fact[] {
  const names = certificateNames(items);
  const sentences = mode === "gateways" ? byGateways : byWorkloads;
  return factsOf(owners.flatMap((owner) => sentences(owner, names).map((what) => ({ cluster: owner.cluster.name, what }))));
}

function byGateways({ cluster, sides }: Owner, names: string): readonly string[] {
  if (!cluster.managed) return [`configures itself: its gateways present only certificates under ${names}`];
  const used = (["ingress", "egress"] as const).filter((side) => sides.has(side));
  const credentials = used.map((side) => `\`${cluster.credentials[side]}\``).join(" and ");
  const where = `${credentials} in \`${cluster.namespace}\``;
  if (!cluster.issuer)
    return [
      `the Secret${used.length > 1 ? "s" : ""} ${where} ${used.length > 1 ? "hold certificates" : "holds a certificate"} under ${names}`,
    ];
  const { kind, name } = cluster.issuer;
  return [
    `${kind} \`${name}\` signs with ${names}`,
    `since then cert-manager has renewed the Certificate${used.length > 1 ? "s" : ""} ${where}`,
  ];
}

function byWorkloads({ cluster }: Owner, names: string): readonly string[] {
  if (!cluster.managed) return [`configures itself: its workloads present only certificates under ${names}`];
  return [
    `istiod signs with ${names}, by an intermediate in its Secret \`cacerts\` in \`${cluster.istio.rootNamespace}\``,
    "since then every workload has a new certificate: 24 hours, unless the mesh sets another lifetime",
  ];
}

/**
 * Meshes that trust by istiod's own bundle: those of the owners, whose workloads call each other, and those of partners under the same key,
 * which get no anchor.
 */
function istiods(
  { owners }: ReliedRoot,
  partners: readonly Cluster[],
  certificates: readonly Certificate[],
  federation: Federation,
): readonly Cluster[] {
  const own = owners.map(({ cluster }) => cluster);
  const shared = partners.filter((partner) => certificates.some((certificate) => trustsByItself(partner, certificate, federation)));
  return [...new Set([...own, ...shared])].sort((a, b) => compare(a.name, b.name));
}

function anchored({ mode }: ReliedRoot, partner: Cluster, certificates: readonly Certificate[], federation: Federation): boolean {
  return mode === "gateways" || certificates.some((certificate) => !trustsByItself(partner, certificate, federation));
}

/** Groups clusters that share a condition. */
function factsOf(conditions: readonly { readonly cluster: string; readonly what: string }[]): readonly Fact[] {
  return [...grouped(conditions, ({ what }) => what)].map(([what, group]) => ({ clusters: group.map(({ cluster }) => cluster), what }));
}
