import type { Labels } from "../../1-load/federation-file.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Exposure, Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { HttpRequest } from "../../istio/call.ts";
import { selects } from "../../istio/objects/selects.ts";
import { podsReached } from "../../istio/pods-reached.ts";
import type { PodsFacts } from "../../istio/world.ts";
import { besideName, factsOf, otherPort } from "../facts.ts";
import { grantedAt, type IntendedEnd, type Intent, refused, undecided } from "./intent.ts";

/** An application's call of its own cluster's Service. */
interface LocalCall {
  /** `namespace/account` */
  readonly caller: string;
  /** Whether the file says that there is such a Service. */
  readonly exists: boolean;
  readonly request: HttpRequest | undefined;
  /** The pods that are called, of those behind the Service. */
  readonly subset?: Labels;
}

const protectedFromOthers = refused("it is protected from local callers that are not listed");

/** What stays as it was for a cluster's own applications, and what `protect` takes from them. */
export class LocalServices {
  readonly #exposed: ReadonlyMap<Cluster, readonly Exposure[]>;
  readonly #byHost: ReadonlyMap<Cluster, ReadonlyMap<string, readonly Exposure[]>>;
  /** By cluster and port of a Service: `west reviews.bookinfo:9080`. */
  readonly #pods: ReadonlyMap<string, readonly PodsFacts[]>;

  constructor(federation: Federation) {
    const exposures = federation.services.flatMap(({ exposures }) => exposures);
    const byCluster = grouped(exposures, ({ cluster }) => cluster);
    this.#exposed = byCluster;
    this.#byHost = new Map([...byCluster].map(([cluster, own]) => [cluster, grouped(own, ({ local, port }) => `${local.fqdn}:${port}`)]));
    this.#pods = new Map(
      [...factsOf(federation)].flatMap(([cluster, { services }]) =>
        services.map(({ name, namespace, port, pods }) => [`${cluster} ${name}.${namespace}:${port}`, pods] as const),
      ),
    );
  }

  /** The exposures of a cluster. */
  exposed(cluster: Cluster): readonly Exposure[] {
    return this.#exposed.get(cluster) ?? [];
  }

  /** The exposures of the Service at `host:port`. */
  exposures(cluster: Cluster, hostAndPort: string): readonly Exposure[] {
    return this.#byHost.get(cluster)?.get(hostAndPort) ?? [];
  }

  /** Calls arrive at a Service that the file knows to exist, except where `protect` refuses them; about other Services it says nothing. */
  intent(cluster: Cluster, host: string, port: number, { caller, exists, request, subset = {} }: LocalCall): Intent {
    const exposures = this.exposures(cluster, `${host}:${port}`).filter(({ active }) => active);
    const [first] = exposures;
    if (first && first.service.protocol !== "tcp" && request === undefined) return undecided("it speaks another protocol");
    const service = host.split(".", 2).join(".");
    const isKnown = first !== undefined || exists || (port === otherPort && this.#isBesideExposed(cluster, host));
    const kinds = podsReached(this.#pods.get(`${cluster.name} ${service}:${port}`) ?? [], subset);
    const ends = kinds
      .filter(
        ({ labels }) =>
          !exposures.some(({ protect, selector = {} }) => protect && selects(selector, labels) && !coversCaller(protect, caller)),
      )
      .map(
        ({ labels, defaultDeny }): IntendedEnd => ({
          cluster: cluster.name,
          service,
          port,
          labels,
          share: 100 / kinds.length,
          arrives: isKnown && !defaultDeny ? "must" : "may",
          outsideModel: !first && port !== otherPort,
        }),
      );
    return grantedAt(ends, protectedFromOthers);
  }

  /** Whether a host stands for other ports of exposed pods. */
  #isBesideExposed(cluster: Cluster, host: string): boolean {
    return this.exposed(cluster).some(
      (exposure) =>
        exposure.active &&
        exposure.selector &&
        !exposure.defaultDeny &&
        host === `${besideName(exposure)}.${exposure.local.namespace}.svc.${cluster.istio.domain}`,
    );
  }
}
