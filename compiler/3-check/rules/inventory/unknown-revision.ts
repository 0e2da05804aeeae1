import type { Cluster } from "../../../2-resolve/federation.ts";
import { callerNamespaces } from "../../../2-resolve/names.ts";
import type { Place } from "../../../findings/source.ts";
import type { ClusterInventory } from "../../../inventory/cluster-inventory.ts";
import { namespaceObject } from "../../../inventory/injection.ts";
import type { StandingObject } from "../../../inventory/standing-object.ts";
import { uniqueBy } from "../../repeats.ts";
import { type RuleContext, warning } from "../../rule.ts";

const revisionLabel = "istio.io/rev";

export const unknownRevision = warning("FED647", "revision that no control plane has", {
  finds: `\
A namespace of callers or of an exposed Service, or the gateways, ask for a
revision of Istio that no istiod in the cluster's dump has. It also finds
gateways that ask for none, where no istiod is the default one.`,
  why: `\
Nobody puts a sidecar into these pods, and the gateways get no proxy. A tag may
lead to a revision, too. Dumps do not have tags: accept the finding then.`,
  wrongLead: "Warned of, where istiod has the revision 1-31:",
  wrong: `\
kind: Namespace
metadata: { name: default, labels: { istio.io/rev: 1-30 } }`,
  right: `\
kind: Namespace
metadata: { name: default, labels: { istio.io/rev: 1-31 } }`,
  check(context) {
    const { federation, inventory, at, report } = context;
    for (const cluster of federation.clusters.values()) {
      const standing = inventory.of(cluster);
      const planes = standing ? controlPlanes(standing) : new Map<string, StandingObject>();
      const [first] = planes.values();
      if (!standing || !first) continue;
      const known = [...planes.keys()].map((revision) => `\`${revision}\``).join(", ");
      const { istio } = cluster.written;
      const { revision } = cluster.istio;
      const hasGateways = cluster.ingress !== undefined || cluster.egress !== undefined;
      if (hasGateways && cluster.managed && !planes.has(revision ?? "default"))
        report({
          at: istio?.revision === undefined ? at.key(federation.written.clusters, cluster.name) : at.value(istio, "revision"),
          message: `the gateways of \`${cluster.name}\` ask for ${revision === undefined ? "no revision" : `the revision \`${revision}\``} of Istio, and its control planes have ${known}`,
          related: { at: first.at, message: `has the revision ${first.labels[revisionLabel]}` },
          help: "write one of them as `istio.revision`, or `accept` this finding if a tag leads there",
        });
      for (const { namespace, place } of uniqueBy(concerned(context, cluster), (one) => one.namespace)) {
        const object = namespaceObject(standing, namespace);
        const asked = object?.labels["istio-injection"] === undefined ? object?.labels[revisionLabel] : undefined;
        if (!object || asked === undefined || planes.has(asked)) continue;
        report({
          at: place,
          message: `the namespace \`${namespace}\` of \`${cluster.name}\` asks for the revision \`${asked}\` of Istio, and its control planes have ${known}`,
          related: { at: object.at, message: `${revisionLabel}: ${asked}` },
          help: "label it with one of them, or `accept` this finding if a tag leads there",
        });
      }
    }
  },
});

/** The istiods of a dump by their revision. */
function controlPlanes(standing: ClusterInventory): ReadonlyMap<string, StandingObject> {
  const all = standing.all("Deployment").filter(({ labels }) => labels.app === "istiod");
  return new Map(all.flatMap((object) => (object.labels[revisionLabel] === undefined ? [] : [[object.labels[revisionLabel], object]])));
}

/** The namespaces whose pods call or are called, and the entries that name them. */
function concerned({ consumptions, exposures, at }: RuleContext, cluster: Cluster): readonly { namespace: string; place: Place }[] {
  const calling = consumptions.flatMap(({ cluster: own, inactive, callers, written }) => {
    const namespaces = callerNamespaces(callers);
    if (own !== cluster || inactive !== undefined || namespaces === "any") return [];
    return namespaces.map((namespace) => ({ namespace, place: at.value(written, "callers") }));
  });
  const called = exposures.flatMap(({ cluster: own, active, local, written }) =>
    own === cluster && active ? [{ namespace: local.namespace, place: at.value(written, "service") }] : [],
  );
  return [...calling, ...called];
}
