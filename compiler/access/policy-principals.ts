import { isMapping, type ManifestData } from "../1-load/yaml/manifest-data.ts";
import { listIn, mappingIn, textsIn } from "../inventory/standing-object.ts";

/** The spec of an AuthorizationPolicy in `namespace`, with principals in place of namespaces and service accounts, as the model reads it. */
export function withPrincipals(spec: ManifestData, namespace: string, trustDomains: readonly string[]): ManifestData {
  if (!Array.isArray(spec.rules)) return spec;
  return { ...spec, rules: listIn(spec, "rules").map((rule) => ruleWithPrincipals(rule, namespace, trustDomains)) };
}

/** A rule whose sources are principals, as Istio reads namespaces and service accounts in the trust domains that there are. */
function ruleWithPrincipals(rule: unknown, own: string, trustDomains: readonly string[]): unknown {
  if (!isMapping(rule) || rule.from === undefined) return rule;
  const from = listIn(rule, "from").map((entry) => {
    const source = mappingIn(entry, "source");
    const namespaces = textsIn(source, "namespaces");
    const accounts = textsIn(source, "serviceAccounts");
    const isPlain = [...namespaces, ...accounts].every((name) => !name.includes("*"));
    if (source.principals !== undefined || namespaces.length + accounts.length === 0 || !isPlain) return entry;
    if (namespaces.length > 0 && accounts.length > 0) return entry;
    const { namespaces: _namespaces, serviceAccounts: _accounts, ...rest } = source;
    const principals = trustDomains.flatMap((domain) => [
      ...namespaces.map((namespace) => `${domain}/ns/${namespace}/*`),
      ...accounts.map((account) => {
        const [first = "", second] = account.split("/");
        return second === undefined ? `${domain}/ns/${own}/sa/${first}` : `${domain}/ns/${first}/sa/${second}`;
      }),
    ]);
    return { source: { ...rest, principals } };
  });
  return { ...rule, from };
}
