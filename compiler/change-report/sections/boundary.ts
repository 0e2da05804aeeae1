import type { Cluster, Exposure, Federation } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { askedForField } from "../asked-for-field.ts";
import type { Entry } from "../change-report.ts";
import { type ComparedVersions, changeOf, type Describe, entryAbout } from "../describe.ts";

/** What can be reached from outside and from within: gateways, addresses, protection. Other fields of pods and gateways are plain entries. */
export const boundaryEntries: Describe = (comparison) => [
  ...gatewayEntries(comparison),
  ...gatewaysOutOfForce(comparison),
  ...addressEntries(comparison),
  ...protectionEntries(comparison),
  ...denialEntries(comparison),
];

/** Gateways that open or close. */
function gatewayEntries({ differences, owners }: ComparedVersions): readonly Entry[] {
  return ["ingress", "egress"].flatMap((side) =>
    differences
      .find(["clusters", "*", "gateways", side], ({ path, entry }) => entry !== undefined && path.length === 4)
      .flatMap(({ path, entry }) => {
        const cluster = path[1] ?? "";
        const own = differences.take(path);
        const [opens] = own;
        if (!opens || !entry) return [];
        const details = own.slice(1).flatMap((one) => {
          const value = entry.change === "added" ? one.after : one.before;
          return value === undefined
            ? []
            : [`${one.path.slice(4).join(".")} ${Array.isArray(value) ? value.join(", ") : JSON.stringify(value)}`];
        });
        const text = `${side} gateway of ${cluster} ${entry.change === "added" ? "opens" : "closes"}`;
        const detail = details.length > 0 ? { [entry.change === "added" ? "after" : "before"]: details.join("; ") } : {};
        return entryAbout("boundary", own, { change: entry.change, subject: text, text, ...detail }, askedForField(opens, owners));
      }),
  );
}

/** The addresses at which other clusters call a cluster. */
function addressEntries({ before, after, differences, owners }: ComparedVersions): readonly Entry[] {
  return [...after.federation.clusters.values()].flatMap((cluster) => {
    const [was, is] = [dialledAt(before.federation.clusters.get(cluster.name)), dialledAt(cluster)];
    const fields = ["addresses", "port"].flatMap((field) => differences.take(["clusters", cluster.name, "gateways", "ingress", field]));
    const [first] = fields;
    if (!first || was === is) return [];
    const words = { change: changeOf(was, is), ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) };
    const text = `calls to ${cluster.name} go to`;
    return entryAbout("boundary", fields, { ...words, subject: `address of ${cluster.name}`, text }, askedForField(first, owners));
  });
}

function dialledAt(cluster: Cluster | undefined): string | undefined {
  if (!cluster?.ingress) return undefined;
  const { addresses, port } = cluster.ingress;
  return addresses === "pending" ? "no address yet" : `${addresses.join(", ")} port ${port}`;
}

/** Gateways of clusters that take part or not, or configure themselves from now on. */
function gatewaysOutOfForce({ before, after, differences, owners }: ComparedVersions): readonly Entry[] {
  const isInForce = ({ managed, inactive }: Cluster) => managed && inactive === undefined;
  return [...after.federation.clusters.values()].flatMap((cluster) => {
    const former = before.federation.clusters.get(cluster.name);
    if (!former || isInForce(former) === isInForce(cluster)) return [];
    const sides = (["ingress", "egress"] as const).filter((side) => (isInForce(cluster) ? cluster : former)[side]);
    const causes = ["inactive", "managed"].flatMap((field) => differences.find(["clusters", cluster.name, field]));
    const [cause] = causes;
    if (!cause || sides.length === 0) return [];
    const which = `${sides.join(" and ")} ${sides.length > 1 ? "gateways" : "gateway"} of ${cluster.name}`;
    const opens = isInForce(cluster);
    const text = `fedc ${opens ? "deploys" : "no longer deploys"} the ${which}`;
    const words = { change: opens ? ("added" as const) : ("removed" as const), subject: `the ${which}`, text };
    return [entryAbout("boundary", causes, words, askedForField(cause, owners))];
  });
}

/** Local callers that are denied, or no longer. A protection goes with its exposure, and with its service or cluster it is not in force. */
function protectionEntries({ before, after, differences, owners }: ComparedVersions): readonly Entry[] {
  const present = exposuresIn(after.federation);
  return [...exposuresIn(before.federation)].flatMap(([key, former]) => {
    const exposure = present.get(key);
    const [was, is] = [protectionOf(former), exposure ? protectionOf(exposure) : unprotected];
    if (was === is) return [];
    const { service, cluster } = former;
    const path = ["services", service.name, "expose", cluster.name, "protect", "callers"];
    const own = differences.take(path);
    const causes =
      own.length > 0
        ? own
        : [...differences.find(["services", service.name, "inactive"]), ...differences.find(["clusters", cluster.name, "inactive"])];
    const which = `${service.name} of ${cluster.name}`;
    const note = is === unprotected ? "it is no longer protected" : undefined;
    const text = `who in ${cluster.name} may call ${which}`;
    const words = { change: "changed" as const, subject: `protection of ${which}`, text, before: was, after: is, ...(note && { note }) };
    return entryAbout("boundary", causes, words, askedForField({ path, section: "boundary" }, owners));
  });
}

const unprotected = "every local caller that no other policy denies";

function protectionOf({ active, cluster, protect }: Exposure): string {
  if (!active || !cluster.managed || !protect) return unprotected;
  return protect.length === 0 ? "no local caller" : `only ${sorted(protect).join(", ")}`;
}

/** Pods that fedc takes for unreachable but by calls that a policy allows. A cluster's claim holds for all its services. */
function denialEntries({ before, after, differences, owners }: ComparedVersions): readonly Entry[] {
  const former = exposuresIn(before.federation);
  return [...exposuresIn(after.federation)].flatMap(([key, exposure]) => {
    const { service, cluster, defaultDeny } = exposure;
    const was = former.get(key)?.defaultDeny;
    const own = differences.take(["services", service.name, "expose", cluster.name, "defaultDeny"]);
    if (was === undefined || was === defaultDeny) return [];
    const fields = own.length > 0 ? own : differences.find(["clusters", cluster.name, "istio", "defaultDeny"]);
    const which = `${service.name} of ${cluster.name}`;
    const text = `defaultDeny for ${which}: ${
      defaultDeny ? "only calls that a policy allows reach its pods" : "its pods can be reached without a policy that allows it"
    }`;
    const path = ["services", service.name, "expose", cluster.name, "defaultDeny"];
    const asked = askedForField({ path, section: "boundary" }, owners);
    const words = { change: "changed" as const, subject: `defaultDeny of ${which}`, text, before: String(was), after: String(defaultDeny) };
    return entryAbout("boundary", fields, words, asked);
  });
}

function exposuresIn({ services }: Federation): ReadonlyMap<string, Exposure> {
  return new Map(services.flatMap(({ name, exposures }) => exposures.map((one) => [`${name} ${one.cluster.name}`, one] as const)));
}
