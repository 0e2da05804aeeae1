import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Place } from "../../../findings/source.ts";
import { didYouMean } from "../../../findings/suggest.ts";
import { listedCallers } from "../../../inventory/standing-callers.ts";
import { uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const missingNamespace = error("FED618", "namespace that does not exist", {
  finds: `\
The cluster's dump has Namespaces, and one that the file names is not among
them, nor does any object lie in it: of an exposed Service, of a local name, of
callers, or of the gateways with "createNamespace: false".`,
  why: `\
fedc creates the gateways' namespace only. Objects for another namespace that
does not exist cannot be applied, and a GitOps tool then applies nothing.`,
  wrongLead: "Wrong, where the callers are in the namespace shop-web:",
  wrong: `\
consume:
  shop: { as: stock.shop, callers: [shop/web], … }`,
  right: `\
consume:
  shop: { as: stock.shop-web, callers: [shop-web/web], … }`,
  check({ federation, exposures, consumptions, inventory, at, report }) {
    const named: { cluster: Cluster; namespace: string; place: Place; what: string }[] = [];
    for (const { cluster, local, active, written } of exposures)
      if (active) named.push({ cluster, namespace: local.namespace, place: at.value(written, "service"), what: "of the exposed Service" });
    for (const { cluster, as, callers, inactive, written } of consumptions) {
      if (inactive !== undefined) continue;
      if (as?.namespace !== undefined && written.as !== undefined)
        named.push({ cluster, namespace: as.namespace, place: at.value(written, "as"), what: "of the local name" });
      for (const { namespace, index } of Array.isArray(written.callers) ? listedCallers(callers) : [])
        named.push({ cluster, namespace, place: at.value(written.callers as readonly string[], index), what: "of the callers" });
    }
    for (const cluster of federation.clusters.values())
      if (!cluster.createNamespace && cluster.written.gateways)
        named.push({
          cluster,
          namespace: cluster.namespace,
          place: at.key(cluster.written.gateways, "createNamespace"),
          what: "of the gateways",
        });
    const missing = named.filter(({ cluster, namespace }) => {
      const standing = inventory.of(cluster);
      return standing?.has("Namespace") && !standing.hasNamespace(namespace);
    });
    for (const { cluster, namespace, place, what } of uniqueBy(missing, (one) => `${one.cluster.name} ${one.namespace}`))
      report({
        at: place,
        message: `\`${cluster.name}\` has no namespace \`${namespace}\`, ${what}`,
        help:
          didYouMean(
            namespace,
            inventory
              .of(cluster)
              ?.all("Namespace")
              .map(({ name }) => name) ?? [],
          ) ?? (what === "of the gateways" ? "leave `createNamespace` out, and fedc creates it" : "create it first, or name another one"),
      });
  },
});
