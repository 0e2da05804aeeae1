import type { ClusterEntry } from "../../../1-load/federation-file.ts";
import type { Spans } from "../../../1-load/spans.ts";
import type { Place } from "../../../findings/source.ts";
import type { Rule } from "../../rule.ts";

export const unmanagedSettings: Rule = {
  code: "FED325",
  severity: "warning",
  title: "settings of a cluster that configures itself",
  finds: `\
A partner with "managed: false" has settings that only an overlay would use,
such as "gitops", "replicas" or "certificate".`,
  why: `\
fedc makes no overlay for the partner, so these settings have no effect. The
partner decides where its gateways run, how many there are and who issues their
certificates. Its entry holds the facts that others need: its hostname, root,
identities and addresses.`,
  example: `\
Does nothing:

  partner:
    managed: false
    gateways: { ingress: { addresses: [192.0.2.30], replicas: 3 } }
    gitops: { ... }

Enough:

  partner:
    managed: false
    gateways: { ingress: { addresses: [192.0.2.30] } }`,
  check({ file, at, report }) {
    for (const [name, cluster] of Object.entries(file.clusters)) {
      if (cluster.managed !== false) continue;
      for (const [field, place] of idleSettings(cluster, at))
        report({
          at: place,
          message: `\`${field}\` does nothing: \`${name}\` configures itself`,
          related: { at: at.key(cluster, "managed"), message: "said here" },
          help: `take \`${field}\` away`,
        });
    }
  },
};

function idleSettings(cluster: ClusterEntry, at: Spans): readonly (readonly [string, Place])[] {
  const { gateways, trust } = cluster;
  const found: [string, Place][] = [];
  if (cluster.gitops) found.push(["gitops", at.key(cluster, "gitops")]);
  if (trust?.gateways?.certificate) found.push(["certificate", at.key(trust.gateways, "certificate")]);
  for (const field of ["namespace", "createNamespace"] as const)
    if (gateways?.[field] !== undefined) found.push([field, at.key(gateways, field)]);
  for (const gateway of [gateways?.ingress, gateways?.egress])
    for (const field of ["deploy", "selector", "serviceAccount", "replicas", "service"] as const)
      if (gateway?.[field] !== undefined) found.push([field, at.key(gateway, field)]);
  return found;
}
