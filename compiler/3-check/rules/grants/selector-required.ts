import type { Spans } from "../../../1-load/spans.ts";
import type { Exposure } from "../../../2-resolve/federation.ts";
import { allowPlace, exposurePlace } from "../../../2-resolve/written-places.ts";
import type { Place } from "../../../findings/source.ts";
import { quoted } from "../../quoted.ts";
import type { Rule } from "../../rule.ts";
import { grantsByWorkloads } from "../../workload-trust.ts";

export const selectorRequired: Rule = {
  code: "FED348",
  severity: "error",
  title: "policy without pods or port",
  finds: `\
A service has "protect" or "defaultDeny", or a grant in mode workloads, but its
exposing cluster does not say "selector" and "targetPort".`,
  why: `\
All three lead to policies on the pods behind the Service. Policies select pods
by their labels and name the container's port, and the name of the Service tells
neither.`,
  example: `\
Wrong:

  cluster2:
    service: ratings.bookinfo
    port: 9080
    protect: { callers: [bookinfo/bookinfo-reviews] }

Right:

  cluster2:
    service: ratings.bookinfo
    port: 9080
    selector: { app: ratings }
    targetPort: 9080
    protect: { callers: [bookinfo/bookinfo-reviews] }

"defaultDeny" may also come from "istio.defaultDeny" of the cluster. To exempt
these pods, write "defaultDeny: false" here.`,
  check({ federation, at, report }) {
    const granted = new Map(grantsByWorkloads(federation).map((grant) => [grant.exposure, grant]));
    for (const { exposures } of federation.services)
      for (const exposure of exposures) {
        const { cluster, selector, targetPort, protect, defaultDeny, written, service } = exposure;
        const grant = granted.get(exposure);
        if (!cluster.managed || (!protect && !defaultDeny && !grant)) continue;
        const missing = [...(selector ? [] : ["selector"]), ...(targetPort === undefined ? ["targetPort"] : [])];
        if (missing.length === 0) continue;
        const help = "add the labels of the pods behind the Service and their container's port";
        if (grant && !protect && !defaultDeny) {
          report({
            at: exposurePlace(at, exposure),
            message: `\`${service.name}\` of \`${cluster.name}\` is called in mode workloads, which needs ${quoted(missing)}`,
            related: { at: allowPlace(at, grant.allow), message: "enforced on the pods" },
            help,
          });
          continue;
        }
        const why = protect ? "protect" : "defaultDeny";
        report({
          at: written[why] === undefined ? exposurePlace(at, exposure) : at.key(written, why),
          message: `\`${why}\` of \`${service.name}\` in \`${cluster.name}\` needs ${quoted(missing)}`,
          related: written[why] === undefined ? { at: clusterWide(at, exposure), message: "holds for what it exposes, too" } : undefined,
          help,
        });
      }
  },
};

function clusterWide(at: Spans, { cluster }: Exposure): Place {
  return at.key(cluster.written.istio ?? {}, "defaultDeny");
}
