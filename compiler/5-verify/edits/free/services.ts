import { labelsText } from "../../../1-load/labels-text.ts";
import type { FieldEdit } from "../field-edits.ts";
import { isData, type KubernetesObject, labelsAt } from "../kubernetes-object.ts";
import type { Surroundings } from "../surroundings.ts";
import { type FreeField, flag, oneOf, wholeNumber } from "./free-field.ts";

const entrance = "by which of a cloud's or a node's ways a connection comes to the gateway, which asks everybody the same";
const given = "what Kubernetes chooses by itself";

export const serviceFields: readonly FreeField[] = [
  { at: "spec.externalTrafficPolicy", why: entrance, when: oneOf("Cluster", "Local") },
  { at: "spec.internalTrafficPolicy", why: entrance, when: isCalledFromOutside },
  { at: "spec.trafficDistribution", why: entrance },
  { at: "spec.loadBalancerSourceRanges.**", why: entrance },
  { at: "spec.loadBalancerClass", why: entrance },
  { at: "spec.loadBalancerIP", why: entrance },
  { at: "spec.allocateLoadBalancerNodePorts", why: entrance, when: flag },
  { at: "spec.healthCheckNodePort", why: given },
  { at: "spec.sessionAffinity", why: entrance, when: oneOf("None", "ClientIP") },
  { at: "spec.sessionAffinityConfig.**", why: entrance },
  { at: "spec.ipFamilies.**", why: given },
  { at: "spec.ipFamilyPolicy", why: given },
  { at: "spec.clusterIP", why: given, when: ({ meant, found }) => meant === undefined && found !== "None" },
  {
    at: "spec.clusterIPs.**",
    why: given,
    when: ({ meant, found }) => meant === undefined && !(Array.isArray(found) && found.includes("None")),
  },
  { at: "spec.ports.*.nodePort", why: given, when: (edit, ...others) => edit.meant === undefined && wholeNumber()(edit, ...others) },
  { at: "spec.ports.*", why: "the port at which a gateway says that it is well", when: isStatusPort },
];

/** With `Local`, an application's proxy knows only the pods on its own node: where there is none, its calls end. */
function isCalledFromOutside({ found }: FieldEdit, { data }: KubernetesObject, { facts }: Surroundings): boolean {
  const selector = labelsAt(data, "spec.selector");
  const isOf = (side: "ingress" | "egress") => selector !== undefined && labelsText(selector) === labelsText(facts.gateways[side].labels);
  return found === undefined || found === "Cluster" || (found === "Local" && isOf("ingress") && !isOf("egress"));
}

const statusPort = 15021;

function isStatusPort({ meant, found }: FieldEdit): boolean {
  if (meant !== undefined || !isData(found)) return false;
  return found.name === "status-port" && found.port === statusPort && (found.targetPort ?? statusPort) === statusPort;
}

/** What nothing reads: the note that keeps an overlay from being empty. */
export const markerFields: readonly FreeField[] = [
  { at: "data.**", why: "a note that no proxy reads" },
  { at: "binaryData.**", why: "a note that no proxy reads" },
  { at: "immutable", why: "a note that no proxy reads" },
];

export const accountFields: readonly FreeField[] = [
  {
    at: "automountServiceAccountToken",
    why: "Kubernetes' own token: the gateways' pods say for themselves that they do not get it",
    when: flag,
  },
  { at: "imagePullSecrets.**", why: "by what right images are fetched" },
  { at: "secrets.**", why: "a list that Kubernetes only shows" },
];
