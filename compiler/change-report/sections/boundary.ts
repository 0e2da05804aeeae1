import type { Cluster, Exposure, Federation } from "../../2-resolve/federation.ts";
import { askedForField } from "../asked-for-field.ts";
import type { Entry } from "../change-report.ts";
import { type ComparedVersions, changeOf, type Describe, entryAbout } from "../describe.ts";

/** What can be reached from outside and from within: gateways, addresses, protection. Other fields of pods and gateways are plain entries. */
export const boundaryEntries: Describe = (comparison) => [
  ...gatewayEntries(comparison),
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

/** Local callers that are denied, or no longer. */
function protectionEntries({ differences, owners }: ComparedVersions): readonly Entry[] {
  return differences
    .take(["services", "*", "expose", "*", "protect", "callers"], ({ entry }) => entry === undefined)
    .map((field) => {
      const [, service, , cluster] = field.path;
      const { before, after } = field;
      const allowed = (callers: unknown) => (callers === "none" ? "no local caller" : `only ${[callers].flat().join(", ")}`);
      const which = `${service} of ${cluster}`;
      const words =
        after === undefined
          ? { change: "removed" as const, text: `${which} is no longer protected: every local caller may call it`, before: allowed(before) }
          : before === undefined
            ? { change: "added" as const, text: `${which} is now protected from local callers`, after: allowed(after) }
            : { change: "changed" as const, text: `local callers of ${which}`, before: allowed(before), after: allowed(after) };
      return entryAbout("boundary", [field], { ...words, subject: `protection of ${which}` }, askedForField(field, owners));
    });
}

/** Pods that fedc takes for unreachable but by calls that a policy allows. A cluster's claim holds for all its services. */
function denialEntries({ before, after, differences, owners }: ComparedVersions): readonly Entry[] {
  const former = denialsIn(before.federation);
  return [...denialsIn(after.federation)].flatMap(([key, exposure]) => {
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

function denialsIn({ services }: Federation): ReadonlyMap<string, Exposure> {
  return new Map(services.flatMap(({ name, exposures }) => exposures.map((one) => [`${name} ${one.cluster.name}`, one] as const)));
}
