import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Rule } from "../../rule.ts";

/** The gateways have a namespace that neither the mesh nor Kubernetes lives in. */
export const gatewaysNamespace: Rule = {
  code: "FED336",
  severity: "error",
  title: "namespace that gateways must not share",
  finds: `\
A gateway's account may read every Secret in the gateways' namespace.`,
  why: `\
In
istio-system, or in Istio's root namespace, these include the keys of the mesh's
own certificate authority. An attacker who takes over a gateway could then pass
for any workload.

Kubernetes' own namespaces hold Secrets that are just as valuable. The namespace
is also an object of the overlay: once it is no longer in the overlay, a prune
would try to delete it with everything in it. "default" is possible if fedc does
not make the namespace.`,
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
};

/** istiod may run in istio-system also where the root namespace is another one. */
function reasonAgainst({ namespace, createNamespace, istio }: Cluster): string | undefined {
  if (namespace === istio.rootNamespace) return "it is Istio's root namespace, and they could read the mesh's own keys there";
  if (namespace === "istio-system") return "Istio itself has its keys there, and they could read them";
  if (/^kube-(?:system|public|node-lease)$/.test(namespace)) return "it is Kubernetes' own";
  return namespace === "default" && createNamespace ? "it is there already, and a prune would try to delete it" : undefined;
}
