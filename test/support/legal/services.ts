import type { Anything } from "../planned.ts";
import { allow } from "./allows.ts";
import { callersOf, consumption, isFullHost, type LocalNames } from "./consumptions.ts";
import { type Drawing, exposure, type Member } from "./exposures.ts";

/** Everything that services of one federation draw from. */
export interface Ground extends Drawing {
  readonly members: readonly Member[];
  readonly localNames: LocalNames;
  /** Names for lists of members, all managed or none. */
  readonly groups: ReadonlyMap<string, readonly Member[]>;
  modeOf(a: Member, b: Member): string;
}

/** One service: who offers it, and both halves of every grant. */
export function service(index: number, ground: Ground): Anything {
  const { chance, members } = ground;
  const protocol = chance.of(["http", "http", "http2", "grpc", "tcp"]);
  const exposers = members.slice(0, 12).filter((_, i) => i === index % Math.min(members.length, 12) || chance.in(20));
  const expose: Anything = Object.fromEntries(exposers.map((member) => [member.name, exposure(member, protocol, ground)]));
  const consume: Anything = {};
  for (const [key, consumers] of parties(exposers, ground)) {
    const offering = exposers.filter((exposer) => !consumers.includes(exposer));
    if (offering.length > 0) consume[key] = grant(key, consumers, offering, { protocol, expose, index }, ground);
  }
  addPaths(index, protocol, exposers, expose, ground);
  return {
    protocol,
    ...(chance.in(20) && { description: "stars: for #books\nand *more*" }),
    ...(chance.in(20) && { owner: "@example/books" }),
    ...(chance.in(5) && { inactive: "until it is needed" }),
    expose,
    ...(Object.keys(consume).length > 0 && { consume }),
  };
}

/** Who uses a service: clusters by themselves, and groups of such as do not expose it. Nobody twice. */
function parties(exposers: readonly Member[], { chance, members, groups }: Ground): ReadonlyMap<string, readonly Member[]> {
  const found = new Map<string, readonly Member[]>();
  const taken = new Set<Member>();
  for (const [name, own] of groups)
    if (chance.in(60) && own.every((member) => !exposers.includes(member) && !taken.has(member))) {
      found.set(name, own);
      for (const member of own) taken.add(member);
    }
  for (const member of members) if (!taken.has(member) && chance.in(members.length > 8 ? 20 : 55)) found.set(member.name, [member]);
  return found;
}

interface Half {
  readonly protocol: string;
  readonly expose: Anything;
  readonly index: number;
}

/** Writes what exposers allow, and gives what consumers write. */
function grant(
  key: string,
  consumers: readonly Member[],
  offering: readonly Member[],
  { protocol, expose }: Half,
  ground: Ground,
): Anything {
  const { chance } = ground;
  const managed = consumers.every((member) => member.managed);
  const fullHost = managed && chance.in(25);
  const callers = callersOf(fullHost, ground);
  const modesOf = (exposer: Member) => new Set(consumers.map((consumer) => ground.modeOf(exposer, consumer)));
  const exposers = offering.map((exposer) => {
    const pathNormalization = exposer.written.istio?.pathNormalization ?? "BASE";
    const written = allow({ protocol, modes: modesOf(exposer), callers: managed ? callers : "any", pathNormalization }, chance);
    expose[exposer.name].allow ??= {};
    // By the group's name, or by each cluster's: it is the same, but for callers that only one of two modes knows.
    const keys = modesOf(exposer).size === 1 && consumers.length > 1 && chance.in(30) ? consumers.map(({ name }) => name) : [key];
    for (const one of keys) expose[exposer.name].allow[one] = structuredClone(written);
    const alternatives = [written].flat().filter((one) => typeof one === "object");
    return { name: exposer.name, written: exposer.written, alternatives };
  });
  const modes = new Set(offering.flatMap((exposer) => [...modesOf(exposer)]));
  const via = modes.has("workloads") && chance.in(60) ? chance.of(["egress", "direct"]) : undefined;
  const entry = consumption(consumers, { protocol, exposers, modes }, { fullHost, callers, via }, ground);
  if (!managed || consumers.length > 1 || !chance.in(25)) return entry;
  return [entry, another(entry, consumers[0] as Member, ground)];
}

/** A second local name for the same: what it leads to stays as it is. */
function another(entry: Anything, member: Member, { names, localNames }: Ground): Anything {
  const number = localNames.next();
  const as = isFullHost(entry.as) ? names.fullHost(number) : `${names.label("more", number)}.${names.namespace(3)}`;
  member.locals.set(as, { localService: entry.localService, ports: new Set([entry.port]) });
  return { ...structuredClone(entry), as };
}

/** A prefix between gateways, for whom no consumer is in mode workloads. */
function addPaths(
  index: number,
  protocol: string,
  exposers: readonly Member[],
  expose: Anything,
  { chance, members, modeOf }: Ground,
): void {
  if (protocol !== "http" && protocol !== "http2") return;
  for (const exposer of exposers) {
    const gatewaysOnly = members.every((member) => member === exposer || modeOf(exposer, member) === "gateways");
    if (gatewaysOnly && chance.in(30)) expose[exposer.name].path = chance.of([`/P${index}/`, `/a%20b/p${index}/v~1/`]);
  }
}
