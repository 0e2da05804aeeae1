import type { Labels } from "../../1-load/federation-file.ts";
import { labelsText } from "../../1-load/labels-text.ts";
import type { Consumption } from "../../2-resolve/federation.ts";
import { callerNamespaces, sorted } from "../../2-resolve/names.ts";
import type { AnsweredLocalName, ClusterView } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, suppressed } from "../manifest.ts";
import { objectName } from "../names.ts";
import { callersNamespaces } from "../visibility.ts";
import { failingOver, localFailoverPolicy, localLeavingComment } from "./failover.ts";
import type { LocalSubsets } from "./routes.ts";

/** For whom a rule about a local Service holds. */
export interface RuleScope {
  /** Undefined for everyone who sees the Service. */
  readonly namespace: string | undefined;
  /** Pods there; empty for all of them. */
  readonly labels: Labels;
}

/**
 * For whom the local Service of a name needs DestinationRules. Istio follows one rule per host and proxy, the most specific one: a rule that other
 * namespaces see would hide the user's rules for wildcard hosts there, too. So each namespace of callers gets a rule of its own. Endpoints that
 * a failover adds are the Service's for everyone, so everyone needs the rule that says how to call them.
 */
export function ruleScopes({ consumptions }: AnsweredLocalName): readonly RuleScope[] {
  const apart = consumptions.filter(tellsPodsApart);
  const namespaces = callersNamespaces(apart);
  if (failingOver(consumptions).length > 0 || namespaces.includes("*")) return [{ namespace: undefined, labels: {} }];
  return namespaces.map((namespace) => ({ namespace, labels: labelsIn(namespace, apart) }));
}

/** Where the rule of a scope is, and how it is called. */
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
  const extended = failingOver(answered.consumptions);
  const leaving = sorted(extended.map(({ consumption }) => localLeavingComment(consumption.service)));
  return ruleScopes(answered).map((scope) => {
    const { name, namespace } = ruleName(scope, about.name, about.namespace);
    const own = scope.namespace !== undefined;
    // Without a selector it would compete with a rule of the user's in this namespace for the same host, and the younger one would win.
    const everyone = own && Object.keys(scope.labels).length === 0;
    const object = {
      apiVersion: "networking.istio.io/v1" as const,
      kind: "DestinationRule" as const,
      metadata: metadata({ federation: view.federation, namespace, service: about.service }, name, everyone ? suppressed("IST0133") : {}),
      spec: {
        host: answered.host,
        ...(own && { exportTo: ["."], workloadSelector: { matchLabels: scope.labels } }),
        ...(extended.length > 0 && { trafficPolicy: localFailoverPolicy(view, extended) }),
        ...(subsets.size > 0 && { subsets: [...subsets.values()] }),
      },
    };
    return manifest(
      object,
      ...leaving,
      own
        ? "For these callers it stands in place of your own rules for this host. Patch into it what they are to keep."
        : "It hides your rules for wildcard hosts, for everyone.",
      ...(everyone ? ["IST0133 does not apply: a rule without labels comes before rules without a selector."] : []),
    );
  });
}

/** The callers' pods where one set of labels tells them. */
function labelsIn(namespace: string, consumptions: readonly Consumption[]): Labels {
  const here = consumptions.filter(({ callers }) => callerNamespaces(callers).includes(namespace));
  const [labels, ...others] = new Map(here.map(({ callerLabels = {} }) => [labelsText(callerLabels), callerLabels])).values();
  return labels && others.length === 0 ? labels : {};
}

/** Whether it leads to some pods of the local Service only. */
function tellsPodsApart({ routes }: Consumption): boolean {
  return routes.some(({ destinations }) => destinations.some(({ subset }) => subset));
}
