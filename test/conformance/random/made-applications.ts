import { portOf } from "./made-clusters.ts";
import type { MadeFederation } from "./made-federation.ts";

interface Application {
  readonly namespace: string;
  readonly name: string;
  readonly account: string;
  readonly version: string;
}

/** Who calls: the accounts that federations name, and one that no federation names. */
const callers: readonly Application[] = [
  { namespace: "ns0", name: "a", account: "a", version: "v1" },
  { namespace: "ns1", name: "b", account: "b", version: "v1" },
  { namespace: "ns1", name: "c", account: "c", version: "v1" },
];

const strict = {
  apiVersion: "security.istio.io/v1",
  kind: "PeerAuthentication",
  metadata: { name: "default", namespace: "istio-system" },
  spec: { mtls: { mode: "STRICT" } },
};

/** The callers of all clusters, by the names that calls give them. */
export const callerNames: readonly string[] = callers.map(({ namespace, name }) => `${namespace}/${name}`);

/** What a cluster has to run for a federation: its callers, what it exposes, and its own Service of a consumed name. */
export function madeApplications({ services }: MadeFederation, cluster: string): readonly object[] {
  const exposed = Object.values(services).flatMap(({ expose }) => expose[cluster] ?? []);
  const apps = new Set(exposed.map(({ service }) => service.replace(/\..*$/, "")));
  const consumed = Object.values(services).flatMap(({ consume = {} }) => consume[cluster] ?? []);
  const own = consumed.some(({ localService }) => localService === "existing");
  const served: readonly Application[] = [
    ...[...apps].flatMap((name) => ["v1", "v2"].map((version) => ({ namespace: "data", name, account: name, version }))),
    ...(own ? [{ namespace: "shop", name: "own", account: "own", version: "v1" }] : []),
  ];
  const all = [...callers, ...served];
  const namespaces = new Set([...all.map(({ namespace }) => namespace), "shop"]);
  const named = new Map(served.map((application) => [application.name, application]));
  return [
    strict,
    ...[...namespaces].map((name) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels: { "istio-injection": "enabled" } },
    })),
    ...all.flatMap((application) => [account(application), deployment(application)]),
    ...[...named.values()].map(service),
  ];
}

function account({ namespace, account: name }: Application): object {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } };
}

/** A Deployment by the name of its account where it calls, by its version too where it is called. */
function deployment({ namespace, name, account, version }: Application): object {
  const labels = { app: name, version };
  const ports = Object.entries(portOf).map(([protocol, containerPort]) => ({ name: protocol, containerPort }));
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: callerNames.includes(`${namespace}/${name}`) ? name : `${name}-${version}`, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: account,
          containers: [{ name: "app", image: "conformance/app", env: [{ name: "VERSION", value: version }], ports }],
        },
      },
    },
  };
}

function service({ namespace, name }: Application): object {
  const ports = Object.entries(portOf).map(([protocol, port]) => ({ name: protocol, port }));
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace }, spec: { selector: { app: name }, ports } };
}
