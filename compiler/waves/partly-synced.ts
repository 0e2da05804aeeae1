import type { Transition } from "./intermediate-overlay.ts";
import { layerOf, type StoredManifest } from "./stored-manifests.ts";

type StoredManifests = Transition["before"];

/**
 * What a cluster may hold while it syncs one wave:
 *
 * - every new object, while the pods of a new gateway do not run yet;
 * - no old object any more, and no new one yet, since Argo CD deletes first;
 * - of the objects that go, only the local names, or all but these;
 * - of the objects that come, only those of one group, or all but these. Tools apply objects by kind, and each proxy hears of a change on
 *   its own.
 */
export function partlySynced(now: StoredManifests, then: StoredManifests): readonly StoredManifests[] {
  const coming = [...then].filter(([key, { text }]) => now.get(key)?.text !== text);
  const staying = [...now].filter(([key]) => then.has(key));
  const going = [...now].filter(([key]) => !then.has(key));
  const isName = ([, manifest]: readonly [string, StoredManifest]) => layerOf(manifest) === "names";
  const groups = new Set(coming.flatMap(([, manifest]) => groupsOf(manifest)));
  const starting = coming.flatMap(([key, manifest]) => (now.has(key) ? [] : withoutPods(key, manifest)));
  return [
    ...(starting.length > 0 ? [new Map([...then, ...starting])] : []),
    ...(going.length > 0 && coming.length > 0 ? [new Map(staying)] : []),
    ...(going.some(isName) && !going.every(isName)
      ? [going.filter(isName), going.filter((entry) => !isName(entry))].map((left) => new Map([...staying, ...left]))
      : []),
    ...[...groups].flatMap((group) => {
      const members = coming.filter(([, manifest]) => groupsOf(manifest).includes(group));
      const others = coming.filter(([, manifest]) => !groupsOf(manifest).includes(group));
      return members.length > 0 && others.length > 0 ? [members, others].map((first) => new Map([...now, ...first])) : [];
    }),
  ];
}

/** A new Deployment without running pods; empty for other kinds. */
function withoutPods(key: string, { object, ...manifest }: StoredManifest): readonly (readonly [string, StoredManifest])[] {
  return object.kind === "Deployment" ? [[key, { ...manifest, object: { ...object, spec: { ...object.spec, replicas: 0 } } }]] : [];
}

function groupsOf(manifest: StoredManifest): readonly string[] {
  return [manifest.object.kind, ...(layerOf(manifest) === "names" ? ["names"] : [])];
}
