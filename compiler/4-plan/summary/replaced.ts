import { labelsText } from "../../1-load/labels-text.ts";
import { callerNamespaces, sorted } from "../../2-resolve/names.ts";
import type { AnsweredLocalName, ClusterView } from "../cluster-view.ts";
import { type RuleScope, ruleName, ruleScopes } from "../local-names/local-rules.ts";

/** Objects and names of the user that the overlay replaces. Sentences for people. */
export function replacedBy({ names }: ClusterView): readonly string[] {
  return names.flatMap((name) => [...rulesInPlace(name), ...portsInPlace(name)]);
}

function rulesInPlace(answered: AnsweredLocalName): readonly string[] {
  const as = answered.consumptions[0]?.as;
  const home = as?.namespace;
  if (as === undefined || home === undefined) return [];
  return ruleScopes(answered).map((scope) => {
    const { name, namespace } = ruleName(scope, as.name, home);
    return `DestinationRules of yours for \`${answered.host}\`: ${scopeText(scope)}. Patch their \`trafficPolicy\` into \`${name}\` in \`${namespace}\``;
  });
}

function scopeText({ namespace, labels }: RuleScope): string {
  if (namespace === undefined)
    return "for everyone, a rule for a wildcard host no longer holds for it, on any port; one for the Service itself is merged if it has no `exportTo`";
  if (Object.keys(labels).length === 0) return `in \`${namespace}\` none holds any more, on any port`;
  return `for pods with \`${labelsText(labels)}\` in \`${namespace}\` none holds any more, on any port; for other pods there, only one in that namespace for exactly this host`;
}

function portsInPlace({ host, consumptions }: AnsweredLocalName): readonly string[] {
  const [first] = consumptions;
  if (first?.as?.namespace !== undefined || !first?.create) return [];
  const namespaces = sorted(consumptions.flatMap(({ callers }) => callerNamespaces(callers)));
  return [
    `other ports of \`${host}\`, if it exists outside of the mesh: for everyone in ${namespaces.map((namespace) => `\`${namespace}\``).join(", ")} the name has an address where nothing else answers`,
  ];
}
