import type { Mode } from "../1-load/federation-file.ts";
import type { Cluster, Federation, Root } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
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
  const found = new Map<string, { first: ReliedRoot; owners: Owner[] }>();
  const fresh: Owner[] = [];
  for (const owner of ownersOf(federation)) {
    const one = reliedBy(owner, live);
    if (!one) {
      fresh.push(owner);
      continue;
    }
    const key = keyOf(one);
    const same = found.get(key);
    if (same) same.owners.push(owner);
    else found.set(key, { first: one, owners: [owner] });
  }
  // A new cluster joins the others of its root, and is not a rotation.
  for (const owner of fresh) {
    const key = `${owner.mode} ${owner.root.name}`;
    const same = [...found].find(([other]) => other === key || other.startsWith(`${key} `))?.[1];
    if (same) same.owners.push(owner);
    else found.set(key, { first: unchanged(owner), owners: [owner] });
  }
  return sorted(found.keys()).flatMap((key) => {
    const group = found.get(key);
    return group ? [{ ...group.first, owners: group.owners, ...knownBy(group.owners, live) }] : [];
  });
}

/** The partners of all owners, by name. */
export function partnersOf({ owners }: Pick<ReliedRoot, "owners">): readonly Cluster[] {
  const partners = new Map(owners.flatMap((owner) => owner.partners.map((partner) => [partner.name, partner] as const)));
  return sorted(partners.keys()).flatMap((name) => partners.get(name) ?? []);
}

function reliedBy(owner: Owner, live: Live): ReliedRoot | undefined {
  const { root, mode } = owner;
  const known = owner.partners.flatMap((partner) => live.trusted(owner.cluster, mode, partner) ?? []);
  if (known.length === 0) return undefined;
  const before = new Map<string, LiveItem>(known.flatMap((items) => [...items]));
  return { root, mode, owners: [owner], formerRoot: live.rootOf(owner.cluster, mode), before, ...knownBy([owner], live) };
}

function knownBy(owners: readonly Owner[], live: Live): Pick<ReliedRoot, "lacking" | "cutOff"> {
  const known = owners.flatMap((owner) => {
    const after = itemsOf(owner.root);
    return owner.partners.flatMap((partner) => {
      const items = live.trusted(owner.cluster, owner.mode, partner);
      return items ? [{ partner, items, after }] : [];
    });
  });
  const partners = (desired: typeof known) => [...new Map(desired.map(({ partner }) => [partner.name, partner])).values()];
  return {
    lacking: (anchorId) => partners(known.filter(({ items }) => !items.has(anchorId))),
    cutOff: partners(known.filter(({ items, after }) => items.size > 0 && [...items.keys()].every((id) => !after.has(id)))),
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
