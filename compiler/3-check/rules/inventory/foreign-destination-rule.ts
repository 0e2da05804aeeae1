import { isSeenIn, wholeHost } from "../../../inventory/host-names.ts";
import { isOwnObject } from "../../../inventory/ownership.ts";
import { callingNamespaces } from "../../../inventory/standing-callers.ts";
import { listIn, mappingIn, type StandingObject, textIn, valueIn } from "../../../inventory/standing-object.ts";
import { uniqueBy } from "../../repeats.ts";
import { warning } from "../../rule.ts";

export const foreignDestinationRule = warning("FED631", "DestinationRule of others that is not followed", {
  afterOthers: true,
  finds: `\
The cluster's dump has a DestinationRule that fedc did not write, for a host for
which fedc writes one too: an exposed Service, or a local name.`,
  why: `\
Istio follows one DestinationRule per host. Calls of the federation follow
fedc's: load balancing, limits, outlier detection and TLS settings of the other
rule do not hold for them. If that rule turns TLS off for pods without a
sidecar, calls of the federation to these pods fail.`,
  wrongLead: "Warned of, where stock-api.logistics is exposed:",
  wrong: `\
kind: DestinationRule
metadata: { name: stock-api, namespace: logistics }
spec:
  host: stock-api
  trafficPolicy: { tls: { mode: DISABLE } }`,
  rightLead: "Right: the settings patched into fedc's rule in the overlay.",
  right: `\
# kustomization.yaml
patches:
  - target: { kind: DestinationRule, name: local-stock-api.logistics }
    patch: …`,
  check({ exposures, consumptions, federation, inventory, emitted, at, report }) {
    const exposed = exposures.flatMap(({ cluster, local, active, written }) =>
      active
        ? [{ cluster, host: local.fqdn, place: at.value(written, "service"), namespaces: [cluster.namespace] as "any" | readonly string[] }]
        : [],
    );
    const consumed = consumptions.flatMap((consumption) => {
      const { cluster, as, inactive, written } = consumption;
      if (inactive !== undefined || !as || written.as === undefined) return [];
      return [{ cluster, host: as.host, place: at.value(written, "as"), namespaces: callingNamespaces(consumption) }];
    });
    for (const { cluster, host, place, namespaces } of uniqueBy([...exposed, ...consumed], (one) => `${one.cluster.name} ${one.host}`)) {
      const standing = inventory.of(cluster);
      if (!standing) continue;
      const written = emitted(cluster.name).some(({ kind, spec }) => kind === "DestinationRule" && textIn(spec, "host") === host);
      if (!written) continue;
      for (const object of standing.all("DestinationRule")) {
        if (isOwnObject(object, federation.name) || !isSeenIn(object, namespaces)) continue;
        if (wholeHost(textIn(object.spec, "host") ?? "", object.namespace, cluster.istio.domain) !== host || !decides(object)) continue;
        report({
          at: place,
          message: `\`${object.title}\` of \`${cluster.name}\` does not hold for calls of the federation: fedc writes a DestinationRule for this host`,
          related: { at: object.at, message: `${turnsTlsOff(object) ? "turns TLS off" : "has settings of its own"}` },
          help: turnsTlsOff(object)
            ? "give these pods a sidecar, or patch the `tls` of this rule into fedc's"
            : "patch what is needed of its `trafficPolicy` into fedc's rule",
        });
      }
    }
  },
});

/** Whether it says anything but which subsets there are. */
function decides({ spec }: StandingObject): boolean {
  return (
    valueIn(spec, "trafficPolicy") !== undefined || listIn(spec, "subsets").some((subset) => valueIn(subset, "trafficPolicy") !== undefined)
  );
}

function turnsTlsOff({ spec }: StandingObject): boolean {
  const policies = [mappingIn(spec, "trafficPolicy"), ...listIn(spec, "trafficPolicy", "portLevelSettings")];
  return policies.some((policy) => textIn(policy, "tls", "mode") === "DISABLE");
}
