import type { Workload } from "../istio/call.ts";
import { arrivesNowhere, diallingPod, ignoresHostHeader } from "../istio/data-path/caller.ts";
import type { FlightOutcome, GatewayArrival } from "../istio/data-path/flight.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { dialledService } from "../istio/data-path/services.ts";
import { workloadIdentity } from "../istio/data-path/source-proxy.ts";
import { AllowedCallers } from "../istio/objects/allowed-callers.ts";
import { principalsOf } from "../istio/objects/identity.ts";
import { getOrMake } from "../istio/objects/indexed.ts";
import type { Mesh } from "../istio/objects/mesh.ts";
import type { SelectedPolicies } from "../istio/objects/policy-index.ts";
import type { Beside } from "./probes/probe.ts";

/**
 * The calls beside a caller's that have to be followed. About the others it is known from `outcomes`, those of the caller's first request,
 * that they end as the file wants:
 * - an account whose proxy has no route for the host, and no endpoint of it, arrives nowhere;
 * - an account of the caller's namespace takes the same way up to the first gateway, which refuses everybody whom no policy names there;
 * - a shorter name ends like the whole one, if no route looks at the Host header, and each sets it anew.
 */
export function undecidedBeside(
  meshes: Meshes,
  caller: Workload,
  { refused, shorterNames }: Beside,
  outcomes: readonly FlightOutcome[],
): Beside {
  const mesh = meshes.clusters.get(caller.cluster);
  if (!mesh) return { refused, shorterNames };
  const arrivals = outcomes.length > 0 ? arrivalsOf(outcomes) : undefined;
  const isForAnyName = ignoresHostHeader(diallingPod(mesh, caller));
  const isDecided = (one: Workload) =>
    one.namespace === caller.namespace
      ? arrivals?.every((arrival) => refuses(arrival, mesh, one.namespace, one.account))
      : arrivesNowhere(meshes, diallingPod(mesh, one));
  return {
    refused: refused.filter((one) => !isDecided(one)),
    shorterNames: shorterNames.filter(
      ({ namespace, host }) => !isForAnyName || dialledService(mesh, namespace, host)?.host !== caller.host,
    ),
  };
}

/** The first gateways of a request; undefined if a part of it meets none. */
function arrivalsOf(outcomes: readonly FlightOutcome[]): readonly GatewayArrival[] | undefined {
  const arrivals: GatewayArrival[] = [];
  for (const { firstGateway } of outcomes) {
    if (!firstGateway) return undefined;
    arrivals.push(firstGateway);
  }
  return arrivals;
}

const tables = new WeakMap<SelectedPolicies, AllowedCallers>();

/** Whether a gateway lets an account pass under no name that the connection shows. */
function refuses({ mesh, admission, sni = "", host }: GatewayArrival, own: Mesh, namespace: string, account: string): boolean {
  const { pods, chain } = admission;
  if (chain?.server.mode === "PASSTHROUGH") return false;
  const policies = mesh.policies.of(pods.namespace, pods.labels);
  const allowed = getOrMake(tables, policies, () => new AllowedCallers(policies));
  const named = host.toLowerCase();
  const names = [named, named.replace(/:\d*$/, ""), sni.toLowerCase()];
  return principalsOf(workloadIdentity(own, namespace, account)).every((principal) => !allowed.mayPass(principal, names));
}
