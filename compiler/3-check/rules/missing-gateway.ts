import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import type { Place } from "../../findings/source.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { allowPlace } from "../written-places.ts";

/** A cluster lists the gateways that its grants need. */
export const missingGateway: Rule = {
  code: "FED317",
  severity: "error",
  title: "missing gateway",
  explain: `\
Calls leave a cluster by its egress gateway and come in by its ingress gateway.
Neither is opened unless the cluster lists it, so that nobody is opened to the
outside by an edit in some other place of the file. An empty entry takes the
defaults.

Wrong, where cluster2 exposes and cluster1 consumes:

  clusters:
    cluster1: { hostname: c1.example.com }
    cluster2: { hostname: c2.example.com }

Right:

  clusters:
    cluster1:
      hostname: c1.example.com
      gateways: { egress: {} }
    cluster2:
      hostname: c2.example.com
      gateways: { ingress: { addresses: [192.0.2.20] } }

A partner with "managed: false" needs no egress gateway here: it configures
itself. What others dial must be written for it too.
`,
  check(context) {
    const { federation, at } = context;
    const told = new Set<string>();
    for (const grant of federation.grants) {
      const { exposure, consumer, inactive } = grant;
      if (inactive !== undefined || federation.modeOf(exposure.cluster, consumer) !== "gateways") continue;
      if (!exposure.cluster.ingress) reportMissing(exposure.cluster, "ingress", grant, told, context);
      if (consumer.managed && !consumer.egress) reportMissing(consumer, "egress", grant, told, context);
    }

    function reportMissing(
      cluster: Cluster,
      side: "ingress" | "egress",
      grant: Grant,
      told: Set<string>,
      { file, report }: RuleContext,
    ): void {
      const key = `${cluster.name} ${side}`;
      if (told.has(key)) return;
      told.add(key);
      const { service, cluster: exposer } = grant.exposure;
      const place: Place = cluster.written.gateways ? at.key(cluster.written, "gateways") : at.key(file.clusters, cluster.name);
      report({
        at: place,
        message:
          side === "ingress"
            ? `\`${cluster.name}\` exposes \`${service.name}\` and lists no ingress gateway`
            : `\`${cluster.name}\` consumes \`${service.name}\` of \`${exposer.name}\` and lists no egress gateway`,
        related: { at: allowPlace(at, grant.allow), message: "needed for this" },
        help: side === "ingress" ? "add `gateways: { ingress: { addresses: [...] } }`" : "add `gateways: { egress: {} }`",
      });
    }
  },
};
