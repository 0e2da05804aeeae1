import type { Cluster } from "../../2-resolve/federation.ts";
import { askedForTrust } from "../asked-for-field.ts";
import { type Describe, entryAbout } from "../describe.ts";

interface Name {
  readonly label: string;
  readonly field: readonly string[];
  readonly of: (cluster: Cluster) => string | undefined;
}

/** The names under which a cluster is known. A new hostname changes identities that are not written, too. */
const names: readonly Name[] = [
  { label: "hostname", field: ["hostname"], of: ({ hostname }) => hostname },
  {
    label: "identity of the ingress gateway",
    field: ["trust", "gateways", "identity", "ingress"],
    of: ({ ingress, identity }) => ingress && identity.ingress,
  },
  {
    label: "identity of the egress gateway",
    field: ["trust", "gateways", "identity", "egress"],
    of: ({ egress, identity }) => egress && identity.egress,
  },
  { label: "trust domain of the workloads", field: ["trust", "workloads", "domain"], of: ({ trustDomain }) => trustDomain },
];

/** Names of clusters that are in both versions. */
export const identityEntries: Describe = ({ before, after, differences, owners }) =>
  [...after.federation.clusters.values()].flatMap((cluster) => {
    const former = before.federation.clusters.get(cluster.name);
    if (!former) return [];
    const hostname = differences.find(["clusters", cluster.name, "hostname"]);
    return names.flatMap(({ label, field, of }) => {
      const [was, is] = [of(former), of(cluster)];
      if (was === undefined || is === undefined || was === is) return [];
      const own = differences.take(["clusters", cluster.name, ...field]);
      const text = `${label} of ${cluster.name}`;
      const words = { change: "changed" as const, subject: text, text, before: was, after: is };
      return [entryAbout("trust", own.length > 0 ? own : hostname, words, askedForTrust([cluster.name], owners))];
    });
  });
