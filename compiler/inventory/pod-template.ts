import type { Labels } from "../1-load/federation-file.ts";
import { isMapping, type ManifestData } from "../1-load/yaml/manifest-data.ts";
import { selects } from "../istio/objects/selects.ts";
import type { ClusterInventory } from "./cluster-inventory.ts";
import type { StandingKindName } from "./standing-kinds.ts";
import { labelsIn, listIn, mappingIn, numberIn, type StandingObject, textIn, valueIn } from "./standing-object.ts";

/** Pods, or what makes them. */
export interface PodTemplate {
  readonly object: StandingObject;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly account: string;
  readonly ports: readonly { readonly name: string | undefined; readonly number: number }[];
  /** Whether it may have pods: false with `replicas: 0`. */
  readonly running: boolean;
}

/** The kinds with pods that fedc reads. */
export const podKinds = ["Deployment", "StatefulSet", "DaemonSet", "Pod"] as const satisfies readonly StandingKindName[];

/** The pods and templates of a namespace. */
export function podTemplatesIn(standing: ClusterInventory, namespace: string): readonly PodTemplate[] {
  return standing.inNamespace(namespace, ...podKinds).map(podTemplateOf);
}

export function podTemplateOf(object: StandingObject): PodTemplate {
  const isPod = object.kind === "Pod";
  const template = isPod ? object.data : mappingIn(object.spec, "template");
  const spec = mappingIn(template, "spec");
  const containers = [...listIn(spec, "containers"), ...listIn(spec, "initContainers")];
  return {
    object,
    labels: isPod ? object.labels : labelsIn(template, "metadata", "labels"),
    annotations: isPod ? object.annotations : labelsIn(template, "metadata", "annotations"),
    account: textIn(spec, "serviceAccountName") ?? textIn(spec, "serviceAccount") ?? "default",
    ports: containers.flatMap((container) =>
      listIn(container, "ports").flatMap((port) => {
        const number = numberIn(port, "containerPort");
        return number === undefined ? [] : [{ name: textIn(port, "name"), number }];
      }),
    ),
    running: valueIn(object.spec, "replicas") !== 0,
  };
}

/** The selector of a Service; undefined if it has none, or names another host. */
export function selectorOfService(service: StandingObject): Labels | undefined {
  const selector = labelsIn(service.spec, "selector");
  return Object.keys(selector).length > 0 ? selector : undefined;
}

/** The pods behind a Service. Undefined if the dump cannot tell: the Service has no selector, or the dump has no pods. */
export function podsBehind(standing: ClusterInventory, service: StandingObject, namespace: string): readonly PodTemplate[] | undefined {
  const selector = selectorOfService(service);
  if (!selector || !knowsPods(standing)) return undefined;
  return podTemplatesIn(standing, namespace).filter(({ labels }) => selects(selector, labels));
}

/** Whether the dump has what makes pods. */
export function knowsPods(standing: ClusterInventory): boolean {
  return standing.has(...podKinds);
}

/** A port of a Service. */
export interface StandingPort {
  readonly number: number;
  readonly name: string | undefined;
  readonly targetPort: number | string;
  /** As Istio reads it: by `appProtocol`, or by the name's first part. Undefined if Istio finds it out by looking. */
  readonly protocol: string | undefined;
  readonly udp: boolean;
}

/** https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/ */
const namedProtocols = ["http", "http2", "https", "tcp", "tls", "grpc", "grpc-web", "mongo", "mysql", "redis", "udp", "auto"];
const appProtocols: Readonly<Record<string, string>> = {
  "kubernetes.io/h2c": "http2",
  "kubernetes.io/ws": "http",
  "kubernetes.io/wss": "https",
};

export function portsOfService(service: StandingObject): readonly StandingPort[] {
  return listIn(service.spec, "ports").flatMap((port) => {
    const number = numberIn(port, "port");
    if (number === undefined || !isMapping(port)) return [];
    const [name, app] = [textIn(port, "name"), textIn(port, "appProtocol")?.toLowerCase()];
    const first = namedProtocols.find((one) => name === one || name?.startsWith(`${one}-`));
    const protocol = app === undefined ? first : (appProtocols[app] ?? (namedProtocols.includes(app) ? app : first));
    return [{ number, name, targetPort: targetPortOf(port, number), protocol, udp: textIn(port, "protocol") === "UDP" }];
  });
}

function targetPortOf(port: ManifestData, number: number): number | string {
  const { targetPort } = port;
  if (typeof targetPort === "number" || typeof targetPort === "string") return targetPort;
  return number;
}

/** The numbers of a port's pods; empty if no pod names it. */
export function targetNumbers({ targetPort }: StandingPort, pods: readonly PodTemplate[]): readonly number[] {
  if (typeof targetPort === "number") return [targetPort];
  return [...new Set(pods.flatMap(({ ports }) => ports.flatMap(({ name, number }) => (name === targetPort ? number : []))))];
}
