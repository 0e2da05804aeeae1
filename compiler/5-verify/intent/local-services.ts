import type { Labels } from "../../1-load/federation-file.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Exposure, Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { HttpRequest } from "../../istio/call.ts";
import { selects } from "../../istio/objects/selects.ts";
import { podsReached } from "../../istio/pods-reached.ts";
import type { PodsFacts } from "../../istio/world.ts";
import { besideName, factsOf, otherPort } from "../facts.ts";
import { type IntendedEnd, type Intent, refused, undecided } from "./intent.ts";

/** What stays as it was for a cluster's own applications, and what `protect` takes from them. */
export class LocalServices {
  /** Hosts of what else exposed pods serve. */
  readonly #beside = new Map<Cluster, Set<string>>();
  readonly #exposed: ReadonlyMap<Cluster, readonly Exposure[]>;
  readonly #byHost: ReadonlyMap<Cluster, ReadonlyMap<string, readonly Exposure[]>>;

  /** The kinds of pods behind each port of a Service. */
  readonly #pods = new Map<Cluster, ReadonlyMap<string, readonly PodsFacts[]>>();

  constructor(federation: Federation) {
    const { services, clusters } = federation;
    for (const [cluster, { services }] of factsOf(federation)) {
      const own = clusters.get(cluster);
      if (own) this.#pods.set(own, new Map(services.map(({ name, namespace, port, pods }) => [`${name}.${namespace}:${port}`, pods])));
    }
    const byCluster = grouped(
      services.flatMap(({ exposures }) => exposures),
      ({ cluster }) => cluster,
    );
    this.#exposed = byCluster;
    for (const [cluster, own] of byCluster)
      this.#beside.set(
        cluster,
        new Set(
          own
            .filter(({ active, selector, defaultDeny }) => active && selector && !defaultDeny)
            .map((one) => `${besideName(one)}.${one.local.namespace}.svc.${cluster.istio.domain}`),
        ),
      );
    this.#byHost = new Map([...byCluster].map(([cluster, own]) => [cluster, grouped(own, ({ local, port }) => `${local.fqdn}:${port}`)]));
  }

  /** All that a cluster exposes. */
  exposed(cluster: Cluster): readonly Exposure[] {
    return this.#exposed.get(cluster) ?? [];
  }

  /** Exposures of the Service at `host:port`. */
  exposures(cluster: Cluster, hostAndPort: string): readonly Exposure[] {
    return this.#byHost.get(cluster)?.get(hostAndPort) ?? [];
  }

  /**
   * What of an application's call of its own cluster's Service arrives, or of some of its pods; `caller` is `namespace/account`. Nothing is
   * taken from a Service that the file knows to exist; of others it says nothing.
   */
  intent(cluster: Cluster, host: string, port: number, { caller, exists, request, subset = {} }: LocalCall): Intent {
    const exposures = this.exposures(cluster, `${host}:${port}`).filter(({ active }) => active);
    const [first] = exposures;
    if (first && first.service.protocol !== "tcp" && request === undefined) return undecided("it speaks another protocol");
    const [name, namespace] = host.split(".");
    const isKnown = first !== undefined || exists || (port === otherPort && this.#beside.get(cluster)?.has(host));
    const kinds = podsReached(this.#pods.get(cluster)?.get(`${name}.${namespace}:${port}`) ?? [], subset);
    const ways = kinds.flatMap(({ labels, defaultDeny }): readonly IntendedEnd[] => {
      const refusing = exposures.some(
        ({ protect, selector }) => protect && selects(selector ?? {}, labels) && !coversCaller(protect, caller),
      );
      if (refusing) return [];
      const arrives = isKnown && !defaultDeny ? "must" : "may";
      const share = 100 / kinds.length;
      return [
        {
          cluster: cluster.name,
          service: `${name}.${namespace}`,
          port,
          labels,
          share,
          arrives,
          outsideModel: !first && port !== otherPort,
        },
      ];
    });
    return ways.length > 0 ? { kind: "granted", ways } : refused("it is protected from local callers but those that are listed");
  }
}

/** An application's call of its own cluster's Service. */
interface LocalCall {
  readonly caller: string;
  /** The file says that there is one. */
  readonly exists: boolean;
  readonly request: HttpRequest | undefined;
  /** The pods that are meant, of those behind it. */
  readonly subset?: Labels;
}
