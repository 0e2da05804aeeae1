import { stringify } from "yaml";
import type { Labels } from "../../compiler/1-load/federation-file.ts";
import type { Cluster, Consumption, Exposure, Federation } from "../../compiler/2-resolve/federation.ts";
import { grouped } from "../../compiler/2-resolve/grouped.ts";
import { certificatesOf } from "../../compiler/2-resolve/trusted-roots.ts";
import type { Overlay } from "../../compiler/6-render/overlay.ts";
import { certificatePem } from "../../compiler/certificates/pem.ts";
import { ClusterInventory, StandingInventory } from "../../compiler/inventory/cluster-inventory.ts";
import { readDump } from "../../compiler/inventory/read-dump.ts";

/** Objects as data, which tests may change before they are written and read. */
export type StandingData = Record<string, unknown> & { kind: string; metadata: { name: string; namespace?: string; labels?: Labels } };

/** The dumps of a federation's clusters, in which everything is as the file says: a text per file and cluster. */
export type RightDumps = Map<string, { overlay: readonly string[]; objects: StandingData[] }>;

export function rightDumps(federation: Federation, overlays: readonly Overlay[] = []): RightDumps {
  return new Map(
    [...federation.clusters.values()].map((cluster) => {
      const files = overlays.find((overlay) => overlay.cluster === cluster.name)?.files ?? new Map<string, string>();
      const overlay = [...files].flatMap(([path, text]) => (path.endsWith(".yaml") && !path.endsWith("kustomization.yaml") ? text : []));
      return [cluster.name, { overlay, objects: [...objectsBeside(federation, cluster)] }];
    }),
  );
}

/** Reads dumps as fedc does. Every group of kinds was looked at. */
export function readRight(dumps: RightDumps): StandingInventory {
  return new StandingInventory(
    [...dumps].map(([cluster, { overlay, objects }]) => {
      const list = stringify({ apiVersion: "v1", kind: "List", items: objects }, { aliasDuplicateObjects: false, lineWidth: 0 });
      const groups = ["core", "apps", "networking.k8s.io", "networking.istio.io", "security.istio.io", "cert-manager.io"];
      const contents = [
        readDump(`${cluster}/objects.yaml`, list),
        ...overlay.map((text, index) => readDump(`${cluster}/overlay-${index}.yaml`, text)),
        ...groups.map((group) => readDump(`${cluster}/${group}.yaml`, "apiVersion: v1\nkind: List\nitems: []\n")),
      ];
      return new ClusterInventory(cluster, cluster, contents);
    }),
  );
}

export function standing(
  apiVersion: string,
  kind: string,
  namespace: string | undefined,
  name: string,
  rest: object = {},
  labels?: Labels,
): StandingData {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }), ...(labels && { labels }) }, ...rest };
}

function* objectsBeside(federation: Federation, cluster: Cluster): Iterable<StandingData> {
  const exposures = federation.services.flatMap((service) => service.exposures).filter((one) => one.cluster === cluster);
  const consumptions = federation.services.flatMap((service) => service.consumptions).filter((one) => one.cluster === cluster);
  const made = new Map<string, StandingData>();
  for (const object of [...servicesOf(exposures), ...existingOf(consumptions), ...gatewaysOf(cluster)])
    made.set(`${object.kind} ${object.metadata.namespace}/${object.metadata.name}`, object);
  yield* made.values();
  const callers = [
    ...consumptions.flatMap(({ callers }) => (callers === "any" ? [] : callers)),
    ...exposures.flatMap(({ protect = [] }) => protect),
  ].filter((caller) => !caller.endsWith("/*"));
  const accounts = new Set(callers);
  for (const caller of accounts) {
    const [namespace, name = ""] = caller.split("/");
    yield standing("v1", "ServiceAccount", namespace, name);
    // Pods in the gateways' own namespace ask for a sidecar themselves.
    const inject = { app: name, "sidecar.istio.io/inject": "true" };
    if (namespace === cluster.namespace) yield deployment(namespace, name, inject, name);
  }
  const namespaces = new Set([
    ...exposures.map(({ local }) => local.namespace),
    ...consumptions.flatMap(({ as, callers }) => [
      ...(as?.namespace === undefined ? [] : [as.namespace]),
      ...(callers === "any" ? [] : callers.map((caller) => caller.split("/")[0] ?? "")),
    ]),
    ...exposures.flatMap(({ protect = [] }) => protect.map((caller) => caller.split("/")[0] ?? "")),
    ...(cluster.createNamespace ? [] : [cluster.namespace]),
  ]);
  if (cluster.createNamespace) namespaces.delete(cluster.namespace);
  for (const name of namespaces) yield standing("v1", "Namespace", undefined, name, {}, { "istio-injection": "enabled" });
  if (cluster.issuer)
    yield standing(
      "cert-manager.io/v1",
      cluster.issuer.kind,
      cluster.issuer.kind === "Issuer" ? cluster.namespace : undefined,
      cluster.issuer.name,
    );
  yield* meshOf(federation, cluster);
}

