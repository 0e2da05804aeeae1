/** What a cluster is before fedc comes: its installation of Istio, its authorities and its addresses. */
export interface ClusterSpec {
  /** `1.30` */
  readonly istio?: string;
  /** The authority over its workloads' certificates; one of its own where nothing is said. */
  readonly root?: string;
  /** `cluster.local` where nothing is said. */
  readonly trustDomain?: string;
  readonly meshConfig?: Readonly<Record<string, unknown>>;
  readonly istiodEnv?: Readonly<Record<string, string>>;
  readonly proxyMetadata?: Readonly<Record<string, string>>;
  /** Addresses of load balancers, by `namespace/deployment`. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** After so many seconds without a packet, its load balancer forgets a connection, and drops what comes on it later without a word. */
  readonly forgetsIdle?: number;
  /** Whether it answers such packets by a reset instead. */
  readonly resetsForgotten?: boolean;
  /** The authorities behind issuers of cert-manager; `CLUSTER-ISSUER` where nothing is said. */
  readonly issuers?: Readonly<Record<string, string>>;
  readonly certManager?: "imitated" | "real";
  /** Whether pods have as long to end as they ask for. Otherwise they end at once, which saves time and is what a lost node does. */
  readonly gracefulEnd?: boolean;
}

/** The clusters of a scenario, in the order of their addresses. */
export type Topology = ReadonlyMap<string, ClusterSpec>;

const fields = [
  "istio",
  "root",
  "trustDomain",
  "meshConfig",
  "istiodEnv",
  "proxyMetadata",
  "addresses",
  "forgetsIdle",
  "resetsForgotten",
  "issuers",
  "certManager",
  "gracefulEnd",
];

/** Reads a topology.yaml that YAML has read. Throws for what no topology has. */
export function readTopology(document: unknown): Topology {
  const stranger = Object.keys(document ?? {}).find((field) => !["clusters", "names"].includes(field));
  if (stranger) throw new Error(`a topology has no field \`${stranger}\`; there are clusters, names`);
  const clusters = (document as { clusters?: Record<string, ClusterSpec | null> } | null)?.clusters;
  if (!clusters || Object.keys(clusters).length === 0) throw new Error("a topology lists `clusters`");
  return new Map(
    Object.entries(clusters).map(([name, spec]) => {
      const unknown = Object.keys(spec ?? {}).find((field) => !fields.includes(field));
      if (unknown) throw new Error(`cluster ${name} of the topology has no field \`${unknown}\`; there are ${fields.join(", ")}`);
      return [name, { ...spec, ...(spec?.istio !== undefined && { istio: String(spec.istio) }) }];
    }),
  );
}

/** The DNS names outside of the clusters that a topology.yaml gives addresses to. */
export function readNames(document: unknown): ReadonlyMap<string, string> {
  return new Map(Object.entries((document as { names?: Record<string, string> } | null)?.names ?? {}));
}

/** The same with other versions of Istio: `1.30` for all clusters, or `cluster1=1.30`. The last one that is for a cluster counts. */
export function withVersions(topology: Topology, versions: readonly string[]): Topology {
  const asked = versions.map((text) => /^(?:(.+)=)?(.+)$/.exec(text) ?? []);
  return new Map(
    [...topology].map(([name, spec]) => {
      const istio = asked.findLast(([, cluster]) => cluster === undefined || cluster === name)?.[2];
      return [name, istio === undefined ? spec : { ...spec, istio }];
    }),
  );
}

/** The same with this kind of cert-manager where the topology says nothing. */
export function withCertManager(topology: Topology, certManager: "imitated" | "real"): Topology {
  return new Map([...topology].map(([name, spec]) => [name, { certManager, ...spec }]));
}
