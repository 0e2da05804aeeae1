import { onlyOne } from "../objects/object-head.ts";
import type { DestinationRule, PortPolicy } from "../objects/read-destination-rule.ts";
import { selects } from "../objects/selects.ts";
import { isVisible } from "../objects/visibility.ts";
import type { KnownService } from "./services.ts";
import type { SourceProxy } from "./source-proxy.ts";

/**
 * The rule that a proxy follows for a service: one of its own namespace (for these pods before one for all), else one of the service's
 * namespace, else one of Istio's root namespace. If its own namespace has a rule for other pods only, it follows none
 * (pilot/pkg/model/push_context.go, destinationRule; pilot/pkg/model/sidecar.go, DestinationRule).
 */
export function ruleFor(
  { mesh, namespace, labels }: SourceProxy,
  { host, namespace: serviceNamespace }: KnownService,
): DestinationRule | undefined {
  const rules = mesh.destinationRules.get(host);
  if (!rules) return undefined;
  const theOne = (found: readonly DestinationRule[]) => onlyOne(found, "spec.host", "rules for one host");
  const forAll = (of: string) =>
    theOne(rules.filter((rule) => rule.name.namespace === of && !rule.workloadSelector && isVisible(rule.visibility, namespace)));
  const own = rules.filter(({ name }) => name.namespace === namespace);
  const inOwn = theOne(own.filter(({ workloadSelector }) => workloadSelector && selects(workloadSelector, labels))) ?? forAll(namespace);
  return inOwn || own.length > 0 ? inOwn : (forAll(serviceNamespace) ?? forAll(mesh.facts.rootNamespace));
}

/**
 * The settings for a port and a subset. Those of a port replace all others; those of a subset replace what they name
 * (pilot/pkg/networking/util/util.go, MergeTrafficPolicy).
 */
export function policyFor(rule: DestinationRule | undefined, port: number, subset: string): PortPolicy | undefined {
  const top = rule?.policy?.ports.get(port) ?? rule?.policy;
  const own = subset === "" ? undefined : rule?.subsets.get(subset)?.policy;
  const ofPort = own?.ports.get(port);
  if (ofPort) return ofPort;
  if (!own) return top;
  return {
    tls: own.tls ?? top?.tls,
    outlierDetection: own.outlierDetection ?? top?.outlierDetection,
    failoverPriority: own.failoverPriority ?? top?.failoverPriority,
  };
}
