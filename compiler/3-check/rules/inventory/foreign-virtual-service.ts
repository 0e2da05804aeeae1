import { isForMesh, isSeenIn, wholeHost } from "../../../inventory/host-names.ts";
import { isOwnObject } from "../../../inventory/ownership.ts";
import { callingNamespaces } from "../../../inventory/standing-callers.ts";
import { textsIn } from "../../../inventory/standing-object.ts";
import { error } from "../../rule.ts";

export const foreignVirtualService = error("FED629", "VirtualService of others for a local name", {
  finds: `\
The cluster's dump has a VirtualService for the host of a local name that fedc
did not write, and callers see it.`,
  why: `\
Istio follows one VirtualService per host in the mesh and ignores the others. If
it takes that one, no call leaves the cluster; if it takes fedc's, the other's
routes are lost.`,
  wrongLead: "Wrong, beside the local name stock.default:",
  wrong: `\
kind: VirtualService
metadata: { name: stock, namespace: default }
spec: { hosts: [stock], http: [{ route: … }] }`,
  rightLead: "Right: its routes in federation.yaml, and the VirtualService removed.",
  right: `\
routes:
  - match: { headers: { x-canary: { exact: "true" } } }
    to: [{ local: { subset: { version: v2 } } }]
  - to: [{ cluster: warehouse }]`,
  check({ consumptions, federation, inventory, at, report }) {
    for (const consumption of consumptions) {
      const { cluster, as, inactive, written } = consumption;
      if (inactive !== undefined || !as || written.as === undefined) continue;
      const namespaces = callingNamespaces(consumption);
      for (const object of inventory.of(cluster)?.all("VirtualService") ?? []) {
        const hosts = textsIn(object.spec, "hosts").map((host) => wholeHost(host, object.namespace, cluster.istio.domain));
        if (!hosts.includes(as.host) || isOwnObject(object, federation.name) || !isForMesh(object) || !isSeenIn(object, namespaces))
          continue;
        report({
          at: at.value(written, "as"),
          message: `\`${object.title}\` of \`${cluster.name}\` is for the host of \`${written.as}\` too`,
          related: { at: object.at, message: "written by somebody else" },
          help: "write its routes under `routes`, and remove it in the same change",
        });
      }
    }
  },
});
