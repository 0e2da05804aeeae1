import type { Passage } from "./overlay-between.ts";
import { partOf } from "./part-of.ts";

type Pieces = Passage["before"];

/**
 * What a cluster may hold while it syncs: without what goes, before all that comes, as Argo CD does it; and the local names before or after
 * all else that is applied, since each proxy hears of a change on its own.
 */
export function partlySynced(now: Pieces, then: Pieces): readonly Pieces[] {
  const comes = [...then].filter(([key, { text }]) => now.get(key)?.text !== text);
  const stays = [...now].filter(([key]) => then.has(key));
  const names = comes.filter(([, piece]) => partOf(piece) === "names");
  const others = comes.filter(([, piece]) => partOf(piece) !== "names");
  return [
    ...(stays.length < now.size && comes.length > 0 ? [new Map(stays)] : []),
    ...(names.length > 0 && others.length > 0 ? [names, others].map((some) => new Map([...now, ...some])) : []),
  ];
}
