import { isIP } from "node:net";
import { deploymentName } from "../../../2-resolve/cluster.ts";
import type { Cluster } from "../../../2-resolve/federation.ts";
import { quoted } from "../../../findings/formats/words.ts";
import type { StandingInventory } from "../../../inventory/cluster-inventory.ts";
import { selectorOfService } from "../../../inventory/pod-template.ts";
import { listIn, type StandingObject, textIn } from "../../../inventory/standing-object.ts";
import { selects } from "../../../istio/objects/selects.ts";
import { note, warning } from "../../rule.ts";

export const ingressAddress = warning("FED624", "address that the ingress gateway does not have", {
  finds: `\
The load balancer of the ingress gateway has another address, by the status of
its Service in the cluster's dump, than "addresses".`,
  why: `\
Other clusters dial "addresses". If nothing answers there, every call to the
cluster fails. It may be right where a router or a name stands in front.`,
  wrongLead: "Wrong, where the load balancer has 192.0.2.21:",
  wrong: `\
gateways:
  ingress: { addresses: [192.0.2.20] }`,
  right: `\
gateways:
  ingress: { addresses: [192.0.2.21] }`,
  check({ federation, inventory, at, report }) {
    for (const cluster of federation.clusters.values()) {
      const found = ingressService(inventory, cluster);
      const { ingress } = cluster.written.gateways ?? {};
      if (!found || !ingress || !Array.isArray(ingress.addresses)) continue;
      // A name may lead to any address, so only what is alike is compared.
      const wrong = ingress.addresses.find((address) => {
        const alike = found.addresses.filter((one) => (isIP(one) === 0) === (isIP(address) === 0));
        return alike.length > 0 && !alike.includes(address.toLowerCase());
      });
      if (wrong === undefined) continue;
      report({
        at: at.value(ingress, "addresses"),
        message: `the load balancer of \`${cluster.name}\`'s ingress gateway does not have the address \`${wrong}\``,
        related: { at: found.object.at, message: `has ${found.addresses.join(", ")}` },
        help: `write ${quoted(found.addresses)}, if nothing stands in front of it`,
      });
    }
  },
});

export const pendingAddress = note("FED625", "pending address that is known", {
  finds: `\
"addresses" is pending, and the load balancer of the ingress gateway has an
address by now: the status of its Service in the cluster's dump has it.`,
  why: "Until the address is in the file, other clusters cannot call this one.",
  wrongLead: "To be replaced, where the load balancer has 192.0.2.21:",
  wrong: `\
gateways:
  ingress: { addresses: pending }`,
  right: `\
gateways:
  ingress: { addresses: [192.0.2.21] }`,
  check({ federation, inventory, at, report }) {
    for (const cluster of federation.clusters.values()) {
      const found = ingressService(inventory, cluster);
      const { ingress } = cluster.written.gateways ?? {};
      if (!found || ingress?.addresses !== "pending") continue;
      report({
        at: at.value(ingress, "addresses"),
        message: `the ingress gateway of \`${cluster.name}\` has an address by now: ${found.addresses.join(", ")}`,
        related: { at: found.object.at, message: "its load balancer's status" },
        help: `write \`addresses: [${found.addresses.join(", ")}]\``,
      });
    }
  },
});

/** The Service in front of a cluster's ingress gateway, if it has addresses. */
function ingressService(
  inventory: StandingInventory,
  cluster: Cluster,
): { readonly object: StandingObject; readonly addresses: readonly string[] } | undefined {
  const { ingress, namespace } = cluster;
  const standing = inventory.of(cluster);
  if (!ingress || !standing) return undefined;
  const services = standing.inNamespace(namespace, "Service");
  const object = ingress.deploy
    ? services.find(({ name }) => name === deploymentName("ingress"))
    : services.find((one) => {
        const selector = selectorOfService(one);
        return selector && selects(selector, ingress.selector) && addressesOf(one).length > 0;
      });
  const addresses = object ? addressesOf(object) : [];
  return object && addresses.length > 0 ? { object, addresses } : undefined;
}

function addressesOf({ data }: StandingObject): readonly string[] {
  return listIn(data, "status", "loadBalancer", "ingress").flatMap(
    (one) => textIn(one, "ip") ?? textIn(one, "hostname")?.toLowerCase() ?? [],
  );
}
