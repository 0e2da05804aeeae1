import type { MatchEntry, PathNormalization } from "../../../1-load/federation-file.ts";
import type { Cluster, Consumption } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { sorted } from "../../../2-resolve/names.ts";
import { routesInForce } from "../../../2-resolve/routes-in-force.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { warning } from "../../rule.ts";

export const routeReadOtherwise = warning("FED410", "route by a path that the exposer reads differently", {
  finds: `\
A cluster routes calls by their path, and its proxies normalize paths less than
those of an exposing cluster.`,
  why: `\
The caller's proxy chooses the route by the path as its own mesh normalizes it,
and the exposing cluster may then read another path. With BASE on this side,
"/v2/..%2fv1/items" takes the route of "/v2/", and an exposer with
DECODE_AND_MERGE_SLASHES reads "/v1/items" (measured: scenario
path-normalization). So the clusters of the route "/v2/" may also get other
calls.

This does not affect what an exposer allows: it decides by the path that it
reads itself. Assertions are about what is allowed.`,
  example: `\
Set the same in the mesh configuration of the consuming cluster, and repeat it
here:

  clusters:
    cluster1:
      istio: { pathNormalization: DECODE_AND_MERGE_SLASHES }

Or list the paths that each exposer serves in its "allow".`,
  check({ consumptions, acceptances, at, report }) {
    const isAccepted = ({ match }: RoutedByPath) => acceptances.includes("FED410", at.key(match, "path"));
    const split = grouped(routedByPath(consumptions), (route) => `${route.consumption.cluster.name} ${isAccepted(route)}`);
    for (const routed of split.values()) {
      const consumer = routed[0]?.consumption.cluster;
      const exposers = [...new Set(routed.flatMap((route) => route.exposers))];
      const [first] = exposers.sort((a, b) => strength(b) - strength(a));
      const [place] = routed.map(({ match }) => at.key(match, "path")).sort((a, b) => a.start - b.start);
      if (!consumer || !first || !place) continue;
      const { pathNormalization } = first.istio;
      const services = quoted(sorted(routed.map(({ consumption }) => consumption.service.name)));
      report({
        at: place,
        message: `\`${consumer.name}\` routes calls of ${services} by their path, which ${quoted(sorted(exposers.map(({ name }) => name)))} may read differently: \`${consumer.istio.pathNormalization}\` normalizes less than \`${pathNormalization}\``,
        ...(first.written.istio?.pathNormalization && {
          related: { at: at.value(first.written.istio, "pathNormalization"), message: `how \`${first.name}\` normalizes paths` },
        }),
        help: `set \`istio: { pathNormalization: ${pathNormalization} }\` under \`${consumer.name}\` once its mesh configuration says so too`,
      });
    }
  },
});

/** From the setting that leaves paths alone to the one that changes most. Each changes at least what the one before it changes. */
const order: readonly PathNormalization[] = ["NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"];

function strength({ istio }: Cluster): number {
  return order.indexOf(istio.pathNormalization);
}

interface RoutedByPath {
  readonly consumption: Consumption;
  readonly match: MatchEntry;
  /** The exposing clusters whose proxies change more of a path than the consumer's. */
  readonly exposers: readonly Cluster[];
}

/** The consumptions that go to different places by their path, and to an exposer that may read another path. */
function routedByPath(consumptions: readonly Consumption[]): readonly RoutedByPath[] {
  return consumptions.flatMap((consumption) => {
    if (consumption.written.routes === undefined) return [];
    const routes = routesInForce(consumption);
    const match = routes.find(({ match }) => match?.path && match.path.prefix !== "/")?.match;
    if (!match) return [];
    const places = new Set(
      routes.map(({ destinations }) =>
        JSON.stringify(destinations.map(({ cluster, grant, subset, weight }) => [cluster?.name, grant?.subset?.name ?? subset, weight])),
      ),
    );
    const othersStay = !consumption.create && routes.at(-1)?.match !== undefined;
    const exposers = routes
      .flatMap(({ destinations }) => destinations.flatMap(({ grant }) => grant?.exposure.cluster ?? []))
      .filter((exposer) => strength(exposer) > strength(consumption.cluster));
    return exposers.length > 0 && (places.size > 1 || othersStay) ? { consumption, match, exposers } : [];
  });
}
