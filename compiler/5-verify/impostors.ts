import type { Call } from "../istio/call.ts";
import type { ClusterFacts, World } from "../istio/world.ts";
import type { Intent } from "./intent/intent.ts";
import { refused } from "./intent/intent.ts";

/**
 * The same objects where whoever answers for another cluster is not who should: each ingress gateway and each account that serves
 * something has another identity, signed by the right root. Callers must notice.
 */
export function withImpostors({ clusters, roots }: World): World {
  const changed = [...clusters].slice(0, clustersRead).map(([name, { facts, objects }]) => {
    const { identity } = facts.gateways.ingress;
    return [name, { facts: replaced(facts), objects: objects?.map((object) => withoutIdentity(object, identity)) }] as const;
  });
  return { clusters: new Map(changed), roots };
}

/** A Certificate asks for the identity too. */
function withoutIdentity(object: unknown, identity: string): unknown {
  const { kind, spec } = object as { readonly kind?: unknown; readonly spec?: { readonly uris?: unknown } };
  if (kind !== "Certificate" || !Array.isArray(spec?.uris) || !spec.uris.includes(identity)) return object;
  return { ...(object as object), spec: { ...spec, uris: [`${identity}-impostor`] } };
}

function replaced(facts: ClusterFacts): ClusterFacts {
  const { ingress } = facts.gateways;
  return {
    ...facts,
    gateways: { ...facts.gateways, ingress: { ...ingress, identity: `${ingress.identity}-impostor` } },
    services: facts.services.map((service) => ({
      ...service,
      pods: service.pods.map((pods) => ({ ...pods, accounts: pods.accounts.map((account) => `${account}-impostor`) })),
    })),
  };
}

/** What is meant to come of a call then: nothing of it crosses a border. */
export const meantWithImpostors: Intent = refused("who answers is not who federation.yaml says");

/** Reading the objects once more costs as much as all calls: of a large federation these many clusters, by name, stand for the others. */
const clustersRead = 10;

/** Of the calls that must arrive in another cluster one by each local name and to each cluster, to be tried with impostors. */
export class CallsAbroad {
  readonly #calls = new Map<string, Call>();
  readonly #clusters: ReadonlySet<string>;

  constructor({ clusters }: World) {
    this.#clusters = new Set([...clusters.keys()].slice(0, clustersRead));
  }

  add(call: Call, intent: Intent): void {
    if (call.from.kind !== "workload" || intent.kind !== "granted") return;
    const { cluster, host, port } = call.from;
    for (const flight of intent.ways) {
      if (flight.cluster === cluster || flight.arrives === "may") continue;
      if (!this.#clusters.has(cluster) || !this.#clusters.has(flight.cluster)) continue;
      const key = `${cluster} ${host}:${port} ${flight.cluster} ${call.unavailable?.length ?? 0}`;
      if (!this.#calls.has(key)) this.#calls.set(key, call);
    }
  }

  calls(): Iterable<Call> {
    return this.#calls.values();
  }
}
