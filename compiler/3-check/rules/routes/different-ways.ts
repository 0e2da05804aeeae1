import type { Spans } from "../../../1-load/spans.ts";
import type { Cluster, Consumption } from "../../../2-resolve/federation.ts";
import { needsNoRoutes } from "../../../2-resolve/sole-grant.ts";
import type { Place } from "../../../findings/source.ts";
import { consumePlace, entriesOf } from "../../entries.ts";
import { type UsedName, usedNames } from "../../local-names.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** The local names with routes by which a cluster uses a service of another go one way. */
export const differentWays: Rule = {
  code: "FED395",
  severity: "error",
  title: "two ways to one service",
  finds: `\
In mode workloads local names that lead to a service of another cluster share
one entry in the mesh, and it has one way: through the egress gateway, or
straight to the other's ingress gateway ("via").`,
  why: `\
Two ways would need two
entries with the same host, of which one wins.`,
  example: `\
Wrong:

  consume:
    a:
      - { as: bar.shop,  ..., via: direct }
      - { as: bar.depot, ... }

Right:

  consume:
    a:
      - { as: bar.shop,  ..., via: direct }
      - { as: bar.depot, ..., via: direct }

Failovers have entries of their own, and may differ; so have full host names
where every port leads to the same cluster as it is, without a choice of routes,
callerLabels, timeout or retries.`,
  check(context) {
    const reported = new Set<object>();
    const byThemselves = new Set<Consumption>(
      usedNames(context.federation).flatMap((name) => (hasOwnEntry(name) ? name.consumptions : [])),
    );
    for (const { consumptions } of context.federation.services) {
      const first = new Map<string, Consumption>();
      for (const consumption of consumptions) {
        const { cluster, written, via } = consumption;
        if (byThemselves.has(consumption)) continue;
        for (const exposer of exposersBySharedEntry(consumption)) {
          const key = `${cluster.name} ${exposer.name}`;
          const other = first.get(key);
          if (!other) first.set(key, consumption);
          else if (other.via !== via && !reported.has(written)) {
            reported.add(written);
            reportWays(consumption, other, exposer, context);
          }
        }
      }
    }
  },
};

/** As it is written: what waits or is not in force today may be tomorrow. */
function hasOwnEntry({ consumptions }: UsedName): boolean {
  return needsNoRoutes(consumptions, ({ routes }) => routes);
}

/** How a partner that configures itself dials is its own business. */
function exposersBySharedEntry({ cluster, routes, failover, inactive }: Consumption): ReadonlySet<Cluster> {
  if (inactive !== undefined || !cluster.managed || failover) return new Set();
  const grants = routes.flatMap(({ destinations }) => destinations.flatMap(({ grant }) => grant ?? []));
  return new Set(grants.flatMap((grant) => (grant.mode === "workloads" && grant.inactive === undefined ? grant.exposure.cluster : [])));
}

function reportWays(consumption: Consumption, other: Consumption, exposer: Cluster, { file, at, report }: RuleContext): void {
  const { cluster, service, via } = consumption;
  report({
    at: viaPlace(at, consumption),
    message: `\`${cluster.name}\` uses \`${service.name}\` of \`${exposer.name}\` by \`via: ${via}\` here, and by \`via: ${other.via}\` under another local name`,
    related: { at: viaPlace(at, other), message: `by \`via: ${other.via}\`` },
    help: "write the same `via` for both",
  });

  function viaPlace(spans: Spans, { written }: Consumption): Place {
    if (written.via !== undefined) return spans.value(written, "via");
    const consume = entriesOf(file).consumes.find(({ entry }) => entry === written);
    return consume ? consumePlace(spans, consume) : spans.value(written, "as");
  }
}
