import type { Labels } from "../../1-load/federation-file.ts";
import type { ClusterInventory } from "../../inventory/cluster-inventory.ts";
import { wholeHost } from "../../inventory/host-names.ts";
import { seesHost, sidecarOf } from "../../inventory/sidecar-scope.ts";
import { labelsIn, listIn, textIn, textsIn } from "../../inventory/standing-object.ts";
import { selects } from "../../istio/objects/selects.ts";
import type { HandMadeUse } from "../hand-made.ts";
import { coversHost, localDomain } from "../hand-made-rules.ts";
import type { GatewaysOfCluster } from "./hand-made-meshes.ts";
import type { UnreadObject } from "./strict-cluster.ts";

/** One side of a use: its cluster, and the pods there that the calls pass. */
export interface SideOfUse {
  readonly use: HandMadeUse;
  readonly standing: ClusterInventory;
  readonly gateways: GatewaysOfCluster;
  readonly rootNamespace: string;
}

/** Whether an object that the model does not know may touch the calls of a use in its cluster. It is asked too much rather than too little. */
export function mayTouchUse({ object, spec }: UnreadObject, side: SideOfUse): boolean {
  const { use, standing, rootNamespace } = side;
  const { kind, namespace = "" } = object;
  const isConsumer = use.consumer === standing.cluster;
  const isExposer = use.exposer === standing.cluster;
  const whole = (host: string) => wholeHost(host, object.namespace, localDomain);
  const isAbout = (host: string) => hostsOf(side).some((one) => coversHost(whole(host), one));
  switch (kind) {
    case "VirtualService":
    case "ServiceEntry":
      return textsIn(spec, "hosts").some(isAbout);
    case "DestinationRule":
      return isAbout(textIn(spec, "host") ?? "");
    case "Gateway":
      return (
        podsOf(side).some(({ labels }) => selects(labelsIn(spec, "selector"), labels)) &&
        listIn(spec, "servers").some((server) => textsIn(server, "hosts").some(isAbout))
      );
    case "Sidecar":
      return isConsumer && isHidden(side);
    case "WorkloadEntry":
      return isExposer && namespace === use.exposure.local.namespace;
    case "EnvoyFilter":
      return (
        isForPods(side, namespace, labelsIn(spec, "workloadSelector", "labels")) ||
        (isConsumer && (namespace === rootNamespace || isAmongCallers(use, namespace)))
      );
    default:
      return isForPods(side, namespace, labelsIn(spec, "selector", "matchLabels"));
  }
}

/** All hosts under which a call is known on its way through one cluster. */
function hostsOf({ use, standing }: SideOfUse): readonly string[] {
  const { call, name, exposure } = use;
  const sent = [call.sent.authority, ...(call.sent.sni === undefined ? [] : [call.sent.sni])];
  const own = [
    wholeHost(name.as, undefined, localDomain),
    ...call.outer.hosts,
    ...call.through.flatMap((passed) => [passed.host, passed.sent.authority, ...(passed.sent.sni === undefined ? [] : [passed.sent.sni])]),
  ];
  const served = `${exposure.local.name}.${exposure.local.namespace}.svc.${localDomain}`;
  return [...sent, ...(use.consumer === standing.cluster ? own : []), ...(use.exposer === standing.cluster ? [served] : [])];
}

function podsOf({ use, standing, gateways }: SideOfUse): readonly { readonly namespace: string; readonly labels: Labels }[] {
  const { exposure, pods } = use;
  const { ingress, egress } = gateways;
  return [
    ...(use.exposer === standing.cluster
      ? [...(ingress ? [ingress] : []), { namespace: exposure.local.namespace, labels: pods.selector ?? {} }]
      : []),
    ...(use.consumer === standing.cluster && use.call.through.length > 0 && egress ? [egress] : []),
  ];
}

function isForPods(side: SideOfUse, namespace: string, selector: Labels): boolean {
  return podsOf(side).some(
    (pods) => (namespace === pods.namespace || namespace === side.rootNamespace || namespace === "") && selects(selector, pods.labels),
  );
}

function isAmongCallers({ name, callers }: HandMadeUse, namespace: string): boolean {
  const named = callers === "any" ? name.namespaces : callers.map((caller) => caller.slice(0, caller.indexOf("/")));
  return named === "any" || named.includes(namespace);
}

/** Whether the Sidecar of a calling namespace leaves out the name. */
function isHidden({ use, standing, rootNamespace }: SideOfUse): boolean {
  const host = wholeHost(use.name.as, undefined, localDomain);
  const [, own = ""] = use.name.as.split(".");
  const calling = new Set(standing.all("Namespace").map(({ name }) => name));
  for (const { namespace } of standing.all("Sidecar")) if (namespace !== undefined && namespace !== rootNamespace) calling.add(namespace);
  return [...calling]
    .filter((namespace) => isAmongCallers(use, namespace))
    .some((namespace) => {
      const sidecar = sidecarOf(standing, namespace, {}, rootNamespace);
      return sidecar !== undefined && !seesHost(sidecar, own, host);
    });
}
