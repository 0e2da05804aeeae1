import type { Anything } from "../planned.ts";
import { Chance } from "../random-federation.ts";
import { acceptedAssertion, assertions } from "./assertions.ts";
import { cluster, type Setting } from "./clusters.ts";
import { LocalNames } from "./consumptions.ts";
import type { Member } from "./exposures.ts";
import { Names } from "./names.ts";
import { Roots } from "./roots.ts";
import { type Ground, service } from "./services.ts";
import { addSubsets } from "./subsets.ts";

/** A federation.yaml as data, and the texts of the files that it names. */
export interface LegalFile {
  readonly data: Anything;
  readonly files: ReadonlyMap<string, string>;
}

/** A random federation that is legal by the way it is made, over the whole language. */
export function wholeFederation(seed: number): LegalFile {
  const chance = new Chance(seed * 13 + 3);
  const names = new Names(chance);
  const roots = new Roots(chance, (index) => names.key("r", index));
  const mode = chance.of(["gateways", "gateways", "workloads", "workloads", "mixed"]);
  const setting: Setting = { chance, names, roots, workloads: mode !== "gateways", oneAddress: chance.in(8), fleet: chance.in(20) };
  const many = chance.in(2);
  const count = many ? 20 + chance.below(81) : 2 + chance.below(chance.in(20) ? 7 : 4);
  const members = Array.from({ length: count }, (_, i): Member => {
    const managed = i === 0 || (many ? i < 3 : !chance.in(15));
    return { name: names.key("k", i), written: cluster(i, managed, setting), managed, units: [], locals: new Map() };
  });
  const pairs = mode === "mixed" ? pairsOf(members, chance) : [];
  const other = mode === "mixed" ? chance.of(["gateways", "workloads"]) : mode;
  const modeOf = (a: Member, b: Member) =>
    pairs.find(({ between }) => between.includes(a.name) && between.includes(b.name))
      ? other === "gateways"
        ? "workloads"
        : "gateways"
      : other;
  const ground: Ground = {
    chance,
    names,
    workloads: mode !== "gateways",
    members,
    localNames: new LocalNames(),
    groups: groupsOf(members, names, chance),
    modeOf,
  };
  const services = Object.fromEntries(Array.from({ length: 1 + chance.below(6) }, (_, i) => [names.key("s", i), service(i, ground)]));
  const groups = Object.fromEntries(
    [...ground.groups].filter(([name]) => isNamed(name, services)).map(([name, own]) => [name, own.map((one) => one.name)]),
  );
  const data: Anything = {
    apiVersion: "fedc.dev/v1alpha1",
    kind: "Federation",
    metadata: { name: names.federation() },
    clusters: Object.fromEntries(members.map(({ name, written }) => [name, written])),
    ...(Object.keys(groups).length > 0 && { groups }),
    trust: {
      ...((other === "workloads" || chance.in(30)) && { mode: other }),
      ...(pairs.length > 0 && { pairs: pairs.map((one) => ({ ...one, mode: other === "gateways" ? "workloads" : "gateways" })) }),
      roots: roots.written,
    },
    services,
  };
  const accepted = acceptedAssertion(data, chance);
  addSubsets(services, seed);
  const asserted = [...assertions(data, chance).slice(0, 199), ...(accepted ? [accepted.assertion] : [])];
  return {
    data: { ...data, ...(asserted.length > 0 && { assertions: asserted }), ...(accepted && { accept: [accepted.accept] }) },
    files: roots.files,
  };
}

function isNamed(group: string, services: Anything): boolean {
  return Object.values<Anything>(services).some(({ consume = {} }) => consume[group] !== undefined);
}

/** Some pairs with a mode of their own. */
function pairsOf(members: readonly Member[], chance: Chance): readonly { readonly between: readonly string[] }[] {
  const found = members.flatMap((a, i) =>
    members.slice(i + 1).flatMap((b) => (chance.in(40) ? [{ between: chance.in(50) ? [a.name, b.name] : [b.name, a.name] }] : [])),
  );
  return found.slice(0, 200);
}

function groupsOf(members: readonly Member[], names: Names, chance: Chance): ReadonlyMap<string, readonly Member[]> {
  if (!chance.in(35)) return new Map();
  const managed = chance.in(70);
  const own = members.filter((member, i) => member.managed === managed && (i % 2 === 1 || chance.in(30)));
  return own.length > 0 ? new Map([[names.key("g", 0), own]]) : new Map();
}
