import type { ClusterInventory } from "../inventory/cluster-inventory.ts";
import { wholeHost } from "../inventory/host-names.ts";
import { StandingObject, textIn } from "../inventory/standing-object.ts";
import { appliedRules } from "./applied-rules.ts";
import { asModelled } from "./modelled-object.ts";
import { onlyPorts } from "./only-ports.ts";
import { withPrincipals } from "./policy-principals.ts";

/**
 * Brings objects of a dump into the words that the model reads. A VirtualService becomes one for each side that applies it. A part is undefined if
 * its version is not known.
 */
export function partsAsModelled(
  standing: ClusterInventory,
  domain: string,
  trustDomains: readonly string[],
): (object: StandingObject) => readonly unknown[] {
  const ports = onlyPorts(standing, domain);
  return (object) => {
    const { kind, name, namespace = "", spec } = object;
    const whole = (host: string) => (host.includes(".") ? host : wholeHost(host, namespace, domain));
    switch (kind) {
      case "VirtualService":
        return appliedRules(object, (host) => ports.get(whole(host))).map((part, index) =>
          asModelled(copyOf(object, index === 0 ? name : `${name}.${index}`, part.spec), domain),
        );
      case "AuthorizationPolicy":
        // `AUDIT` only writes down what is called.
        return textIn(spec, "action") === "AUDIT"
          ? []
          : [asModelled(copyOf(object, name, withPrincipals(spec, namespace, trustDomains)), domain)];
      default:
        return [asModelled(object, domain)];
    }
  };
}

function copyOf(object: StandingObject, name: string, spec: unknown): StandingObject {
  const { apiVersion, kind, namespace, labels, annotations, file, line } = object;
  return new StandingObject({ apiVersion, kind, name, namespace, labels, annotations, file, line, data: { spec } });
}
