import type { Involvement } from "./involvement.ts";

/** What must be there, and what must not, for the overlay to have its effect. Sentences for people. */
export interface Requirements {
  /** Settings of the Istio installation that are no default. */
  readonly settings: readonly string[];
  /** Everything else that must be there. */
  readonly present: readonly string[];
  readonly absent: readonly string[];
}

/** Only what the emitted constructs really need. */
export function requirementsOf(involvement: Involvement): Requirements {
  const { cluster, names, offers, wants } = involvement;
  const hostNames = names.filter(({ consumptions }) => consumptions[0]?.as?.namespace === undefined).map(({ host }) => host);
  const settings = [
    ...(hostNames.length > 0
      ? [
          `DNS capture in the callers' proxies (\`meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE: "true"\`), for ${hostNames.join(", ")}`,
        ]
      : []),
    ...(cluster.trustDomain === "cluster.local" ? [] : [`the trust domain \`${cluster.trustDomain}\` (\`meshConfig.trustDomain\`)`]),
    ...(cluster.istio.domain === "cluster.local"
      ? []
      : [`the cluster domain \`${cluster.istio.domain}\` (\`global.proxy.clusterDomain\`)`]),
    ...(cluster.istio.pathNormalization === "BASE"
      ? []
      : [`path normalization \`${cluster.istio.pathNormalization}\` (\`meshConfig.pathNormalization.normalization\`)`]),
  ];
  return { settings, present: offers.length + wants.length > 0 ? present(involvement) : [], absent: absent(involvement) };
}

function present({ cluster, offers, wants, names, exposures }: Involvement): readonly string[] {
  const sides = [...(offers.length > 0 ? (["ingress"] as const) : []), ...(wants.length > 0 ? (["egress"] as const) : [])];
  const { issuer, credentials, namespace } = cluster;
  const existing = sides.filter((side) => cluster[side]?.deploy === false);
  const kept = names.flatMap(({ host, consumptions }) =>
    consumptions.filter(({ create }) => !create).map(({ port, service }) => `\`${host}:${port}\` (${service.protocol})`),
  );
  return [
    `Istio 1.31 or later with sidecars${cluster.istio.revision === undefined ? "" : `, revision \`${cluster.istio.revision}\``}; ambient mode is not covered`,
    ...(cluster.createNamespace ? [] : [`the namespace \`${namespace}\`, where sidecar injection is not disabled`]),
    ...(issuer ? [`cert-manager, and its ${issuer.kind} \`${issuer.name}\`, whose root is what federation.yaml says`] : []),
    ...(issuer
      ? []
      : sides.map((side) => `the Secret \`${credentials[side]}\` in \`${namespace}\` with a key pair for \`${cluster.identity[side]}\``)),
    ...existing.map(
      (side) =>
        `the ${side} gateway that \`deploy: false\` speaks of, used for nothing else, in \`${namespace}\`; its account may read Secrets there, and its Service leads to port 15443`,
    ),
    ...exposures
      .filter(({ protect }) => protect)
      .map(({ service }) => `mutual TLS between the callers of ${service.name} and its pods: callers without it are cut off`),
    ...(kept.length > 0 ? [`the local Services ${kept.join(", ")}`] : []),
  ];
}

function absent({ names, cluster }: Involvement): readonly string[] {
  if (names.length === 0) return [];
  return [
    `a VirtualService of yours for ${names.map(({ host }) => `\`${host}\``).join(", ")}: Istio would follow only one of the two`,
    `a \`Sidecar\` in a caller's namespace whose egress hosts leave out \`${cluster.namespace}/*\``,
  ];
}
