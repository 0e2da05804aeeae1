import type { Root } from "../2-resolve/federation.ts";
import type { LiveItem, LiveItems } from "./live.ts";
import { itemsOf, type RootItem } from "./owner.ts";
import type { ReliedRoot } from "./relied-root.ts";

/** What the file does to a root. The last three are outages. */
export type RootChange =
  | "trust"
  | "switch"
  | "remove"
  | "back"
  | "withdraw"
  | "renew"
  | "none"
  | "replace"
  | "removed while active"
  | "activated before trusted";

/** The stage of a root in a rotation, and the change that led to it. */
export interface Stage {
  readonly change: RootChange;
  /** One of the three steps; undefined if the change is not one of them. */
  readonly step?: 1 | 2 | 3;
  /** The certificates that come, or sign from now on. */
  readonly coming: readonly RootItem[];
  /** The certificates that go. */
  readonly going: readonly LiveItem[];
}

/** Whether calls would fail in between. */
export function isOutage({ change }: Stage): boolean {
  return change === "replace" || change === "removed while active" || change === "activated before trusted";
}

/** The stages of a root, those of the earlier rotation first. There are none if nothing changes. */
export function stagesOf(relied: ReliedRoot): readonly Stage[] {
  const unsafeChanges = unsafeStages(relied);
  return unsafeChanges.length > 0 ? unsafeChanges : [...goneStages(relied), ...overlapStages(relied), ...renewals(relied)];
}

function unsafeStages({ root, before, lacking, cutOff }: ReliedRoot): readonly Stage[] {
  const active = withState(root, "active");
  const early = active.filter(({ certificate }) => lacking(certificate.anchorId).length > 0);
  const gone = goneItems(root, before);
  const signing = gone.filter(({ state }) => state === "active");
  if (cutOff.length > 0) return [{ change: "replace", coming: active, going: gone }];
  return [
    ...(signing.length > 0 ? [{ change: "removed while active" as const, coming: [], going: signing }] : []),
    ...(early.length > 0 ? [{ change: "activated before trusted" as const, coming: early, going: [] }] : []),
  ];
}

function goneStages({ root, before }: ReliedRoot): readonly Stage[] {
  const gone = goneItems(root, before);
  const waited = gone.filter(({ state }) => state === "incoming");
  const signed = gone.filter(({ state }) => state !== "incoming");
  return [
    ...(signed.length > 0 ? [{ change: "remove" as const, step: 3 as const, coming: withState(root, "active"), going: signed }] : []),
    ...(waited.length > 0 ? [{ change: "withdraw" as const, coming: [], going: waited }] : []),
  ];
}

/** The live certificates that the file no longer has. */
function goneItems(root: Root, before: LiveItems): readonly LiveItem[] {
  const after = itemsOf(root);
  return [...before].flatMap(([id, item]) => (after.has(id) ? [] : [item]));
}

function overlapStages({ root, before, lacking }: ReliedRoot): readonly Stage[] {
  const [active, incoming, retiring] = [withState(root, "active"), withState(root, "incoming"), withState(root, "retiring")];
  const was = ({ certificate }: RootItem) => before.get(certificate.anchorId)?.state;
  const signsAgain = active.some((item) => was(item) === "retiring");
  const begins = active.filter((item) => was(item) === "incoming");
  const stages: Stage[] = [];
  if (retiring.length > 0) {
    const moved = begins.length > 0 || retiring.some((item) => was(item) !== undefined && was(item) !== "retiring");
    stages.push({ change: signsAgain ? "back" : moved ? "switch" : "none", step: 2, coming: active, going: retiring });
  } else if (begins.length > 0) {
    stages.push({ change: "switch", step: 2, coming: begins, going: active.filter((item) => !begins.includes(item)) });
  }
  if (incoming.length > 0) {
    const added = incoming.some(({ certificate }) => lacking(certificate.anchorId).length > 0);
    const returned = incoming.some((item) => was(item) !== undefined && was(item) !== "incoming");
    stages.push({ change: added ? "trust" : returned ? "back" : "none", step: 1, coming: incoming, going: active });
  }
  if (signsAgain && stages.length === 0) stages.push({ change: "back", coming: active, going: [] });
  return stages;
}

/** New certificates for the same key and subject. Their anchors differ only in dates. */
function renewals({ root, before }: ReliedRoot): readonly Stage[] {
  const renewed = [...itemsOf(root)].filter(([id, { certificate }]) => {
    const old = before.get(id)?.certificate;
    return old && (old.serial !== certificate.serial || old.notAfter.getTime() !== certificate.notAfter.getTime());
  });
  if (renewed.length === 0) return [];
  return [{ change: "renew", coming: renewed.map(([, item]) => item), going: renewed.flatMap(([id]) => before.get(id) ?? []) }];
}

function withState(root: Root, desired: RootItem["state"]): readonly RootItem[] {
  return [...itemsOf(root).values()].filter(({ state }) => state === desired);
}
