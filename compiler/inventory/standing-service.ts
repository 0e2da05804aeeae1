import type { ServiceName } from "../2-resolve/service-name.ts";
import type { ClusterInventory, StandingInventory } from "./cluster-inventory.ts";
import { type PodTemplate, podsBehind, portsOfService, type StandingPort } from "./pod-template.ts";
import type { StandingObject } from "./standing-object.ts";

/** A Service of a dump, one of its ports, and its pods. */
export interface StandingService {
  readonly standing: ClusterInventory;
  readonly object: StandingObject;
  /** Undefined if it does not have the port. */
  readonly port: StandingPort | undefined;
  /** Undefined if the dump cannot tell. */
  readonly pods: readonly PodTemplate[] | undefined;
}

/** The Service that an entry of the file names; undefined if the dump does not have it. */
export function standingService(
  inventory: StandingInventory,
  cluster: { readonly name: string },
  { name, namespace }: Pick<ServiceName, "name" | "namespace">,
  port: number | undefined,
): StandingService | undefined {
  const standing = inventory.of(cluster);
  const object = standing?.find("Service", namespace, name);
  if (!standing || !object) return undefined;
  return {
    standing,
    object,
    port: portsOfService(object).find(({ number }) => number === port),
    pods: podsBehind(standing, object, namespace),
  };
}
