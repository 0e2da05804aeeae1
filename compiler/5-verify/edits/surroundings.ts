import type { Labels } from "../../1-load/federation-file.ts";
import { selects } from "../../istio/objects/selects.ts";
import type { ClusterFacts } from "../../istio/world.ts";
import { type KubernetesObject, labelsAt, textsAt, valuesAt } from "./kubernetes-object.ts";

/** What an edit is judged by: everything else in the cluster. */
export interface Surroundings {
  readonly facts: ClusterFacts;
  /** The compiled objects. */
  readonly meant: readonly KubernetesObject[];
  /** The keys of labels by which compiled objects select pods. */
  readonly selectorKeys: ReadonlySet<string>;
  /** The full names that calls go to. */
  readonly hosts: ReadonlySet<string>;
  /** The namespaces of pods whose proxies take part in a call; undefined for all. */
  readonly namespaces: ReadonlySet<string> | undefined;
  readonly gatewayPods: readonly GatewayLabels[];
  /** The live objects. */
  readonly live: readonly KubernetesObject[];
}

interface GatewayLabels {
  readonly labels: Labels;
  /** Whether the pods have no other labels, but for those that Istio adds. */
  readonly complete: boolean;
}

const selectors = ["spec.selector", "spec.selector.matchLabels", "spec.workloadSelector.matchLabels"];
const exports = ["spec.exportTo", "spec.http.*.match.*.sourceNamespace", "spec.tcp.*.match.*.sourceNamespace"];

export function surroundingsOf(facts: ClusterFacts, meant: readonly KubernetesObject[]): Omit<Surroundings, "live"> {
  const exported = exports.flatMap((place) => meant.flatMap(({ data }) => textsAt(data, place)));
  const hosts = [
    ...[...facts.services, ...meant.filter(({ kind }) => kind === "Service")].map(
      ({ name, namespace }) => `${name}.${namespace}.svc.${facts.domain}`,
    ),
    ...meant
      .filter(({ kind }) => ["VirtualService", "ServiceEntry", "DestinationRule"].includes(kind))
      .flatMap(({ data, namespace }) =>
        [...textsAt(data, "spec.hosts"), ...textsAt(data, "spec.host")].map((host) => fullName(host, namespace, facts.domain)),
      ),
  ];
  const namespaces = [
    facts.gatewaysNamespace,
    facts.rootNamespace,
    ...[...facts.services, ...meant].map(({ namespace }) => namespace),
    ...exported.filter((to) => to !== "."),
  ];
  const deployed = meant
    .filter(({ kind }) => kind === "Deployment")
    .map(({ data }) => labelsAt(data, "spec.template.metadata.labels") ?? {});
  return {
    facts,
    meant,
    selectorKeys: new Set(selectors.flatMap((place) => meant.flatMap(({ data }) => Object.keys(labelsAt(data, place) ?? {})))),
    hosts: new Set(hosts),
    namespaces: exported.includes("*") ? undefined : new Set(namespaces),
    gatewayPods: [facts.gateways.ingress, facts.gateways.egress].flatMap(({ labels }): readonly GatewayLabels[] => {
      const own = deployed.filter((one) => selects(labels, one));
      return own.length > 0 ? own.map((one) => ({ labels: one, complete: true })) : [{ labels, complete: false }];
    }),
  };
}

/** A host as Istio completes it in an object of a namespace (https://istio.io/latest/docs/reference/config/networking/virtual-service/). */
export function fullName(host: string, namespace: string, domain: string): string {
  const name = host.toLowerCase();
  const dots = name.split(".").length - 1;
  if (name.startsWith("*")) return name;
  if (dots === 0) return `${name}.${namespace}.svc.${domain}`;
  return dots === 1 ? `${name}.svc.${domain}` : name;
}

/** Whether proxies of a namespace take part in calls of the federation. */
export function takesPart({ namespaces }: Surroundings, namespace: string): boolean {
  return namespaces === undefined || namespaces.has(namespace);
}

/** Whether a selector may select pods of which these labels are known; they may have others. */
export function maySelect(selector: Labels | undefined, labels: Labels): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === undefined || labels[key] === value);
}

export function maySelectGateway({ gatewayPods }: Surroundings, selector: Labels | undefined): boolean {
  return gatewayPods.some(({ labels, complete }) => {
    const otherKeys = Object.keys(selector ?? {}).filter((key) => labels[key] === undefined);
    return maySelect(selector, labels) && (!complete || otherKeys.every((key) => key.includes("istio.io/")));
  });
}

/** The values at a place in all compiled objects of a kind. */
export function valuesOf({ meant }: Surroundings, kind: string, place: string): readonly unknown[] {
  return meant.filter((object) => object.kind === kind).flatMap(({ data }) => valuesAt(data, place));
}
