import { Failure } from "../findings/failure.ts";
import type { StandingInventory } from "./cluster-inventory.ts";

/** Whether federation.yaml takes this as the name of a cluster, or of a federation. */
export function isFederationName(name: string): boolean {
  return name.length <= 40 && /^[a-z0-9](?:-?[a-z0-9])*$/.test(name);
}

/** Throws a Failure if a dump is called like no cluster. */
export function checkClusterNames({ clusters }: StandingInventory): void {
  const wrong = [...clusters.keys()].find((name) => !isFederationName(name));
  if (wrong === undefined) return;
  throw new Failure(
    `\`${wrong}\` is no name of a cluster`,
    "give its dump as CLUSTER=DIR, with a name of small letters, digits and hyphens",
  );
}
