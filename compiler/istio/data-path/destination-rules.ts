import { shownName } from "../objects/object-head.ts";
import type { DestinationRule, PortPolicy } from "../objects/read-destination-rule.ts";
import { selects } from "../objects/selects.ts";
import { UnsupportedObject } from "../objects/unsupported-object.ts";
import { isVisible } from "../objects/visibility.ts";
import type { KnownService } from "./services.ts";
import type { SourceProxy } from "./source-proxy.ts";

/**
 * The rule that a proxy follows for a service: of its own namespace (one for these pods before one for all), else of the service's namespace,
 * else of Istio's root namespace. Where its own namespace has a rule for other pods only, it follows none (pilot/pkg/model/push_context.go,
 * destinationRule; pilot/pkg/model/sidecar.go, DestinationRule).
 */
export function ruleFor(
  { mesh, namespace, labels }: SourceProxy,
  { host, namespace: serviceNamespace }: KnownService,
): DestinationRule | undefined {
  const rules = mesh.destinationRules.get(host);
  if (!rules) return undefined;
  const own = rules.filter(({ name }) => name.namespace === namespace);
  const forPods = only(own.filter(({ workloadSelector }) => workloadSelector && selects(workloadSelector, labels)));
  const forAll = (of: string) =>
    only(
      rules.filter(
        ({ name, workloadSelector, visibility }) => name.namespace === of && !workloadSelector && isVisible(visibility, namespace),
      ),
    );
  const inOwn = forPods ?? forAll(namespace);
  return inOwn || own.length > 0 ? inOwn : (forAll(serviceNamespace) ?? forAll(mesh.facts.rootNamespace));
}

/** What holds for a port and a subset: a port's settings replace the rest, a subset's what they name (MergeTrafficPolicy). */
export function policyFor(rule: DestinationRule | undefined, port: number, subset: string): PortPolicy | undefined {
  const top = rule?.policy?.ports.get(port) ?? rule?.policy;
  const own = subset === "" ? undefined : rule?.subsets.get(subset)?.policy;
  const narrow = own?.ports.get(port);
  if (narrow) return narrow;
  if (!own) return top;
  return {
    tls: own.tls ?? top?.tls,
    outlierDetection: own.outlierDetection ?? top?.outlierDetection,
    failoverPriority: own.failoverPriority ?? top?.failoverPriority,
  };
}

function only(rules: readonly DestinationRule[]): DestinationRule | undefined {
  const [one, another] = rules;
  if (one && another)
    throw new UnsupportedObject(
      shownName(another.name),
      "spec.host",
      `of two rules for one host the older wins; the other is ${shownName(one.name)}`,
    );
  return one;
}
