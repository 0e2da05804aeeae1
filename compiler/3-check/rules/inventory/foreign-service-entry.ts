import { isSeenIn, wholeHost } from "../../../inventory/host-names.ts";
import { isOwnObject } from "../../../inventory/ownership.ts";
import { callingNamespaces } from "../../../inventory/standing-callers.ts";
import { type StandingObject, textsIn } from "../../../inventory/standing-object.ts";
import { error } from "../../rule.ts";

export const foreignServiceEntry = error("FED630", "ServiceEntry of others for a host of the federation", {
  afterOthers: true,
  finds: `\
The cluster's dump has a ServiceEntry that fedc did not write, for a local name
that fedc creates or for a host that fedc's own ServiceEntries have.`,
  why: `\
Istio merges the endpoints of both, or takes either. Some calls would then go to
the other's endpoints: past the egress gateway, or to a gateway that refuses
them.`,
  wrongLead: "Wrong, beside the local name stock.warehouse.global:",
  wrong: `\
kind: ServiceEntry
metadata: { name: stock, namespace: default }
spec: { hosts: [stock.warehouse.global], endpoints: … }`,
  rightLead: "Right: only the entry in federation.yaml.",
  right: `\
consume:
  shop: { as: stock.warehouse.global, … }`,
  check({ consumptions, federation, inventory, emitted, at, report }) {
    const reported = new Set<StandingObject>();
    for (const consumption of consumptions) {
      const { cluster, as, create, inactive, written } = consumption;
      if (inactive !== undefined || !create || !as || written.as === undefined) continue;
      for (const object of foreignEntries(cluster, [as.host])) {
        if (!isSeenIn(object, callingNamespaces(consumption))) continue;
        reported.add(object);
        report({
          at: at.value(written, "as"),
          message: `\`${object.title}\` of \`${cluster.name}\` is for the host of \`${written.as}\` too`,
          related: { at: object.at, message: "written by somebody else" },
          help: "remove it in the same change, or choose another name",
        });
      }
    }
    for (const cluster of federation.clusters.values()) {
      const hosts = inventory.of(cluster)
        ? emitted(cluster.name).flatMap(({ kind, spec }) => (kind === "ServiceEntry" ? textsIn(spec, "hosts") : []))
        : [];
      for (const object of foreignEntries(cluster, hosts))
        if (!reported.has(object))
          report({
            at: at.key(federation.written.clusters, cluster.name),
            message: `\`${object.title}\` of \`${cluster.name}\` is for a host of fedc's own ServiceEntries`,
            related: { at: object.at, message: "written by somebody else" },
            help: "remove it in the same change",
          });
    }

    function foreignEntries(cluster: { readonly name: string; readonly istio: { readonly domain: string } }, hosts: readonly string[]) {
      const entries = inventory.of(cluster)?.all("ServiceEntry") ?? [];
      return entries.filter(
        (object) =>
          !isOwnObject(object, federation.name) &&
          textsIn(object.spec, "hosts").some((host) => hosts.includes(wholeHost(host, object.namespace, cluster.istio.domain))),
      );
    }
  },
});
