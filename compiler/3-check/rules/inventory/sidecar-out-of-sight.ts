import { deploymentName } from "../../../2-resolve/cluster.ts";
import type { Place } from "../../../findings/source.ts";
import { seesHost, sidecarOf } from "../../../inventory/sidecar-scope.ts";
import { listedCallers, podsOfCaller } from "../../../inventory/standing-callers.ts";
import type { StandingObject } from "../../../inventory/standing-object.ts";
import { uniqueBy } from "../../repeats.ts";
import { error, type RuleContext, warning } from "../../rule.ts";

export const sidecarOutOfSight = error("FED632", "Sidecar that hides the gateways", {
  finds: `\
A Sidecar in the cluster's dump that decides what callers see leaves out the
namespace of the local name, or, for tcp, that of the egress gateway.`,
  why: `\
A proxy that does not see the local name has no route for it, and one that does
not see the egress gateway's Service has no endpoint for bytes. Calls fail.`,
  wrongLead: "Wrong, for callers of stock.default in shop:",
  wrong: `\
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ hosts: ["./*", "istio-system/*"] }] }`,
  right: `\
spec:
  egress:
    - hosts: ["./*", "istio-system/*", "default/*",
              "istio-private-gateways/*"]`,
  check(context) {
    for (const hidden of hiddenHosts(context)) if (hidden.isCut) reportHidden(context, hidden, "hides");
  },
});

export const sidecarBesideGateways = warning("FED646", "Sidecar that does not list the gateways", {
  finds: `\
A Sidecar in the cluster's dump that decides what callers see leaves out the
gateways' namespace, and the callers use services over HTTP.`,
  why: `\
Istio lets a proxy know the hosts that its VirtualServices lead to, so calls
over HTTP pass today (measured: scenario sidecars-and-registry-only). Istio
does not promise it.`,
  wrongLead: "Warned of, for callers of stock.shop in shop:",
  wrong: `\
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ hosts: ["./*", "istio-system/*"] }] }`,
  right: `\
spec:
  egress:
    - hosts: ["./*", "istio-system/*", "istio-private-gateways/*"]`,
  check(context) {
    for (const hidden of hiddenHosts(context)) if (!hidden.isCut) reportHidden(context, hidden, "does not list");
  },
});

interface HiddenHost {
  readonly cluster: string;
  readonly object: StandingObject;
  readonly namespace: string;
  readonly host: string;
  readonly place: Place;
  /** Whether calls fail for it: without the name's own namespace there is no route, and bytes need the gateway's Service itself. */
  readonly isCut: boolean;
}

function hiddenHosts({ consumptions, inventory, at }: RuleContext): readonly HiddenHost[] {
  const found = consumptions.flatMap(({ cluster, service, as, inactive, written }) => {
    const standing = inventory.of(cluster);
    const { callers } = written;
    if (inactive !== undefined || !standing?.has("Sidecar") || !as || !Array.isArray(callers)) return [];
    const host = `${deploymentName("egress")}.${cluster.namespace}.svc.${cluster.istio.domain}`;
    return listedCallers(callers).flatMap(({ namespace, account, index }) => {
      const needed = [
        { namespace: as.namespace ?? namespace, host: as.host, isCut: true },
        { namespace: cluster.namespace, host, isCut: service.protocol === "tcp" },
      ];
      const pods = account === undefined ? [] : podsOfCaller(standing, { namespace, account });
      return (pods.length > 0 ? pods : [{ labels: {} }]).flatMap(({ labels }) => {
        const object = sidecarOf(standing, namespace, labels, cluster.istio.rootNamespace);
        const hidden = object && needed.find((one) => !seesHost(object, one.namespace, one.host));
        return object && hidden ? [{ cluster: cluster.name, object, ...hidden, place: at.value(callers as readonly string[], index) }] : [];
      });
    });
  });
  return uniqueBy(found, ({ cluster, object, namespace, isCut }) => `${cluster} ${object.title} ${namespace} ${isCut}`);
}

function reportHidden({ report }: RuleContext, { cluster, object, namespace, host, place }: HiddenHost, verb: string): void {
  report({
    at: place,
    message: `\`${object.title}\` of \`${cluster}\` ${verb} \`${host}\`, which this caller needs`,
    related: { at: object.at, message: `does not list ${namespace}/*` },
    help: `add \`${namespace}/*\` to the \`hosts\` of its \`egress\``,
  });
}
