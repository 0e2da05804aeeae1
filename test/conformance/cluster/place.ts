import { join } from "node:path";
import { defaultIstio, istioHome, machineAddress, state } from "../machine/paths.ts";
import type { ClusterSpec } from "../scenario/topology.ts";

/** Where a cluster is: its folder, its ports on this machine, its installation. */
export interface ClusterPlace {
  readonly name: string;
  /** From 1 on: the third number of its pods' addresses. */
  readonly index: number;
  readonly spec: ClusterSpec;
  readonly folder: string;
  readonly kubeconfig: string;
  readonly apiPort: number;
  /** `host:port` of istiod for proxies. */
  readonly discovery: string;
  readonly istio: string;
  readonly trustDomain: string;
}

export function clusterPlace(name: string, index: number, spec: ClusterSpec): ClusterPlace {
  const folder = join(state, "clusters", name);
  return {
    name,
    index,
    spec,
    folder,
    kubeconfig: join(folder, "kubeconfig"),
    apiPort: 6440 + index,
    discovery: `${machineAddress}:${istiodPort(15012, index)}`,
    istio: istioHome(spec.istio ?? defaultIstio),
    trustDomain: spec.trustDomain ?? "cluster.local",
  };
}

/** All istiods run on this machine, each with its usual ports moved by a thousand. */
export function istiodPort(usual: number, index: number): number {
  return usual + 1000 * index;
}
