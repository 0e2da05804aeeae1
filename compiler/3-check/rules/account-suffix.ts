import type { Spans } from "../../1-load/spans.ts";
import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import type { Place } from "../../findings/source.ts";
import { domainsOf } from "../domain-suffix.ts";
import type { Rule } from "../rule.ts";
import { trustedMeshes } from "../workload-trust.ts";

/** No service account ends in another mesh's trust domain, which that one's root may sign as a DNS name. */
export const accountSuffix: Rule = {
  code: "FED398",
  severity: "error",
  title: "service account that ends in another mesh's name",
  explain: `\
A partner's root may vouch for DNS names that end in the partner's trust domain,
and Envoy compares an expected identity with alternative names of every kind. A
workload's identity ends in its service account. Kubernetes allows dots in that
name, so an account that ends in a dot and another mesh's trust domain could be
signed by that mesh's root, as a DNS name.

Wrong, where another mesh's trust domain is b.example:

  callers: [shop/for.b.example]

Right:

  callers: [shop/for-b]
`,
  check({ federation, at, report }) {
    const meshes = trustedMeshes(federation);
    const byDomain = new Map([...meshes.keys()].map((cluster) => [cluster.trustDomain, cluster]));
    if (meshes.size === 0) return;
    const told = new Set<string>();
    for (const { cluster, list, index } of accountsOf(federation)) {
      const [first = "", ...rest] = domainsOf(nameIn(list[index] ?? ""));
      const domain = rest.find((suffix) => byDomain.has(suffix) && byDomain.get(suffix) !== cluster);
      const other = byDomain.get(domain ?? "");
      if (!other || !meshes.has(cluster)) continue;
      const place = at.key(list, index);
      if (told.has(`${place.start}`)) continue;
      told.add(`${place.start}`);
      report({
        at: place,
        message: `the identity of \`${first}\` in \`${cluster.name}\` could be signed by the root of \`${other.name}\`: it ends in that one's trust domain`,
        related: domainPlace(at, other),
        help: "give the service account a name that ends in something else",
      });
    }
  },
};

/** Every service account that the file names, with the cluster that it is in; several clusters where a group stands. */
function* accountsOf({ services }: Federation): Iterable<{ cluster: Cluster; list: readonly string[]; index: number }> {
  for (const { exposures, consumptions } of services) {
    for (const { cluster, written, allows } of exposures) {
      yield* entriesIn(cluster, written.serviceAccounts);
      yield* entriesIn(cluster, written.protect?.callers);
      for (const { alternatives, consumer } of allows) for (const { callers } of alternatives) yield* entriesIn(consumer, callers);
    }
    for (const { cluster, written } of consumptions) {
      yield* entriesIn(cluster, written.callers);
      for (const { local } of written.failover ?? []) yield* entriesIn(cluster, local?.serviceAccounts);
    }
  }
}

function* entriesIn(cluster: Cluster, list: string | readonly string[] | undefined) {
  if (typeof list !== "object") return;
  for (const [index, entry] of list.entries()) if (entry.includes(".")) yield { cluster, list, index };
}

/** Without its namespace. */
function nameIn(account: string): string {
  return account.slice(account.indexOf("/") + 1);
}

function domainPlace(at: Spans, { written }: Cluster): { at: Place; message: string } | undefined {
  const { workloads } = written.trust ?? {};
  return workloads?.domain === undefined ? undefined : { at: at.value(workloads, "domain"), message: "its trust domain" };
}
