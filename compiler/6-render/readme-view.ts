import type { AlternativeEntry } from "../1-load/federation-file.ts";
import type { Consumption, Grant } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
import { beginsWithLocal, failoverInForce, isLocal, routesInForce } from "../2-resolve/routes-in-force.ts";
import { delegateName } from "../4-plan/names.ts";
import type { ClusterPlan } from "../4-plan/plan.ts";
import { effectsOf } from "../4-plan/summary/effects.ts";
import { chartValues } from "../4-plan/summary/istio-settings.ts";
import { requirementsOf } from "../4-plan/summary/requirements.ts";
import { codeSpan, escapedMarkdown } from "./markdown.ts";
import { blockYaml, quote } from "./quote.ts";
import { networkOf, type ReadmeNetwork } from "./readme-network.ts";

/** The data of the overlay's README. Every text in it is Markdown already. */
interface ReadmeView {
  readonly cluster: string;
  readonly federation: string;
  readonly hostname: string;
  readonly inactive: string | undefined;
  readonly exposes: readonly {
    readonly service: string;
    readonly local: string;
    readonly consumer: string;
    readonly grants: readonly string[];
  }[];
  readonly consumes: readonly {
    readonly name: string;
    readonly service: string;
    readonly callers: string;
    readonly routes: readonly string[];
  }[];
  readonly settings: readonly string[];
  /** The settings as values of Istio's Helm chart, in YAML. */
  readonly values: string;
  readonly network: ReadmeNetwork;
  readonly present: readonly string[];
  readonly absent: readonly string[];
  readonly effects: readonly string[];
  readonly replaced: readonly string[];
}

/** Derives the view of a cluster's README from its plan. */
export function readmeView(federation: string, { cluster, view, settings, files }: ClusterPlan): ReadmeView {
  return {
    cluster: cluster.name,
    federation,
    hostname: cluster.hostname,
    inactive: cluster.inactive === undefined ? undefined : escapedMarkdown(cluster.inactive),
    exposes: view.inboundGrants.map((grant) => ({
      service: withSubset(grant.exposure.service.name, grant),
      local: codeSpan(`${grant.exposure.written.service}:${grant.exposure.port}`),
      consumer: grant.consumer.name,
      grants: granted(grant),
    })),
    consumes: view.names.flatMap(({ consumptions }) => consumptions.map(consumptionView)),
    settings: settings.map(({ words }) => words),
    values: blockYaml(chartValues(settings)),
    network: networkOf(view, codeSpan),
    ...requirementsOf(view, files),
    effects: effectsOf(view),
  };
}

/** A name, with the subset that the consumer chooses there. */
function withSubset(name: string, grant: Grant | undefined): string {
  return grant?.subset ? `${name} (subset ${grant.subset.name})` : name;
}

function granted({ allow, exposure, mode }: Grant): readonly string[] {
  const { protocol } = exposure.service;
  const calls = (alternative: AlternativeEntry) =>
    protocol === "tcp" ? "every connection" : protocol === "grpc" ? rpcs(alternative) : methodsAndPaths(alternative);
  if (mode === "workloads") return allow.alternatives.map((alternative) => `${calls(alternative)}, ${callersOf(alternative)}`);
  return protocol === "tcp" ? ["every connection"] : allow.alternatives.map(calls);
}

/** The exposer narrows the callers that the consumer lists. */
function callersOf({ callers }: AlternativeEntry): string {
  return callers === undefined || callers === "any" ? "by every caller that it lists" : `by ${callers.map(codeSpan).join(", ")}`;
}

function rpcs({ rpcs }: AlternativeEntry): string {
  return rpcs === "any" || !rpcs ? "every method" : rpcs.map(codeSpan).join(", ");
}

function methodsAndPaths({ methods, paths }: AlternativeEntry): string {
  const verbs = methods === "any" || !methods ? "every method" : methods.join(", ");
  return `${verbs} on ${paths ? paths.map(codeSpan).join(", ") : "every path"}`;
}

function consumptionView(consumption: Consumption) {
  const { as, port, callers, callerLabels, service, cluster } = consumption;
  const labels = sorted(Object.entries(callerLabels ?? {}).map(([key, value]) => codeSpan(`${key}=${value}`)));
  const callersText = callers === "any" ? "everyone in the mesh" : callers.map(codeSpan).join(", ");
  return {
    name: codeSpan(`${as?.host}:${port}`),
    service: service.name,
    callers: labels.length > 0 ? `${callersText}, pods with ${labels.join(" and ")} only` : callersText,
    routes: [
      ...routesOf(consumption),
      ...(consumption.delegate
        ? [`your own gateways delegate to the VirtualService ${codeSpan(`${cluster.namespace}/${delegateName(consumption)}`)}`]
        : []),
    ],
  };
}

function routesOf(consumption: Consumption): readonly string[] {
  const group = failoverInForce(consumption).map((grant) => withSubset(grant.exposure.cluster.name, grant));
  const targets = beginsWithLocal(consumption) ? ["the local Service", ...group] : group;
  const [first, ...others] = targets;
  if (group.length > 0) return [others.length > 0 ? `${first} first, then ${others.join(", then ")}` : `to ${first}`];
  return routesInForce(consumption).map(({ match, destinations }) => {
    const to = destinations.map((destination) => {
      const where = isLocal(destination) ? "the local Service" : withSubset(destination.cluster?.name ?? "", destination.grant);
      return destinations.length > 1 ? `${destination.weight} % to ${where}` : `to ${where}`;
    });
    return `${match ? `${codeSpan(quote(match))}: ` : ""}${to.join(", ")}`;
  });
}
