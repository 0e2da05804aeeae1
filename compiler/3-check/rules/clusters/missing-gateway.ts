import { allowPlace } from "../../../2-resolve/written-places.ts";
import { uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const missingGateway = error("FED317", "missing gateway", {
  finds: `\
A cluster exposes a service and lists no ingress gateway.`,
  why: `\
Calls of other clusters enter by the ingress gateway. fedc deploys it only where
a cluster lists it, so an edit elsewhere in the file cannot open the cluster to
the outside, and the other clusters need its addresses.`,
  wrongLead: `Wrong, where cluster2 exposes:`,
  wrong: `\
clusters:
  cluster2: { hostname: c2.example.com }`,
  right: `\
clusters:
  cluster2:
    hostname: c2.example.com
    gateways: { ingress: { addresses: [192.0.2.20] } }`,
  remark: `\
A partner with "managed: false" lists its ingress gateway too, since other
clusters dial it. An egress gateway need not be listed: a cluster that consumes
has one.`,
  check({ grants, file, at, report }) {
    const missing = grants.filter(({ exposure }) => !exposure.cluster.ingress);
    for (const { allow, exposure } of uniqueBy(missing, (grant) => grant.exposure.cluster)) {
      const { service, cluster } = exposure;
      report({
        at: cluster.written.gateways ? at.key(cluster.written, "gateways") : at.key(file.clusters, cluster.name),
        message: `\`${cluster.name}\` exposes \`${service.name}\`, but does not list an ingress gateway`,
        related: { at: allowPlace(at, allow), message: "needed for this" },
        help: "add `gateways: { ingress: { addresses: [...] } }`",
      });
    }
  },
});
