import type { Transition } from "./intermediate-overlay.ts";
import { layerOf } from "./layer-of.ts";
import type { StoredManifest } from "./stored-manifests.ts";

type StoredManifests = Transition["before"];

/**
 * What a cluster may hold while it syncs: without what goes, before all that comes, as Argo CD does it; without the local names that go, or
 * with these alone of what goes; the local names, or what comes of one kind, before or after all else that does, since tools go by kinds
 * and each proxy hears of a change on its own; and all that comes, while the pods of a new gateway do not run yet.
 */
export function partlySynced(now: StoredManifests, then: StoredManifests): readonly StoredManifests[] {
  const comes = [...then].filter(([key, { text }]) => now.get(key)?.text !== text);
  const stays = [...now].filter(([key]) => then.has(key));
  const goes = [...now].filter(([key]) => !then.has(key));
  const isName = ([, manifest]: readonly [string, StoredManifest]) => layerOf(manifest) === "names";
  const groups = new Set(comes.flatMap(([, manifest]) => groupsOf(manifest)));
  const starting = comes.flatMap(([key, manifest]) => (now.has(key) ? [] : withoutPods(key, manifest)));
  return [
    ...(starting.length > 0 ? [new Map([...then, ...starting])] : []),
    ...(goes.length > 0 && comes.length > 0 ? [new Map(stays)] : []),
    ...(goes.some(isName) && !goes.every(isName)
      ? [goes.filter(isName), goes.filter((one) => !isName(one))].map((left) => new Map([...stays, ...left]))
      : []),
    ...[...groups].flatMap((group) => {
      const some = comes.filter(([, manifest]) => groupsOf(manifest).includes(group));
      const others = comes.filter(([, manifest]) => !groupsOf(manifest).includes(group));
      return some.length > 0 && others.length > 0 ? [some, others].map((first) => new Map([...now, ...first])) : [];
    }),
  ];
}

/** A new Deployment, and nobody who runs it; nothing of another kind. */
function withoutPods(key: string, { object, ...manifest }: StoredManifest): readonly (readonly [string, StoredManifest])[] {
  return object.kind === "Deployment" ? [[key, { ...manifest, object: { ...object, spec: { ...object.spec, replicas: 0 } } }]] : [];
}

function groupsOf(manifest: StoredManifest): readonly string[] {
  return [manifest.object.kind, ...(layerOf(manifest) === "names" ? ["names"] : [])];
}
