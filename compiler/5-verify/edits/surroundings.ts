import type { Labels } from "../../1-load/federation-file.ts";
import type { ClusterFacts } from "../../istio/world.ts";
import { type KubernetesObject, labelsAt, textsAt, valuesAt } from "./kubernetes-object.ts";

/** What an edit is judged by: what else there is in the cluster. */
export interface Surroundings {
  readonly facts: ClusterFacts;
  /** What federation.yaml compiles to. */
  readonly meant: readonly KubernetesObject[];
  /** Keys of labels by which anything of fedc's chooses pods. */
  readonly selectorKeys: ReadonlySet<string>;
  /** Names that calls go to, as they stand in objects. */
  readonly hosts: ReadonlySet<string>;
  /** Namespaces of pods whose proxies take part in a call; undefined for all. */
  readonly namespaces: ReadonlySet<string> | undefined;
  readonly gatewayPods: readonly GatewayLabels[];
  /** What stands. */
  readonly live: readonly KubernetesObject[];
}

/** Labels of a gateway's pods; whether these are all that they have, besides what Istio adds. */
export interface GatewayLabels {
  readonly labels: Labels;
  readonly all: boolean;
}

const selectors = ["spec.selector", "spec.selector.matchLabels", "spec.workloadSelector.matchLabels"];

export function surroundingsOf(facts: ClusterFacts, meant: readonly KubernetesObject[]): Omit<Surroundings, "live"> {
  const data = meant.map((object) => object.data);
  const isAbout = (kind: string) => meant.filter((object) => object.kind === kind);
  const texts = (place: string) => data.flatMap((one) => textsAt(one, place));
  const exported = [
    ...texts("spec.exportTo"),
    ...texts("spec.http.*.match.*.sourceNamespace"),
    ...texts("spec.tcp.*.match.*.sourceNamespace"),
  ];
  const services = facts.services.map(({ name, namespace }) => fullName(`${name}.${namespace}`, namespace, facts.domain));
  const made = isAbout("Service").map(({ name, namespace }) => fullName(`${name}.${namespace}`, namespace, facts.domain));
  const named = ["VirtualService", "ServiceEntry", "DestinationRule"].flatMap((kind) =>
    isAbout(kind).flatMap(({ data, namespace }) =>
      [...textsAt(data, "spec.hosts"), ...textsAt(data, "spec.host")].map((host) => fullName(host, namespace, facts.domain)),
    ),
  );
  const namespaces = [
    facts.gatewaysNamespace,
    facts.rootNamespace,
    ...facts.services.map(({ namespace }) => namespace),
    ...meant.map(({ namespace }) => namespace),
    ...exported.filter((to) => to !== "."),
  ];
  return {
    facts,
    meant,
    selectorKeys: new Set(selectors.flatMap((place) => data.flatMap((one) => Object.keys(labelsAt(one, place) ?? {})))),
    hosts: new Set([...services, ...made, ...named]),
    namespaces: exported.includes("*") ? undefined : new Set(namespaces),
    gatewayPods: (["ingress", "egress"] as const).flatMap((side): readonly GatewayLabels[] => {
      const { labels } = facts.gateways[side];
      const deployed = isAbout("Deployment").map(({ data }) => labelsAt(data, "spec.template.metadata.labels") ?? {});
      const own = deployed.filter((one) => Object.entries(labels).every(([key, value]) => one[key] === value));
      return own.length > 0 ? own.map((one) => ({ labels: one, all: true })) : [{ labels, all: false }];
    }),
  };
}

/** A host as Istio completes it in an object of a namespace. */
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

/** Whether labels may select pods of a gateway: those that nobody knows may be anything. */
export function maySelectGateway({ gatewayPods }: Surroundings, selector: Labels | undefined): boolean {
  return gatewayPods.some(({ labels, all }) =>
    Object.entries(selector ?? {}).every(
      ([key, value]) => labels[key] === value || (labels[key] === undefined && (!all || key.includes("istio.io/"))),
    ),
  );
}

/** All values of `place` in objects of a kind. */
export function valuesOf({ meant }: Surroundings, kind: string, place: string): readonly unknown[] {
  return meant.filter((object) => object.kind === kind).flatMap(({ data }) => valuesAt(data, place));
}
