import { labelsText } from "../../1-load/labels-text.ts";
import type { Cluster } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { dialledNames } from "../../istio/data-path/services.ts";
import { getOrMake } from "../../istio/objects/indexed.ts";
import type { Mesh } from "../../istio/objects/mesh.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import type { AnsweredPort } from "../intent/grants-in-force.ts";
import { callsByListed } from "../probes/from-applications.ts";
import type { Probe, Sent } from "../probes/probe.ts";

/**
 * Calls of each local name in another cluster that knows the name: by an object, or because its own file entry says that it exists. In a
 * cluster that does not know it, a call of it leaves the model, as a call of any other unknown host does.
 */
export function* callsElsewhere({ name, managed }: Cluster, mesh: Mesh, callsByHost: CallsByHost): Generator<Probe> {
  if (!managed) return;
  for (const host of knownHosts(mesh))
    for (const dialled of dialledNames(mesh, host))
      for (const { probe, clusters } of callsByHost.get(dialled) ?? [])
        if (!clusters.includes(name) && probe.from.kind === "workload") yield { ...probe, from: { ...probe.from, cluster: name } };
}

/** The calls of each local name, by its host. */
export type CallsByHost = ReadonlyMap<string, readonly CallOfName[]>;

export function callsByHostIn({ grants }: FederationFacts): CallsByHost {
  const answersByHost = grouped(grants.answers(), ({ consumption }) => consumption.as?.host ?? "");
  return new Map([...answersByHost].map(([host, answers]) => [host, distinctCalls(answers)]));
}

interface CallOfName {
  readonly probe: Probe;
  /** The clusters in which it is tried anyway. */
  readonly clusters: string[];
}

/** The calls by which a local name is tried in some cluster, without repetitions. */
function distinctCalls(answers: readonly AnsweredPort[]): readonly CallOfName[] {
  const calls = new Map<string, CallOfName>();
  for (const answer of answers)
    for (const probe of callsByListed(answer)) {
      const { cluster } = answer.consumption;
      const key = `${callerText(probe)} ${requestsText(probe.requests)}`;
      const known = calls.get(key);
      if (!known) calls.set(key, { probe, clusters: [cluster.name] });
      else if (!known.clusters.includes(cluster.name)) known.clusters.push(cluster.name);
    }
  return [...calls.values()];
}

function callerText({ from }: Probe): string {
  if (from.kind !== "workload") return JSON.stringify(from);
  const { namespace, account, labels, host, port } = from;
  return `${namespace}/${account} ${host}:${port} ${labelsText(labels)}`;
}

/** The same list, which many calls send, is written once. */
function requestsText(requests: readonly Sent[]): string {
  return getOrMake(texts, requests, () => JSON.stringify(requests));
}

const texts = new WeakMap<readonly Sent[], string>();

function knownHosts({ services, entries, virtualServices }: Mesh): ReadonlySet<string> {
  return new Set([...services.keys(), ...entries.keys(), ...virtualServices.keys()]);
}
