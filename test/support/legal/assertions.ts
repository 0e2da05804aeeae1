import type { Anything } from "../planned.ts";
import type { Chance } from "../random-federation.ts";

/** What is asserted of one grant, and holds: worked out from the file alone, for what is plain to see. */
export function assertions(data: Anything, chance: Chance): readonly Anything[] {
  const found: Anything[] = [];
  for (const [to, service] of Object.entries<Anything>(data.services))
    for (const from of Object.keys(data.clusters)) {
      const entries = entriesFor(service.consume, from, data);
      const offers = Object.entries<Anything>(service.expose).flatMap(([at, exposed]) =>
        entriesFor(exposed.allow, from, data).map((one) => ({ at, alternatives: [one].flat().map(plain) })),
      );
      const idle = service.inactive !== undefined || data.clusters[from].inactive !== undefined || entries.length === 0;
      const isNothing = Object.keys(service.expose).every((at) => at === from);
      if (chance.in(25) && !isNothing)
        found.push({ never: never(service.protocol, { from, to }, idle ? [] : offers, entries, data.clusters[from], chance) });
      const always = idle || !chance.in(25) ? undefined : certain({ from, to }, service, entries, offers, data, chance);
      if (always) found.push({ always });
    }
  const kept = [...found.filter(({ never, always }) => never || always), ...forAnyone(data, chance)].slice(0, 200);
  return kept.length > 0 && chance.in(80) ? kept : [];
}

/** Nobody but the consumers of a service calls it, whichever clusters there are and will be. */
function forAnyone(data: Anything, chance: Chance): readonly Anything[] {
  return Object.entries<Anything>(data.services).flatMap(([to, { expose, consume = {}, inactive }]) => {
    if (Object.keys(expose).length === 0 || !chance.in(40)) return [];
    const except = Object.entries<Anything>(consume).map(([from, entries]): Anything => {
      const callers: readonly Anything[] = [entries].flat().map(({ callers }) => callers);
      const members: readonly string[] = data.groups?.[from] ?? [from];
      const listed =
        inactive === undefined && callers.every(Array.isArray) && members.every((name) => data.clusters[name].managed !== false);
      if (listed && chance.in(40)) return { from, caller: [...new Set(callers.flat())] };
      return chance.in(50) ? from : { from, ...(chance.in(50) && { to }), ...(chance.in(50) && { at: Object.keys(expose) }) };
    });
    return [{ never: { from: "any", to: chance.in(50) ? to : [to], ...(except.length > 0 && { except }) } }];
  });
}

/** An assertion about calls that do not exist, and the acceptance of what is found about it. */
export function acceptedAssertion(
  { services }: Anything,
  chance: Chance,
): { readonly assertion: Anything; readonly accept: Anything } | undefined {
  for (const [to, { expose }] of Object.entries<Anything>(services)) {
    const [from, other] = Object.keys(expose);
    if (from === undefined || other !== undefined || !chance.in(30)) continue;
    const accept = { finding: "FED460", at: `assertions.${to}`, because: "it is for an exposure to come" };
    return { assertion: { never: { from, to } }, accept };
  }
  return undefined;
}

/** What stands under a cluster's name or that of its groups. */
export function entriesFor(entries: Anything, cluster: string, { groups = {} }: Anything): readonly Anything[] {
  const keys = [cluster, ...Object.keys(groups).filter((name) => groups[name].includes(cluster))];
  return keys.flatMap((key) => entries?.[key] ?? []);
}

const plain = (one: Anything) => (one === "any" ? {} : one);

interface Offer {
  readonly at: string;
  readonly alternatives: readonly Anything[];
}

/** A call that no alternative takes in; any call where nothing is in force. */
function never(
  protocol: string,
  ends: Anything,
  offers: readonly Offer[],
  entries: readonly Anything[],
  cluster: Anything,
  chance: Chance,
): Anything {
  if (offers.length === 0) return ends;
  const listed = cluster.managed !== false && entries.every(({ callers }) => Array.isArray(callers));
  if (listed && chance.in(40)) return { ...ends, caller: "ghosts/nobody" };
  if (protocol === "tcp") return undefined;
  const all = offers.flatMap(({ alternatives }) => alternatives);
  if (protocol === "grpc") return all.every(({ rpcs }) => rpcs !== "any") ? { ...ends, rpc: "nobody.Serves/This" } : undefined;
  if (all.every(({ methods }) => methods !== "any")) return { ...ends, method: "TRACE", ...(chance.in(30) && { path: "/b" }) };
  if (all.every(({ paths }) => paths && !paths.includes("/*"))) return { ...ends, path: "/nobody/serves/this" };
  return undefined;
}

/** A call that a single exposer lets through, to which a single entry leads without a choice. */
function certain(
  ends: Anything,
  { protocol }: Anything,
  [entry, more]: readonly Anything[],
  offers: readonly Offer[],
  data: Anything,
  chance: Chance,
): Anything {
  const [offer, other] = offers;
  if (!offer || other || more || entry.inactive || entry.routes || entry.failover) return undefined;
  const { inactive, gateways } = data.clusters[offer.at];
  const alternative = offer.alternatives.find((one) => one.inactive === undefined);
  if (inactive || gateways.ingress.addresses === "pending" || !alternative) return undefined;
  const caller = Array.isArray(entry.callers) ? entry.callers.find((one: string) => !one.endsWith("*")) : undefined;
  if (Array.isArray(alternative.callers) && !(caller && covers(alternative.callers, caller))) return undefined;
  const { methods = "any", rpcs = "any", paths = ["/any/Thing"] } = alternative;
  const call = { ...ends, ...(chance.in(50) && { at: offer.at }), ...(caller && { caller }) };
  if (protocol === "tcp") return call;
  if (protocol === "grpc") return { ...call, rpc: rpcs === "any" ? "p.S/Any" : rpcs[0].replace("*", "Any") };
  return { ...call, method: methods === "any" ? "DELETE" : methods[0], path: paths[0].replace("*", "x/Y") };
}

function covers(callers: readonly string[], caller: string): boolean {
  return callers.some((one) => one === caller || one === `${caller.split("/")[0]}/*`);
}