function servicesOf(exposures: readonly Exposure[]): readonly StandingData[] {
  return [...grouped(exposures, ({ local }) => local.fqdn).values()].flatMap((all) => {
    const [{ local: { name, namespace } = { name: "", namespace: "" } } = {}] = all;
    const selectors: Labels[] = all.flatMap(({ selector }) => (selector ? [selector] : []));
    const first: Labels = selectors[0] ?? { app: name };
    const common: Labels = Object.fromEntries(Object.entries(first).filter(([key, value]) => selectors.every((one) => one[key] === value)));
    const ports = [...grouped(all, ({ port }) => port)].map(([port, [one]]) => ({
      name: `${one?.service.protocol}-${port}`,
      port,
      targetPort: one?.targetPort ?? port,
    }));
    const pods = all.map(({ selector = {}, subset = {}, serviceAccounts }, index) =>
      deployment(namespace, `${name}-${index}`, { ...common, ...selector, ...subset }, serviceAccounts[0] ?? name),
    );
    return [standing("v1", "Service", namespace, name, { spec: { selector: common, ports } }), ...pods];
  });
}

function existingOf(consumptions: readonly Consumption[]): readonly StandingData[] {
  const existing = consumptions.filter(({ create, as }) => !create && as?.namespace !== undefined);
  return [...grouped(existing, ({ as }) => as?.host).values()].flatMap((all) => {
    const { name = "", namespace } = all[0]?.as ?? {};
    const ports = [...new Set(all.map(({ port, service }) => `${service.protocol}-${port}`))].map((text) => ({
      name: text,
      port: Number(text.split("-")[1]),
    }));
    const local = all.flatMap(({ routes, failover = [] }) => [...routes.flatMap(({ destinations }) => destinations), ...failover]);
    const pods = local.map(({ subset = {} }, index) => deployment(namespace, `${name}-${index}`, { app: name, ...subset }, name));
    return [
      standing("v1", "Service", namespace, name, { spec: { selector: { app: name }, ports } }),
      deployment(namespace, name, { app: name }, name),
      ...pods,
    ];
  });
}

function gatewaysOf(cluster: Cluster): readonly StandingData[] {
  return (["ingress", "egress"] as const).flatMap((side) => {
    const settings = cluster[side];
    return settings && !settings.deploy
      ? [deployment(cluster.namespace, `gateway-${side}`, settings.selector, settings.serviceAccount)]
      : [];
  });
}

function* meshOf(
  { roots }: Federation,
  { istio, trustDomain, workloadsRoot, namespace, issuer, credentials }: Cluster,
): Iterable<StandingData> {
  const mesh = stringify({
    trustDomain,
    rootNamespace: istio.rootNamespace,
    pathNormalization: { normalization: istio.pathNormalization },
  });
  yield standing("v1", "ConfigMap", istio.rootNamespace, istio.revision === undefined ? "istio" : `istio-${istio.revision}`, {
    data: { mesh },
  });
  const root = workloadsRoot === undefined ? undefined : roots.get(workloadsRoot);
  const pem =
    root &&
    certificatesOf(root)
      .map(({ der }) => certificatePem(der))
      .join("");
  if (pem) yield standing("v1", "ConfigMap", istio.rootNamespace, "istio-ca-root-cert", { data: { "root-cert.pem": pem } });
  if (!issuer)
    for (const name of [credentials.ingress, credentials.egress])
      yield standing("v1", "Secret", namespace, name, { data: { "tls.key": "eA==" } });
}

function deployment(namespace: string | undefined, name: string, labels: Labels, account: string): StandingData {
  const spec = { serviceAccountName: account, containers: [{ name: "app", image: "app" }] };
  return standing("apps/v1", "Deployment", namespace, name, {
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  });
}
