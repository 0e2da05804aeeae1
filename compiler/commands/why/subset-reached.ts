import type { Federation } from "../../2-resolve/federation.ts";
import { subsetWith } from "../../2-resolve/subsets.ts";
import type { WantedCall } from "../../access/granting/grant-edit.ts";
import type { Outcome } from "../../istio/verdict.ts";

/** The subset at whose pods a call ends, as the service that is asked for names it. */
export function subsetReached({ services }: Federation, { end }: Outcome, wanted: WantedCall | undefined): { readonly subset?: string } {
  if (end.kind !== "reached") return {};
  const exposures = services
    .filter(({ name }) => wanted === undefined || name === wanted.service)
    .flatMap((service) => service.exposures)
    .filter(({ cluster, local, port }) => {
      return cluster.name === end.cluster && `${local.name}.${local.namespace}` === end.service && port === end.port;
    });
  const [subset] = exposures.flatMap((exposure) => subsetWith(exposure, end.labels) ?? []);
  return subset === undefined ? {} : { subset };
}
