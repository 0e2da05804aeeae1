import type { Labels } from "../1-load/federation-file.ts";
import { selects } from "../istio/objects/selects.ts";
import type { ClusterInventory } from "./cluster-inventory.ts";
import { hasKey } from "./host-names.ts";
import { labelsIn, listIn, mappingIn, numberIn, type StandingObject, textIn, textsIn, valueIn } from "./standing-object.ts";

/** One end of a connection: pods of a namespace, or something outside of the cluster. */
export type NetworkEnd = { readonly namespace: string; readonly namespaceLabels: Labels; readonly labels: Labels } | "outside";

/**
 * The NetworkPolicy that keeps pods from a connection, into them or out of them; undefined if it may pass. What cannot be told, such as a
 * block of addresses, counts as passing (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
 */
export function blockingPolicy(
  standing: ClusterInventory,
  direction: "Ingress" | "Egress",
  pods: { readonly namespace: string; readonly labels: Labels },
  peer: NetworkEnd,
  port: { readonly number: number; readonly name?: string | undefined },
): StandingObject | undefined {
  const isolating = standing
    .inNamespace(pods.namespace, "NetworkPolicy")
    .filter((object) => appliesTo(object, direction) && matchesSelector(valueIn(object.spec, "podSelector"), pods.labels));
  const [ends, rules] = direction === "Ingress" ? (["from", "ingress"] as const) : (["to", "egress"] as const);
  const passes = isolating.some(({ spec, namespace }) =>
    listIn(spec, rules).some(
      (rule) => isPort(listIn(rule, "ports"), port) && isPeer(listIn(rule, ends), peer, namespace ?? pods.namespace),
    ),
  );
  return passes ? undefined : isolating[0];
}

function appliesTo({ spec }: StandingObject, direction: "Ingress" | "Egress"): boolean {
  const types = textsIn(spec, "policyTypes");
  if (types.length > 0) return types.includes(direction);
  return direction === "Ingress" || listIn(spec, "egress").length > 0;
}

function isPeer(peers: readonly unknown[], end: NetworkEnd, own: string): boolean {
  if (peers.length === 0) return true;
  return peers.some((peer) => {
    if (hasKey(peer, "ipBlock")) return true;
    if (end === "outside") return false;
    const isNamespace = hasKey(peer, "namespaceSelector")
      ? matchesSelector(valueIn(peer, "namespaceSelector"), end.namespaceLabels)
      : end.namespace === own;
    return isNamespace && (!hasKey(peer, "podSelector") || matchesSelector(valueIn(peer, "podSelector"), end.labels));
  });
}

function isPort(ports: readonly unknown[], { number, name }: { readonly number: number; readonly name?: string | undefined }): boolean {
  if (ports.length === 0) return true;
  return ports.some((port) => {
    if ((textIn(port, "protocol") ?? "TCP") !== "TCP") return false;
    const first = numberIn(port, "port");
    // A name that is not known here may be that of the port.
    if (first === undefined) return textIn(port, "port") === undefined || name === undefined || textIn(port, "port") === name;
    return number >= first && number <= (numberIn(port, "endPort") ?? first);
  });
}

/** Whether a selector of Kubernetes chooses these labels; an empty one chooses all. */
function matchesSelector(selector: unknown, labels: Labels): boolean {
  if (!selects(labelsIn(mappingIn(selector), "matchLabels"), labels)) return false;
  return listIn(mappingIn(selector), "matchExpressions").every((expression) => {
    const value = labels[textIn(expression, "key") ?? ""];
    const values = textsIn(expression, "values");
    switch (textIn(expression, "operator")) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      case "DoesNotExist":
        return value === undefined;
      default:
        return true;
    }
  });
}
