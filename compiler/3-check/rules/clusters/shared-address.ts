import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Rule } from "../../rule.ts";

export const sharedAddress: Rule = {
  code: "FED399",
  severity: "error",
  title: "two clusters at one address",
  finds: `The ingress gateways of two clusters have an address and the port in common.`,
  why: `\
Both would be the same gateway to the others: calls for one cluster end at the
other, and the caller refuses its certificate. Usually an entry was copied and
not adapted.`,
  example: `\
Wrong:

  east: { …, gateways: { ingress: { addresses: [192.0.2.20] } } }
  west: { …, gateways: { ingress: { addresses: [192.0.2.20] } } }

Right:

  east: { …, gateways: { ingress: { addresses: [192.0.2.20] } } }
  west: { …, gateways: { ingress: { addresses: [192.0.2.30] } } }

Behind one address, different ports tell two gateways apart.`,
  check({ federation, file, at, report }) {
    const first = new Map<string, Cluster>();
    for (const name of Object.keys(file.clusters)) {
      const cluster = federation.clusters.get(name);
      const written = cluster?.written.gateways?.ingress?.addresses;
      if (!cluster?.ingress || cluster.inactive !== undefined || !Array.isArray(written)) continue;
      for (const [i, address] of written.entries()) {
        const key = `${String(address).toLowerCase()} ${cluster.ingress.port}`;
        const other = first.get(key);
        if (!other) first.set(key, cluster);
        else if (other !== cluster)
          report({
            at: at.value(written, i),
            message: `\`${name}\` and \`${other.name}\` have one address and port`,
            related: { at: at.key(other.written.gateways ?? {}, "ingress"), message: `the ingress gateway of \`${other.name}\`` },
            help: "write the address or the port of each cluster's own gateway",
          });
      }
    }
  },
};
