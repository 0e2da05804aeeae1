import type { Labels } from "../../1-load/federation-file.ts";
import { labelsText } from "../../1-load/labels-text.ts";
import type { Consumption } from "../../2-resolve/federation.ts";
import { callerNamespaces, sorted } from "../../2-resolve/names.ts";
import type { AnsweredLocalName, ClusterView } from "../cluster-view.ts";
import { type Manifest, metadata, planned, suppressed } from "../manifest.ts";
import { objectName } from "../names.ts";
import { callersNamespaces } from "../visibility.ts";
import { failingOver, localFailoverPolicy, localLeavingComment } from "./failover.ts";
import type { LocalSubsets } from "./routes.ts";

/** The callers that a DestinationRule for a local Service applies to. */
export interface RuleScope {
  /** Undefined for everyone who can see the Service. */
  readonly namespace: string | undefined;
  /** Pods there; empty for all of them. */
  readonly labels: Labels;
}

/**
 * The scopes that need a DestinationRule for the local Service of a name. Istio applies one rule per host and proxy, the most specific one. A rule that
 * other namespaces see would hide the user's rules for wildcard hosts there too, so each namespace of callers gets its own rule. Endpoints that a
 * failover adds belong to the Service for everyone, so everyone needs the rule that says how to call them.
 */
export function ruleScopes({ consumptions }: AnsweredLocalName): readonly RuleScope[] {
  const apart = consumptions.filter(tellsPodsApart);
  const namespaces = callersNamespaces(apart);
  if (failingOver(consumptions).length > 0 || namespaces.includes("*")) return [{ namespace: undefined, labels: {} }];
  return namespaces.map((namespace) => ({ namespace, labels: labelsIn(namespace, apart) }));
}

/** The name and namespace of a scope's rule. */
export function ruleName({ namespace }: RuleScope, name: string, home: string): { readonly name: string; readonly namespace: string } {
  const isHome = namespace === undefined || namespace === home;
  return { name: objectName(isHome ? `federation-${name}` : `federation-${name}.${home}`), namespace: namespace ?? home };
}

/** DestinationRules for the existing Service of a local name. */
export function localRules(
  view: ClusterView,
  answered: AnsweredLocalName,
  about: { readonly name: string; readonly namespace: string; readonly service: string | undefined },
  subsets: LocalSubsets,
): readonly Manifest[] {
  const failovers = failingOver(answered.consumptions);
  const leaving = sorted(failovers.map(({ consumption }) => localLeavingComment(consumption.service)));
  return ruleScopes(answered).map((scope) => {
    const { name, namespace } = ruleName(scope, about.name, about.namespace);
    const own = scope.namespace !== undefined;
    // Without a selector it would compete with a rule of the user in this namespace for the same host, and the younger one would win.
    const everyone = own && Object.keys(scope.labels).length === 0;
    return planned(
      "DestinationRule",
      metadata({ federation: view.federation, namespace, service: about.service }, name, everyone ? suppressed("IST0133") : {}),
      {
        host: answered.host,
        ...(own && { exportTo: ["."], workloadSelector: { matchLabels: scope.labels } }),
        ...(failovers.length > 0 && { trafficPolicy: localFailoverPolicy(failovers) }),
        ...(subsets.size > 0 && { subsets: [...subsets.values()] }),
      },
      ...leaving,
      own
        ? "For these callers it replaces your own DestinationRules for this host. Patch the settings that you need into it."
        : "It hides your DestinationRules for wildcard hosts, for all callers.",
      ...(everyone ? ["IST0133 does not apply: a rule with an empty selector takes precedence over rules without a selector."] : []),
    );
  });
}

/** The labels of the callers' pods, if one set of labels selects all callers. Gateways do not have these labels. */
function labelsIn(namespace: string, consumptions: readonly Consumption[]): Labels {
  const here = consumptions.filter(({ callers }) => callerNamespaces(callers).includes(namespace));
  if (here.some(({ delegate }) => delegate)) return {};
  const [labels, ...others] = new Map(here.map(({ callerLabels = {} }) => [labelsText(callerLabels), callerLabels])).values();
  return labels && others.length === 0 ? labels : {};
}

/** Whether a route leads to a subset of the local Service's pods. */
function tellsPodsApart({ routes }: Consumption): boolean {
  return routes.some(({ destinations }) => destinations.some(({ subset }) => subset));
}
