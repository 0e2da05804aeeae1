import type { Consumption } from "../2-resolve/federation.ts";
import { labelsText } from "../2-resolve/labels-text.ts";
import { callerNamespaces, sorted } from "../2-resolve/names.ts";
import { failingOver, localFailoverPolicy, localLeavingComment } from "./as-failover.ts";
import type { LocalSubsets } from "./as-routes.ts";
import type { AnsweredName, Involvement } from "./involvement.ts";
import { type Manifest, manifest, metadata } from "./manifest.ts";
import { objectName } from "./names.ts";
import type { DestinationRule } from "./objects.ts";
import { callersNamespaces } from "./visibility.ts";

/** The existing Service of a local name, and whose it is. */
interface LocalService {
  readonly federation: string;
  readonly name: string;
  readonly namespace: string;
  readonly service: string | undefined;
}

type Scope = Pick<DestinationRule["spec"], "exportTo" | "workloadSelector">;

/**
 * DestinationRules for the local Service of a name. Istio takes one rule per host and proxy: a rule for the whole name hides the
 * user's rules for a wildcard, and a rule that other namespaces see hides them there too. So each namespace of callers gets a rule
 * of its own that no other namespace sees.
 */
export function localRules(
  involvement: Involvement,
  { host, consumptions }: AnsweredName,
  about: LocalService,
  subsets: LocalSubsets,
): readonly Manifest[] {
  const extended = failingOver(consumptions);
  const apart = consumptions.filter(tellsPodsApart);
  if (extended.length + apart.length === 0) return [];
  const spec = (scope: Scope): DestinationRule["spec"] => ({
    host,
    ...scope,
    ...(extended.length > 0 && { trafficPolicy: localFailoverPolicy(involvement, extended) }),
    ...(subsets.size > 0 && { subsets: [...subsets.values()] }),
  });
  // The added endpoints are the Service's for everyone who sees it, so everyone needs the rule that says how to call them.
  if (extended.length > 0) {
    const leaving = sorted(extended.map(({ consumption }) => localLeavingComment(consumption.service)));
    return [rule(about, about.namespace, spec({}), [...leaving, ...forEveryone])];
  }
  const namespaces = callersNamespaces(apart);
  if (namespaces.includes("*")) return [rule(about, about.namespace, spec({}), forEveryone)];
  return namespaces.map((namespace) => rule(about, namespace, spec(scopeIn(namespace, apart)), forCallers));
}

const forEveryone = ["It stands in place of your rules for a wildcard host, for everyone."];
const forCallers = ["For these callers it stands in place of your own rules for this host. Patch into it what they are to keep."];

function rule(
  { federation, name, namespace: home, service }: LocalService,
  namespace: string,
  spec: DestinationRule["spec"],
  comment: readonly string[],
): Manifest {
  const called = namespace === home ? `federation-${name}` : `federation-${name}.${home}`;
  const about = metadata({ federation, namespace, service }, objectName(called));
  return manifest({ apiVersion: "networking.istio.io/v1", kind: "DestinationRule", metadata: about, spec }, ...comment);
}

/** Only the callers' pods where one set of labels tells them; else everyone in the namespace. */
function scopeIn(namespace: string, consumptions: readonly Consumption[]): Scope {
  const here = consumptions.filter(({ callers }) => callerNamespaces(callers).includes(namespace));
  const [labels, ...others] = new Map(here.map(({ callerLabels = {} }) => [labelsText(callerLabels), callerLabels])).values();
  const selects = labels && others.length === 0 && Object.keys(labels).length > 0;
  return { exportTo: ["."], ...(selects && { workloadSelector: { matchLabels: labels } }) };
}

/** Whether it leads to some pods of the local Service only. */
function tellsPodsApart({ routes }: Consumption): boolean {
  return routes.some(({ destinations }) => destinations.some(({ subset }) => subset));
}
