import type { Passage } from "./overlay-between.ts";
import { partOf } from "./part-of.ts";
import type { Piece } from "./pieces.ts";

type Pieces = Passage["before"];

/**
 * What a cluster may hold while it syncs: without what goes, before all that comes, as Argo CD does it; without the local names that go, or
 * with these alone of what goes; the local names, or what comes of one kind, before or after all else that does, since tools go by kinds
 * and each proxy hears of a change on its own; and all that comes, while the pods of a new gateway do not run yet.
 */
export function partlySynced(now: Pieces, then: Pieces): readonly Pieces[] {
  const comes = [...then].filter(([key, { text }]) => now.get(key)?.text !== text);
  const stays = [...now].filter(([key]) => then.has(key));
  const goes = [...now].filter(([key]) => !then.has(key));
  const isName = ([, piece]: readonly [string, Piece]) => partOf(piece) === "names";
  const groups = new Set(comes.flatMap(([, piece]) => groupsOf(piece)));
  const starting = comes.flatMap(([key, piece]) => (now.has(key) ? [] : withoutPods(key, piece)));
  return [
    ...(starting.length > 0 ? [new Map([...then, ...starting])] : []),
    ...(goes.length > 0 && comes.length > 0 ? [new Map(stays)] : []),
    ...(goes.some(isName) && !goes.every(isName)
      ? [goes.filter(isName), goes.filter((one) => !isName(one))].map((left) => new Map([...stays, ...left]))
      : []),
    ...[...groups].flatMap((group) => {
      const some = comes.filter(([, piece]) => groupsOf(piece).includes(group));
      const others = comes.filter(([, piece]) => !groupsOf(piece).includes(group));
      return some.length > 0 && others.length > 0 ? [some, others].map((first) => new Map([...now, ...first])) : [];
    }),
  ];
}

/** A new Deployment, and nobody who runs it; nothing of another kind. */
function withoutPods(key: string, { object, ...piece }: Piece): readonly (readonly [string, Piece])[] {
  return object.kind === "Deployment" ? [[key, { ...piece, object: { ...object, spec: { ...object.spec, replicas: 0 } } }]] : [];
}

function groupsOf(piece: Piece): readonly string[] {
  return [piece.object.kind, ...(partOf(piece) === "names" ? ["names"] : [])];
}
