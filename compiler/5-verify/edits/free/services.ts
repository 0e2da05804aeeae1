import { labelsText } from "../../../1-load/labels-text.ts";
import type { FieldEdit } from "../field-edits.ts";
import { isData, type KubernetesObject, labelsAt } from "../kubernetes-object.ts";
import type { Surroundings } from "../surroundings.ts";
import { type FreeField, flag, freeFields, oneOf, wholeNumber } from "./free-field.ts";

const entrance = "by which of a cloud's or a node's ways a connection comes to the gateway, which asks everybody the same";
const given = "what Kubernetes chooses by itself";

export const serviceFields: readonly FreeField[] = [
  ...freeFields(entrance, "spec", ["externalTrafficPolicy"], oneOf("Cluster", "Local")),
  ...freeFields(entrance, "spec", ["internalTrafficPolicy"], isCalledFromOutside),
  ...freeFields(entrance, "spec", ["trafficDistribution", "loadBalancerSourceRanges.**", "loadBalancerClass", "loadBalancerIP"]),
  ...freeFields(entrance, "spec", ["allocateLoadBalancerNodePorts"], flag),
  ...freeFields(entrance, "spec", ["sessionAffinity"], oneOf("None", "ClientIP")),
  ...freeFields(entrance, "spec", ["sessionAffinityConfig.**"]),
  ...freeFields(given, "spec", ["healthCheckNodePort", "ipFamilies.**", "ipFamilyPolicy"]),
  ...freeFields(given, "spec", ["clusterIP", "clusterIPs.**"], isGivenAddress),
  ...freeFields(given, "spec.ports.*", ["nodePort"], (edit, ...others) => edit.meant === undefined && wholeNumber()(edit, ...others)),
  ...freeFields("the port at which a gateway says that it is well", "spec.ports", ["*"], isStatusPort),
];

/** With `Local`, a proxy calls only the pods on its own node, and its calls fail if there are none. */
function isCalledFromOutside({ found }: FieldEdit, { data }: KubernetesObject, { facts }: Surroundings): boolean {
  const selector = labelsAt(data, "spec.selector");
  const isOf = (side: "ingress" | "egress") => selector !== undefined && labelsText(selector) === labelsText(facts.gateways[side].labels);
  return found === undefined || found === "Cluster" || (found === "Local" && isOf("ingress") && !isOf("egress"));
}

/** `None` makes the Service headless. */
function isGivenAddress({ meant, found }: FieldEdit): boolean {
  return meant === undefined && ![found].flat().includes("None");
}

const statusPort = 15021;

function isStatusPort({ meant, found }: FieldEdit): boolean {
  if (meant !== undefined || !isData(found)) return false;
  return found.name === "status-port" && found.port === statusPort && (found.targetPort ?? statusPort) === statusPort;
}

/** Fields of the ConfigMap that keeps an overlay from being empty. */
export const markerFields = freeFields("a note that no proxy reads", "", ["data.**", "binaryData.**", "immutable"]);

const token = "Kubernetes' own token: the gateways' pods say for themselves that they do not get it";

export const accountFields: readonly FreeField[] = [
  { at: "automountServiceAccountToken", why: token, when: flag },
  { at: "imagePullSecrets.**", why: "by what right images are fetched" },
  { at: "secrets.**", why: "a list that Kubernetes only shows" },
];
