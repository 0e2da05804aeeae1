import { coversCaller } from "../../../2-resolve/caller-lists.ts";
import type { Consumption } from "../../../2-resolve/federation.ts";
import { callerNamespaces } from "../../../2-resolve/names.ts";
import { allDestinations, isLocal } from "../../../2-resolve/routes-in-force.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { oncePerEntry } from "../../resolved.ts";
import { warning } from "../../rule.ts";

export const existingWithoutLabels = warning("FED353", "existing Service routed for everyone", {
  finds: `\
The calls of an existing Service are routed to another cluster for every pod in
the callers' namespaces, but not all of these pods are callers.`,
  why: `\
Istio routes by namespace. "callers" says who may call the other cluster, and
not whose calls are routed. A pod that is not a caller is therefore refused, and
no longer reaches the local Service.`,
  example: `\
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

If you mean all pods of the namespace, write "shop/*". Then no pod is refused,
and there is no warning.`,
  check({ federation, at, report }) {
    for (const consumption of oncePerEntry(federation, (each) => isRoutedByNamespace(each) && refusingNamespaces(each).length > 0)) {
      const { written, service } = consumption;
      const namespaces = refusingNamespaces(consumption);
      const as = `\`${written.as ?? service.name}\``;
      report({
        at: at.value(written, "localService"),
        message:
          namespaces === "any"
            ? `all calls of ${as} in the mesh are routed, in every namespace`
            : `calls of ${as} are routed for everyone in the ${namespaces.length > 1 ? "namespaces" : "namespace"} ${quoted(namespaces)}, not for the callers alone`,
        help: "add `callerLabels`, labels of the callers' pods, if everyone else is to keep what the name leads to now",
      });
    }
  },
});

/** A failover from the local Service cannot have labels: its endpoints are the same for a whole namespace. */
function isRoutedByNamespace({ written, inactive, callerLabels, failover }: Consumption): boolean {
  const { localService, callers } = written;
  if (localService !== "existing" || callers === undefined || callerLabels || inactive !== undefined) return false;
  return !failover?.some(isLocal);
}

/** The namespaces where a routed pod may be refused: it is not a caller, or in mode workloads an exposer does not allow it. */
function refusingNamespaces(consumption: Consumption): "any" | readonly string[] {
  const namespaces = callerNamespaces(consumption.callers);
  if (namespaces === "any") return namespaces;
  const grants = allDestinations(consumption).flatMap(({ grant }) =>
    grant?.mode === "workloads" && grant.inactive === undefined ? [grant] : [],
  );
  return namespaces.filter((namespace) => {
    const everyone = `${namespace}/*`;
    const isAllowed = grants.every(({ allow }) => allow.alternatives.some(({ callers = "any" }) => coversCaller(callers, everyone)));
    return !isAllowed || !coversCaller(consumption.callers, everyone);
  });
}
