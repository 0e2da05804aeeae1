import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Exposure, Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { besideName, otherPort } from "../facts.ts";
import { type Intent, refused, type Way } from "./intent.ts";

/** What stays as it was for a cluster's own applications, and what `protect` takes from them. */
export class LocalServices {
  /** Hosts of what else exposed pods serve. */
  readonly #beside = new Map<Cluster, Set<string>>();
  readonly #byHost: ReadonlyMap<Cluster, ReadonlyMap<string, readonly Exposure[]>>;

  constructor({ services }: Federation) {
    const byCluster = grouped(
      services.flatMap(({ exposures }) => exposures),
      ({ cluster }) => cluster,
    );
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

  /** Exposures of the Service at `host:port`. */
  exposures(cluster: Cluster, hostAndPort: string): readonly Exposure[] {
    return this.#byHost.get(cluster)?.get(hostAndPort) ?? [];
  }

  /**
   * What of an application's call of its own cluster's Service arrives; `caller` is `namespace/account`. Nothing is taken from a Service
   * that the file knows to exist; of others it says nothing.
   */
  intent(cluster: Cluster, host: string, port: number, caller: string, exists: boolean): Intent {
    const exposures = this.exposures(cluster, `${host}:${port}`).filter(({ active }) => active);
    const [first] = exposures;
    const protectedFrom = exposures.find(({ protect }) => protect && !coversCaller(protect, caller));
    if (protectedFrom) return refused(`${protectedFrom.service.name} is protected from local callers but those that are listed`);
    const [name, namespace] = host.split(".");
    const isKnown = first !== undefined || exists || (port === otherPort && this.#beside.get(cluster)?.has(host));
    const way: Way = {
      cluster: cluster.name,
      service: `${name}.${namespace}`,
      port,
      labels: {},
      share: 100,
      arrives: isKnown && !exposures.some(({ defaultDeny }) => defaultDeny) ? "must" : "may",
      beyond: !first && port !== otherPort,
    };
    return { kind: "granted", ways: [way] };
  }
}
