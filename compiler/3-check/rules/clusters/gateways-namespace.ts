import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Rule } from "../../rule.ts";

export const gatewaysNamespace: Rule = {
  code: "FED336",
  severity: "error",
  title: "namespace that gateways must not share",
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
};

/** istiod may run in istio-system also where the root namespace is another one. */
function reasonAgainst({ namespace, createNamespace, istio }: Cluster): string | undefined {
  if (namespace === istio.rootNamespace) return "it is Istio's root namespace, and they could read the mesh's own keys there";
  if (namespace === "istio-system") return "Istio itself has its keys there, and they could read them";
  if (/^kube-(?:system|public|node-lease)$/.test(namespace)) return "it is Kubernetes' own";
  return namespace === "default" && createNamespace ? "it is there already, and a prune would try to delete it" : undefined;
}
