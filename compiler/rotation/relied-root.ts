import type { Mode } from "../1-load/federation-file.ts";
import type { Cluster, Federation, Root } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { sorted } from "../2-resolve/names.ts";
import { addTo } from "../istio/objects/indexed.ts";
import type { Live, LiveItem, LiveItems } from "./live.ts";
import { itemsOf, type Owner, ownersOf } from "./owner.ts";

/** A root, the clusters that are in the same stage of its rotation, and the certificates that their partners trust now. */
export interface ReliedRoot {
  readonly root: Root;
  readonly mode: Mode;
  readonly owners: readonly Owner[];
  /** The root that these clusters named before; undefined if it is not known. */
  readonly formerRoot: string | undefined;
  /** The certificates that some partner trusts now. */
  readonly before: LiveItems;
  /** Partners that know an owner already, but not yet by this certificate. */
  readonly lacking: (anchorId: string) => readonly Cluster[];
  /** Partners that know an owner only by certificates that the file no longer has. */
  readonly cutOff: readonly Cluster[];
}

/** The roots on which grants in force rely, by mode and name. A root occurs more than once if its clusters come from different roots. */
export function reliedRoots(federation: Federation, live: Live): readonly ReliedRoot[] {
  const all = ownersOf(federation).map((owner) => ({ owner, relied: reliedBy(owner, live) }));
  const groups = grouped(
    all.flatMap(({ relied }) => relied ?? []),
    keyOf,
  );
  // A new cluster joins the others of its root, and is not a rotation.
  for (const { owner, relied } of all) {
    if (relied) continue;
    const key = `${owner.mode} ${owner.root.name}`;
    const group = [...groups.keys()].find((other) => other === key || other.startsWith(`${key} `));
    addTo(groups, group ?? key, unchanged(owner));
  }
  return sorted(groups.keys()).flatMap((key) => {
    const group = groups.get(key) ?? [];
    const owners = group.flatMap((relied) => relied.owners);
    return group.slice(0, 1).map((first) => ({ ...first, owners, ...knowledgeOf(owners, live) }));
  });
}

/** The partners of all owners, by name. */
export function partnersOf({ owners }: Pick<ReliedRoot, "owners">): readonly Cluster[] {
  const partners = new Map(owners.flatMap((owner) => owner.partners.map((partner) => [partner.name, partner] as const)));
  return sorted(partners.keys()).flatMap((name) => partners.get(name) ?? []);
}

/** Undefined if no partner knows the owner yet. */
function reliedBy(owner: Owner, live: Live): ReliedRoot | undefined {
  const { root, mode, cluster } = owner;
  const trusted = owner.partners.flatMap((partner) => live.trusted(cluster, mode, partner) ?? []);
  if (trusted.length === 0) return undefined;
  const before = new Map<string, LiveItem>(trusted.flatMap((items) => [...items]));
  return { root, mode, owners: [owner], formerRoot: live.rootOf(cluster, mode), before, ...knowledgeOf([owner], live) };
}

/** How the partners know these owners. */
function knowledgeOf(owners: readonly Owner[], live: Live): Pick<ReliedRoot, "lacking" | "cutOff"> {
  const links = owners.flatMap(({ cluster, mode, root, partners }) =>
    partners.flatMap((partner) => {
      const items = live.trusted(cluster, mode, partner);
      return items ? [{ partner, items, after: itemsOf(root) }] : [];
    }),
  );
  const partnersIn = (some: typeof links) => [...new Map(some.map(({ partner }) => [partner.name, partner])).values()];
  return {
    lacking: (anchorId) => partnersIn(links.filter(({ items }) => !items.has(anchorId))),
    cutOff: partnersIn(links.filter(({ items, after }) => items.size > 0 && [...items.keys()].every((id) => !after.has(id)))),
  };
}

function unchanged(owner: Owner): ReliedRoot {
  const { root, mode } = owner;
  return { root, mode, owners: [owner], formerRoot: root.name, before: itemsOf(root), lacking: () => [], cutOff: [] };
}

/** Equal for clusters that are in the same stage. */
function keyOf({ mode, root, formerRoot, before, lacking }: ReliedRoot): string {
  const ids = sorted([...before.keys(), ...itemsOf(root).keys()]);
  const facts = ids.map((id) => `${id}:${before.get(id)?.state ?? before.has(id)}:${lacking(id).length > 0}`);
  return [mode, root.name, formerRoot ?? "", ...facts].join(" ");
}
