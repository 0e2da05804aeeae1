import type { DestinationEntry, MatchEntry, RouteEntry, StringMatchEntry } from "../../1-load/federation-file.ts";
import type { Consumption } from "../../2-resolve/federation.ts";
import { sorted, sortedEntries } from "../../2-resolve/names.ts";
import { failoverInForce, routesInForce } from "../../2-resolve/routes-in-force.ts";
import { askedForField } from "../asked-for-field.ts";
import type { Entry } from "../change-report.ts";
import { type ComparedVersions, changeOf, type Describe, entryAbout, entryAt } from "../describe.ts";
import type { Difference } from "../differences.ts";
import { valueText } from "../value-text.ts";
import { nameEntries, namesIn } from "./local-names.ts";
import { thingText } from "./plain-entries.ts";

/** Where calls go, and how. Timeouts, retries and the like are plain entries. */
export const trafficEntries: Describe = (comparison) => {
  const { differences, owners } = comparison;
  const names = nameEntries(comparison);
  const isKept = ({ entry }: Difference) => entry === undefined;
  const described = (field: Difference, words: { readonly text: string; readonly before: string; readonly after: string }) =>
    entryAbout(
      "traffic",
      [field],
      { change: changeOf(field.before, field.after), subject: words.text, ...words },
      askedForField(field, owners),
    );
  const routes = differences.take(["services", "*", "consume", "*", "*", "routes"], isKept);
  const failovers = differences.take(["services", "*", "consume", "*", "*", "failover"], isKept);
  return [
    ...names,
    ...routes.map((field) => described(field, routesInWords(field))),
    ...failovers.map((field) => described(field, failoverInWords(field))),
    ...otherRoutes(comparison, [...routes, ...failovers]),
  ];
};

/** Names whose calls go elsewhere although their entry is the same: an exposer comes, goes, or is not in force. */
function otherRoutes({ before, after, owners }: ComparedVersions, told: readonly Difference[]): readonly Entry[] {
  const former = namesIn(before.federation);
  return [...namesIn(after.federation)].flatMap(([key, consumption]) => {
    const old = former.get(key);
    const { service, cluster, written, port } = consumption;
    if (!old || old.service.name !== service.name) return [];
    const path = ["services", service.name, "consume", consumption.key, `${written.as}:${port}`, "routes"];
    const isTold = told.some((field) => field.path.slice(0, 5).join(" ") === path.slice(0, 5).join(" "));
    const [was, is] = [wayOf(old), wayOf(consumption)];
    if (isTold || was === is) return [];
    const text = `calls of ${written.as}:${port} in ${cluster.name} go to`;
    const words = {
      change: "changed" as const,
      subject: `where ${written.as}:${port} in ${cluster.name} leads`,
      text,
      before: was,
      after: is,
    };
    const place = after.placeOf(service.written.consume ?? {}, consumption.key);
    const lost = { asks: [], informs: owners.of({ clusters: [cluster.name] }), unowned: false };
    return [entryAt("traffic", place, [], words, is === nowhere ? lost : askedForField({ path, section: "traffic" }, owners))];
  });
}

/** The destinations in force. */
function wayOf(consumption: Consumption): string {
  const failover = failoverInForce(consumption).map(({ exposure, subset }) => placeInWords(exposure.cluster.name, subset?.name));
  if (failover.length > 0) return failover.join(", then ");
  const routes = routesInForce(consumption).map(({ match, destinations }) => {
    const several = destinations.length > 1;
    const to = destinations.map(
      ({ cluster, grant, weight }) =>
        `${several ? `${weight}% ` : ""}${cluster ? placeInWords(cluster.name, grant?.subset?.name) : "local"}`,
    );
    return `${match ? `when ${matchInWords(match)}: ` : ""}${to.join(", ")}`;
  });
  return routes.length > 0 ? routes.join("; ") : nowhere;
}

/** Who loses access does not have to approve that. */
const nowhere = "nowhere";

/** If only weights differ, just the routes with other weights. */
function routesInWords({ path, before, after }: Difference) {
  const [old, now] = [routesIn(before), routesIn(after)];
  const withoutWeights = (routes: readonly RouteEntry[]) =>
    JSON.stringify(routes.map(({ match, to }) => [match, to.map(({ weight: _, ...destination }) => destination)]));
  const onlyShares = withoutWeights(old) === withoutWeights(now);
  const differs = (route: RouteEntry, i: number, others: readonly RouteEntry[]) =>
    !onlyShares || JSON.stringify(route.to) !== JSON.stringify(others[i]?.to);
  const text = (routes: readonly RouteEntry[], others: readonly RouteEntry[]) =>
    routes.length === 0
      ? "every call to the one exposer"
      : routes
          .filter((route, i) => differs(route, i, others))
          .map(routeInWords)
          .join("; ");
  return {
    text: `${onlyShares ? "shares" : "routes"} of ${thingText(path)}`,
    before: text(old, now),
    after: text(now, old),
  };
}

function routesIn(value: unknown): readonly RouteEntry[] {
  return Array.isArray(value) ? (value as RouteEntry[]) : [];
}

function routeInWords({ match, to }: RouteEntry): string {
  const several = to.length > 1;
  const destinations = to.map((one) => `${several || one.weight !== undefined ? `${one.weight ?? 100}% ` : ""}${destinationInWords(one)}`);
  return `${match ? `when ${matchInWords(match)}: ` : ""}${destinations.join(", ")}`;
}

function placeInWords(cluster: string, subset: string | undefined): string {
  return subset === undefined ? cluster : `${cluster} (subset ${subset})`;
}

function destinationInWords({ cluster, subset, local }: DestinationEntry): string {
  if (cluster !== undefined) return placeInWords(cluster, subset);
  const details = Object.entries(local ?? {}).map(([key, value]) => `${key} ${valueText(value)}`);
  return details.length > 0 ? `local (${details.join("; ")})` : "local";
}

function matchInWords({ headers = {}, path, methods }: MatchEntry): string {
  return [
    ...sortedEntries(headers).map(({ key, value }) => `header ${key} ${stringMatchInWords(value)}`),
    ...(path ? [`path ${stringMatchInWords(path)}`] : []),
    ...(methods ? [`method ${sorted(methods).join(" or ")}`] : []),
  ].join(" and ");
}

function stringMatchInWords({ exact, prefix, regex }: StringMatchEntry): string {
  return exact !== undefined ? `is ${exact}` : prefix !== undefined ? `begins with ${prefix}` : `matches ${regex}`;
}

function failoverInWords({ path, before, after }: Difference) {
  const [old, now] = [before, after].map((value) => (Array.isArray(value) ? (value as DestinationEntry[]).map(destinationInWords) : []));
  const sameSet = JSON.stringify(old?.toSorted()) === JSON.stringify(now?.toSorted());
  const inOrder = (names: readonly string[] = []) => (names.length > 0 ? names.join(", then ") : "no failover");
  return { text: `${sameSet ? "failover order" : "failover"} of ${thingText(path)}`, before: inOrder(old), after: inOrder(now) };
}
