import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import { parseIstioVersion } from "../../istio-versions/istio-version.ts";
import { claimOf } from "../../istio-versions/known-versions.ts";

/** A version of Istio with what fedc claims about it. Both are missing where the file gives no version. */
export interface IstioClaim {
  readonly version?: string;
  readonly claim?: string;
}

/** A managed cluster whose `istio.version` changes, and so what the claim about its overlay rests on. */
export interface IstioChange {
  readonly cluster: string;
  readonly before: IstioClaim;
  readonly after: IstioClaim;
}

/** The clusters of both states whose version of Istio differs, in the order of the file. */
export function istioChanges(before: Federation, after: Federation): readonly IstioChange[] {
  return [...after.clusters.values()].flatMap((cluster) => {
    const old = before.clusters.get(cluster.name);
    if (!old || !cluster.managed || old.istio.version === cluster.istio.version) return [];
    return [{ cluster: cluster.name, before: claimFor(old), after: claimFor(cluster) }];
  });
}

function claimFor({ istio: { version } }: Cluster): IstioClaim {
  return version === undefined ? {} : { version, claim: claimOf(parseIstioVersion(version)) };
}
