import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Consumption } from "../../2-resolve/federation.ts";
import { callerNamespaces } from "../../2-resolve/names.ts";
import { allDestinations, isLocal } from "../../2-resolve/routes-in-force.ts";
import { quoted } from "../quoted.ts";
import type { Rule } from "../rule.ts";

/** Who has an existing Service routed knows that it is routed for everyone in the callers' namespaces. */
export const existingWithoutLabels: Rule = {
  code: "FED353",
  severity: "warning",
  title: "existing Service routed for everyone",
  explain: `\
"callers" says who may call the other cluster. It does not say whose calls are
routed. Istio routes by namespace, so every pod in the callers' namespaces gets
the routes. A pod that is not a caller is then refused, and no longer reaches
the local Service.

Warned of: every pod in shop calls cluster2 now, and all but shop/web get 403.

  as: reviews.shop
  localService: existing
  callers: [shop/web]

With labels of the callers' pods, only their calls are routed. Everyone else
keeps the local Service:

  as: reviews.shop
  localService: existing
  callers: [shop/web]
  callerLabels: { app: web }

If you mean all pods of the namespace, write "shop/*". Then nobody is refused,
and there is no warning.
`,
  check({ federation, at, report }) {
    const told = new Set<object>();
    for (const { consumptions } of federation.services)
      for (const consumption of consumptions) {
        const { written, service } = consumption;
        if (told.has(written) || !isConcerned(consumption)) continue;
        const namespaces = callerNamespaces(consumption.callers);
        const mixed = namespaces === "any" ? namespaces : namespaces.filter((namespace) => !areAllCallers(consumption, namespace));
        if (mixed.length === 0) continue;
        told.add(written);
        const as = `\`${written.as ?? service.name}\``;
        report({
          at: at.value(written, "localService"),
          message:
            mixed === "any"
              ? `all calls of ${as} in the mesh are routed, in every namespace`
              : `calls of ${as} are routed for everyone in the ${mixed.length > 1 ? "namespaces" : "namespace"} ${quoted(mixed)}, not for the callers alone`,
          help: "add `callerLabels`, labels of the callers' pods, if everyone else is to keep what the name leads to now",
        });
      }
  },
};

/** With a failover from the local Service labels cannot be had: its endpoints are the same for a whole namespace. */
function isConcerned({ written, inactive, callerLabels, failover }: Consumption): boolean {
  const { localService, callers } = written;
  if (localService !== "existing" || callers === undefined || callerLabels || inactive !== undefined) return false;
  return !failover?.some(isLocal);
}

/** Whether nobody in a namespace is refused who is no caller; in mode workloads the exposers decide on callers too. */
function areAllCallers(consumption: Consumption, namespace: string): boolean {
  const everyone = `${namespace}/*`;
  const grants = allDestinations(consumption).flatMap(({ grant }) =>
    grant?.mode === "workloads" && grant.inactive === undefined ? [grant] : [],
  );
  return (
    coversCaller(consumption.callers, everyone) &&
    grants.every(({ allow }) => allow.alternatives.some(({ callers = "any" }) => coversCaller(callers, everyone)))
  );
}
