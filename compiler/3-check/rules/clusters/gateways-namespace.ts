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
istio-system, or where Istio's root namespace is, that includes the keys of the
mesh's own certificate authority: whoever gets hold of a gateway could pass for
any workload.

Kubernetes' own namespaces hold Secrets that are as valuable. And the namespace
is one of the objects of the overlay: taken out of it, a prune would try to
delete the namespace with all that is in it. "default" may be used where the
namespace is not fedc's to make.`,
  example: `\
Wrong:

  gateways: { namespace: istio-system }
  gateways: { namespace: default }

Right: one for the gateways alone, as it is without a word,

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
