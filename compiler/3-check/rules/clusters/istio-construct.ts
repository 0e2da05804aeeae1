import { isIP } from "node:net";
import type { Cluster, Consumption } from "../../../2-resolve/federation.ts";
import { beginsWithLocal, failoverInForce } from "../../../2-resolve/routes-in-force.ts";
import type { Place } from "../../../findings/source.ts";
import { istioConstructs, worksIn } from "../../../istio-versions/istio-constructs.ts";
import { parseIstioVersion } from "../../../istio-versions/istio-version.ts";
import { groundOf } from "../../../istio-versions/known-versions.ts";
import { oncePerEntry } from "../../resolved.ts";
import { error, type RuleContext } from "../../rule.ts";

/** Entries that need a construct of Istio which the version of their cluster does not have. */
export const istioConstruct = error("FED454", "Istio cannot do this in its version", {
  finds: `\
An entry needs something of Istio that does not work in the "istio.version" of
its cluster. So far this is one thing: a failover in mode gateways between
clusters one of which has a DNS name as its ingress address. It needs 1.30.`,
  why: `\
Istio would take the objects and do something else. Before 1.30 it gives
endpoints that it resolves by DNS no order, so each cluster of the failover
would get a share of the calls, also while the first one is healthy. Some
distributions leave this out of later versions, too, such as Google's Cloud
Service Mesh 1.30.4-asm.1: try it there.`,
  example: `\
Wrong:

  a: { istio: { version: "1.29" }, ... }
  b: { gateways: { ingress: { addresses: [b.example.net] } }, ... }
  c: { gateways: { ingress: { addresses: [192.0.2.30] } }, ... }

  consume:
    a: { as: bar.shop, failover: [{ cluster: b }, { cluster: c }], ... }

Right: one of these

  a: { istio: { version: "1.30" }, ... }
  b: { gateways: { ingress: { addresses: [192.0.2.20] } }, ... }`,
  check(context) {
    const { federation, at, report } = context;
    const lacksOrder = (consumption: Consumption) =>
      !worksInCluster(consumption.cluster) && exposersTried(consumption).some((exposer) => namedAddress(exposer, context) !== undefined);
    for (const consumption of oncePerEntry(federation, lacksOrder)) {
      const named = exposersTried(consumption).flatMap((exposer) => namedAddress(exposer, context) ?? []);
      const [first] = named;
      if (!first) continue;
      const { what, since } = istioConstructs.failoverOrderOfNames;
      report({
        at: at.key(consumption.written, "failover"),
        message: `${what} does not work in Istio ${consumption.cluster.istio.version} of \`${consumption.cluster.name}\`: it needs ${since}`,
        related: { at: first.at, message: "a DNS name" },
        help: `upgrade Istio to ${since} or later, write IP addresses for ${named.map(({ exposer }) => `\`${exposer}\``).join(", ")}, or divide the calls by \`routes\``,
      });
    }
  },
});

/** Whether the cluster's Istio puts names into an order. A version without any ground is reported as such. */
function worksInCluster({ managed, istio }: Cluster): boolean {
  if (!managed || istio.version === undefined) return true;
  const version = parseIstioVersion(istio.version);
  return groundOf(version) === "tooOld" || worksIn("failoverOrderOfNames", version);
}

/** The exposers among which the egress gateway chooses. In mode workloads a failover takes IP addresses only. */
function exposersTried(consumption: Consumption): readonly Cluster[] {
  if (beginsWithLocal(consumption)) return [];
  const exposers = failoverInForce(consumption).flatMap(({ mode, exposure }) => (mode === "gateways" ? [exposure.cluster] : []));
  return exposers.length > 1 ? exposers : [];
}

function namedAddress({ name, written }: Cluster, { at }: RuleContext): { readonly exposer: string; readonly at: Place } | undefined {
  const addresses = written.gateways?.ingress?.addresses;
  if (addresses === undefined || typeof addresses === "string") return undefined;
  const index = addresses.findIndex((address) => isIP(address) === 0);
  return index === -1 ? undefined : { exposer: name, at: at.key(addresses, index) };
}
