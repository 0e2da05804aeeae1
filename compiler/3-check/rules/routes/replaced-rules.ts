import type { ConsumeEntry } from "../../../1-load/federation-file.ts";
import { destinationsOf, entriesOf } from "../../entries.ts";
import { quoted } from "../../quoted.ts";
import type { Rule } from "../../rule.ts";

/** A rule that tells pods of a local Service apart, or lets it fail over, takes the place of the user's own. */
export const replacedRules: Rule = {
  code: "FED428",
  severity: "note",
  title: "your own DestinationRules replaced",
  finds: `\
Istio follows one DestinationRule per host, the most specific one.`,
  why: `\
To send calls
to some pods of a local Service ("local" with "subset"), or to let them fail
over from it, fedc writes such a rule. It takes the place of yours for a
wildcard host such as *.default.svc.cluster.local, and for the callers also of
yours for the Service itself: load balancing, limits and outlier detection that
those set no longer hold, on any port of the Service.`,
  example: `\
Warned of: calls of shop/web to reviews.shop are no longer sticky, if a rule of
yours for *.shop.svc.cluster.local made them so.

  as: reviews.shop
  localService: existing
  callers: [shop/web]
  routes:
    - to: [{ local: { subset: { version: v2 } }, weight: 50 }, …]

  - With "subset" this is so in the callers' namespaces. With "callerLabels"
    a rule of yours in that namespace for the Service itself still holds for
    everyone else; others are lost for the whole namespace.
  - With a failover that begins with "local", or "callers: any", fedc's rule is
    seen by everyone. It merges with yours for the Service itself if that has no
    "exportTo", and hides those for wildcard hosts.

Copy the "trafficPolicy" of your rule into fedc's, by a patch in the overlay's
kustomization.yaml. Where you have no such rule, nothing is lost.`,
  check({ file, at, report }) {
    for (const { entry, service, serviceEntry } of entriesOf(file).consumes) {
      if (entry.inactive !== undefined || serviceEntry.inactive !== undefined) continue;
      const local = destinationsOf(entry).find((destination) => destination.local?.subset || entry.failover?.[0] === destination);
      if (!local?.local) continue;
      report({
        at: at.key(local, "local"),
        message: `your own DestinationRules that hold for \`${entry.as ?? service}\` are replaced by one of fedc's ${where(entry)}`,
        help: "if you have one, for this Service or a wildcard host, patch its `trafficPolicy` into fedc's",
      });
    }
  },
};

function where({ callers, failover }: ConsumeEntry): string {
  if (callers === "any" || callers === undefined || failover) return "for everyone in the mesh";
  const namespaces = new Set(callers.map((caller) => caller.slice(0, caller.indexOf("/"))));
  return `in ${namespaces.size > 1 ? "the namespaces" : "the namespace"} ${quoted(namespaces)}`;
}
