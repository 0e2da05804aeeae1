import type { StandingInventory } from "../inventory/cluster-inventory.ts";
import { servesByName } from "./exposed-by-hand.ts";
import type { HandMadeRoutes, LeavingCall } from "./leaving-calls.ts";
import { clustersAt } from "./remote-entries.ts";

/**
 * Tells at which cluster calls arrive. A load balancer's address in a dump says so. Manifests have no such addresses; then the names that gateways
 * serve tell, and an address of one call is the same cluster's in every other call.
 */
export class ExposingClusters {
  readonly #routes: ReadonlyMap<string, HandMadeRoutes>;
  readonly #inventory: StandingInventory;
  readonly #learned = new Map<string, HandMadeRoutes>();

  constructor(inventory: StandingInventory, routes: ReadonlyMap<string, HandMadeRoutes>, calls: readonly LeavingCall[]) {
    this.#inventory = inventory;
    this.#routes = routes;
    // Twice: what is learned of one address leaves fewer clusters for the others.
    for (let round = 0; round < 2; round += 1)
      for (const call of calls) {
        const [only, ...more] = this.#candidates(call);
        if (only && more.length === 0) this.#learned.set(call.address, only);
      }
  }

  /** The cluster that a call reaches; undefined if it is none of the dumped ones, or cannot be told. */
  at(call: LeavingCall): HandMadeRoutes | undefined {
    const [only, ...more] = this.#candidates(call);
    return more.length === 0 ? only : undefined;
  }

  /** Whether a dumped load balancer has the address. */
  isAddressKnown({ address }: LeavingCall): boolean {
    return clustersAt(this.#inventory, address).length > 0;
  }

  #candidates(call: LeavingCall): readonly HandMadeRoutes[] {
    const own = this.#routes.get(this.#ownerOf(call));
    const byAddress = clustersAt(this.#inventory, call.address).flatMap(({ cluster }) => this.#routes.get(cluster) ?? []);
    const others = (all: readonly HandMadeRoutes[]) => all.filter((routes) => routes !== own);
    if (byAddress.length > 0) return others(byAddress).slice(0, 1);
    const known = this.#learned.get(call.address);
    if (known) return [known];
    const taken = new Set(this.#learned.values());
    const serving = others([...this.#routes.values()]).filter((routes) => servesByName(routes, call));
    const left = serving.filter((routes) => !taken.has(routes));
    return serving.length > 1 && left.length > 0 ? left : serving;
  }

  #ownerOf({ outer }: LeavingCall): string {
    for (const [cluster, routes] of this.#routes) if (routes.outer.includes(outer)) return cluster;
    return "";
  }
}
