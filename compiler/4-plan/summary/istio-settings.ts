import type { ClusterView } from "../cluster-view.ts";
import { meshPartners } from "../trust/mesh-trust.ts";

/** A setting of the Istio installation that differs from the default. */
export interface IstioSetting {
  /** For people, in Markdown. */
  readonly words: string;
  /** Paths and values in Istio's Helm chart `istiod`. */
  readonly values: readonly { readonly path: readonly string[]; readonly value: string }[];
}

const proxyMetadata = ["meshConfig", "defaultConfig", "proxyMetadata"];

/** The settings that the emitted objects need, and those that federation.yaml states for the cluster. */
export function istioSettings(view: ClusterView): readonly IstioSetting[] {
  const { cluster } = view;
  const { domain, pathNormalization } = cluster.istio;
  return [
    ...meshSettings(view),
    ...dnsSettings(view),
    ...unless("cluster.local", cluster.trustDomain, "the trust domain", ["meshConfig", "trustDomain"]),
    ...unless("cluster.local", domain, "the cluster domain", ["global", "proxy", "clusterDomain"]),
    ...unless("BASE", pathNormalization, "path normalization", ["meshConfig", "pathNormalization", "normalization"]),
  ];
}

/** Roots reach the proxies only with both settings of `roots` (pilot/pkg/xds/pcds.go, pkg/istio-agent/xds_proxy.go). */
function meshSettings(view: ClusterView): readonly IstioSetting[] {
  if (view.partners.length === 0) return [];
  const meshConfig: IstioSetting = {
    words: "`SHARED_MESH_CONFIG=istio-federation` on istiod: from that ConfigMap it learns the partners' names",
    values: [{ path: ["env", "SHARED_MESH_CONFIG"], value: "istio-federation" }],
  };
  if (meshPartners(view).foreign.length === 0) return [meshConfig];
  const roots: IstioSetting = {
    words:
      "`ISTIO_MULTIROOT_MESH=true` on istiod and `PROXY_CONFIG_XDS_AGENT=true` in the proxies' metadata: so the partners' roots reach the proxies, without a restart",
    values: [
      { path: ["env", "ISTIO_MULTIROOT_MESH"], value: "true" },
      { path: [...proxyMetadata, "PROXY_CONFIG_XDS_AGENT"], value: "true" },
    ],
  };
  return [meshConfig, roots];
}

function dnsSettings({ names }: ClusterView): readonly IstioSetting[] {
  const hostNames = names.filter(({ consumptions: [first] }) => first?.create && first.as?.namespace === undefined).map(({ host }) => host);
  if (hostNames.length === 0) return [];
  const words = `DNS capture in the callers' proxies (\`ISTIO_META_DNS_CAPTURE=true\` in their metadata), for ${hostNames.join(", ")}`;
  return [{ words, values: [{ path: [...proxyMetadata, "ISTIO_META_DNS_CAPTURE"], value: "true" }] }];
}

function unless(standard: string, value: string, subject: string, path: readonly string[]): readonly IstioSetting[] {
  return value === standard ? [] : [{ words: `${subject} \`${value}\` (\`${path.join(".")}\`)`, values: [{ path, value }] }];
}

/** Values of the chart, as a tree. */
export interface ChartValues {
  readonly [key: string]: string | ChartValues;
}

/** All settings as one tree of chart values. */
export function chartValues(settings: readonly IstioSetting[]): ChartValues {
  const entries = settings.flatMap(({ values }) => values);
  return treeOf(entries);
}

function treeOf(entries: readonly { readonly path: readonly string[]; readonly value: string }[]): ChartValues {
  const keys = [...new Set(entries.map(({ path }) => path[0] ?? ""))].sort();
  return Object.fromEntries(
    keys.map((key) => {
      const under = entries.filter(({ path }) => path[0] === key);
      const leaf = under.find(({ path }) => path.length === 1);
      return [key, leaf?.value ?? treeOf(under.map(({ path, value }) => ({ path: path.slice(1), value })))];
    }),
  );
}
