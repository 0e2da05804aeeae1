import { isOwnObject } from "../../../inventory/ownership.ts";
import type { StandingKindName } from "../../../inventory/standing-kinds.ts";
import { standingKinds } from "../../../inventory/standing-kinds.ts";
import { error } from "../../rule.ts";

export const takenName = error("FED628", "object of another owner in the way", {
  afterOthers: true,
  finds: `\
The build would write an object, and the cluster's dump has one of this kind and
name that fedc did not write for this federation.`,
  why: `\
Applied, fedc's object would replace the other one, and whoever relied on it
loses it. Two tools would overwrite each other for ever.`,
  example: `\
Wrong, where the namespace istio-private-gateways exists and is yours:

  gateways: { ingress: { … } }

Right, in one of two ways:

  gateways: { createNamespace: false, ingress: { … } }

  gateways: { namespace: federation-gateways, ingress: { … } }

If it is an object of a federation by hand that this file replaces, remove it
first. Services are not reported here: FED622 is about them.`,
  check({ federation, inventory, emitted, at, report }) {
    for (const { name: cluster, written } of federation.clusters.values()) {
      const standing = inventory.of({ name: cluster });
      if (!standing) continue;
      for (const { kind, metadata } of emitted(cluster)) {
        if (!isKnown(kind)) continue;
        const { namespace = "", name } = metadata;
        const object = standing.find(kind, namespace, name);
        // An object that leaves its namespace out may lie anywhere.
        if (!object || object.namespace === undefined || isOwnObject(object, federation.name)) continue;
        if (kind === "Service" && !name.startsWith("istio-private-")) continue;
        report({
          at: at.key(federation.written.clusters, cluster),
          message: `\`${object.title}\` of \`${cluster}\` is not fedc's, and the build would replace it`,
          related: { at: object.at, message: "written by somebody else" },
          help:
            kind === "Namespace"
              ? `write \`createNamespace: false\` under \`gateways\`, if this namespace is to be the gateways'${written.gateways?.namespace === undefined ? ", or choose another `namespace`" : ""}`
              : "rename or remove it, or choose another `namespace` under `gateways`",
        });
      }
    }
  },
});

function isKnown(kind: string): kind is StandingKindName {
  return Object.hasOwn(standingKinds, kind);
}
