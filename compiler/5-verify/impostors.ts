import type { Call } from "../istio/call.ts";
import type { ClusterFacts, World } from "../istio/world.ts";
import { type Intent, refused } from "./intent/intent.ts";

/** Reading the objects once more costs as much as all calls, so the first clusters by name stand for a large federation. */
const maxClusters = 10;

/**
 * The same objects with impostors: each ingress gateway and each account that serves something has another identity, signed by the right
 * root. Callers must notice.
 */
export function withImpostors({ clusters, roots }: World): World {
  const changed = [...clusters].slice(0, maxClusters).map(([name, { facts, objects }]) => {
    const { identity } = facts.gateways.ingress;
    return [name, { facts: withOtherIdentities(facts), objects: objects?.map((object) => withoutIdentity(object, identity)) }] as const;
  });
  return { clusters: new Map(changed), roots };
}

/** The Certificate of a gateway holds its identity too. */
function withoutIdentity(object: unknown, identity: string): unknown {
  const { kind, spec } = object as { readonly kind?: unknown; readonly spec?: { readonly uris?: unknown } };
  if (kind !== "Certificate" || !Array.isArray(spec?.uris) || !spec.uris.includes(identity)) return object;
  return { ...(object as object), spec: { ...spec, uris: [`${identity}-impostor`] } };
}

function withOtherIdentities(facts: ClusterFacts): ClusterFacts {
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

export const impostorIntent: Intent = refused("the server is not the one that federation.yaml names");

/** Calls that must arrive in another cluster: one for each local name, cluster and number of unavailable parts. */
export class CallsAbroad {
  readonly #calls = new Map<string, Call>();
  readonly #clusters: ReadonlySet<string>;

  constructor({ clusters }: World) {
    this.#clusters = new Set([...clusters.keys()].slice(0, maxClusters));
  }

  add(call: Call, intent: Intent): void {
    if (call.from.kind !== "workload" || intent.kind !== "granted") return;
    const { cluster, host, port } = call.from;
    for (const end of intent.ends) {
      if (end.cluster === cluster || end.arrives === "may") continue;
      if (!this.#clusters.has(cluster) || !this.#clusters.has(end.cluster)) continue;
      const key = `${cluster} ${host}:${port} ${end.cluster} ${call.unavailable?.length ?? 0}`;
      if (!this.#calls.has(key)) this.#calls.set(key, call);
    }
  }

  calls(): Iterable<Call> {
    return this.#calls.values();
  }
}
