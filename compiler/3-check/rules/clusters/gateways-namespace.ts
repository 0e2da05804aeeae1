import type { Cluster } from "../../../2-resolve/federation.ts";
import { error, warning } from "../../rule.ts";

export const gatewaysNamespace = error("FED336", "namespace that gateways must not share", {
  finds: `\
The gateways are in istio-system, in Istio's root namespace or in a namespace of
Kubernetes, or fedc would have to create "default" for them.`,
  why: `\
A gateway's account may read every Secret in its namespace. In istio-system and
in the root namespace these include the keys of the mesh's certificate
authority: an attacker who takes over a gateway could pass for any workload.
Secrets in Kubernetes' own namespaces are just as valuable.

The namespace is also an object of the overlay. After fedc has removed it from
the overlay, a prune would try to delete it with everything in it.`,
  example: `\
Wrong:

  gateways: { namespace: istio-system }
  gateways: { namespace: default }

Right: one for the gateways alone, which is also the default,

  gateways: { namespace: istio-private-gateways }

or, if it must be,

  gateways: { namespace: default, createNamespace: false }`,
  check({ federation, at, report }) {
    for (const cluster of federation.clusters.values()) {
      const reason = cluster.managed ? reasonAgainst(cluster) : undefined;
      if (reason === undefined) continue;
      const { name, namespace, written } = cluster;
      const { gateways, istio = {} } = written;
      report({
        at: gateways?.namespace === undefined ? at.value(istio, "rootNamespace") : at.value(gateways, "namespace"),
        message: `the gateways of \`${name}\` cannot be in \`${namespace}\`: ${reason}`,
        help:
          namespace === "default"
            ? "choose a namespace for the gateways alone, or write `createNamespace: false`"
            : "choose a namespace for the gateways alone",
      });
    }
  },
});

/** istiod may run in istio-system even if the root namespace is another one. */
function reasonAgainst({ namespace, createNamespace, istio }: Cluster): string | undefined {
  if (namespace === istio.rootNamespace) return "it is Istio's root namespace, and the gateways could read the mesh's own keys there";
  if (namespace === "istio-system") return "Istio's own keys are there, and the gateways could read them";
  if (/^kube-(?:system|public|node-lease)$/.test(namespace)) return "it belongs to Kubernetes";
  return namespace === "default" && createNamespace ? "it exists already, and a prune would try to delete it" : undefined;
}

export const besideGateways = warning("FED337", "exposed Service in the gateways' namespace", {
  finds: `The Service behind an exposed service is in the namespace of the gateways.`,
  why: `\
That namespace holds the keys by which the cluster proves its identity to the
others, and a pod can mount every Secret of its namespace. An application beside
the gateways could speak for the whole cluster, and anyone who may deploy it
could take the keys.`,
  wrongLead: `Doubtful, where the gateways are in istio-private-gateways:`,
  wrong: `service: ratings.istio-private-gateways`,
  rightLead: `Better: applications in namespaces of their own,`,
  right: `service: ratings.bookinfo`,
  remark: `or the gateways in one that nothing else uses ("gateways.namespace").`,
  check({ exposures, at, report }) {
    for (const { cluster, local, written, active } of exposures) {
      if (!active || !cluster.managed || local.namespace !== cluster.namespace) continue;
      const { gateways } = cluster.written;
      report({
        at: at.value(written, "service"),
        message: `\`${written.service}\` is in the namespace of the gateways of \`${cluster.name}\`, where their keys are`,
        related:
          gateways?.namespace === undefined ? undefined : { at: at.value(gateways, "namespace"), message: "the gateways' namespace" },
        help: "give the gateways a namespace without applications",
      });
    }
  },
});
