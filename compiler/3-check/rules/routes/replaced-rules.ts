import type { ConsumeEntry } from "../../../1-load/federation-file.ts";
import { namespaceOf } from "../../../2-resolve/caller-lists.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { destinationsOf } from "../../entries.ts";
import { note } from "../../rule.ts";

export const replacedRules = note("FED428", "your own DestinationRules replaced", {
  finds: `\
fedc writes a DestinationRule for a Service of yours, because calls go to some
of its pods ("local" with "subset") or fail over from it.`,
  why: `\
Istio follows one DestinationRule per host, the most specific one. fedc's rule
replaces yours for a wildcard host such as *.default.svc.cluster.local and, for
the callers, also yours for the Service itself. Load balancing, limits and
outlier detection of your rules no longer hold, on any port of the Service.`,
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
  - With a failover that begins with "local", or with "callers: any", everyone
    sees fedc's rule. It merges with yours for the Service itself if that has no
    "exportTo", and hides those for wildcard hosts.

Copy the "trafficPolicy" of your rule into fedc's, by a patch in the overlay's
kustomization.yaml. If you have no such rule, nothing is lost.`,
  check({ consumes, at, report }) {
    for (const { entry, service, serviceEntry } of consumes) {
      if (entry.inactive !== undefined || serviceEntry.inactive !== undefined) continue;
      const destination = destinationsOf(entry).find((each) => each.local?.subset || entry.failover?.[0] === each);
      if (!destination?.local) continue;
      report({
        at: at.key(destination, "local"),
        message: `\`${entry.as ?? service}\` gets a DestinationRule from fedc, which replaces your own ${where(entry)}`,
        help: "if you have one, for this Service or a wildcard host, patch its `trafficPolicy` into fedc's",
      });
    }
  },
});

function where({ callers, failover }: ConsumeEntry): string {
  if (callers === "any" || callers === undefined || failover) return "for everyone in the mesh";
  const namespaces = new Set(callers.map(namespaceOf));
  return `in ${namespaces.size > 1 ? "the namespaces" : "the namespace"} ${quoted(namespaces)}`;
}
