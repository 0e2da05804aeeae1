import { GENERATED } from "../../7-write/layout.ts";
import type { DeliveryPlan } from "./plan-delivery.ts";

/** The revision of federation.yaml from which overlays were compiled. */
export interface Revision {
  readonly commit: string;
  /** The time of the commit, in seconds. */
  readonly time: number;
  /** Whether the file differed from the committed one. */
  readonly changed: boolean;
}

/** How a delivered revision stands to the one that is published now, as far as the local history knows. */
export type Ancestry = "newer" | "same" | "older" | "diverged" | "unknown";

/** The record that fedc writes into the last lines of a commit's message. */
export interface DeliveryRecord {
  readonly federation: string;
  /** The branch for which it is meant. */
  readonly base: string;
  readonly overlays: readonly { readonly cluster: string; readonly path: string }[];
  /** Ids of the `generated` folders and the scaffold files that fedc wrote, by path from the top of the repository. */
  readonly contents: ReadonlyMap<string, string>;
  readonly digest: string;
  readonly revision: Revision | undefined;
}

/** The message of a commit that delivers overlays. */
export function commitMessage(record: DeliveryRecord, plans: readonly DeliveryPlan[]): string {
  const { federation, base, overlays, contents, digest, revision } = record;
  const names = overlays.map(({ cluster }) => cluster);
  const subject = `Federation ${federation}: ${names.length > 3 ? `${names.length} clusters` : names.join(", ")}`;
  const changes = plans.map(({ target, files }) => `${target.overlay.cluster}: ${counts([...files.values()])} in ${target.path}`);
  const trailers = [
    `Fedc-Federation: ${federation}`,
    `Fedc-Base: ${base}`,
    ...overlays.map(({ cluster, path }) => `Fedc-Overlay: ${cluster} ${path}`),
    ...[...contents].map(([path, id]) => `Fedc-Content: ${id} ${path}`),
    `Fedc-Digest: ${digest}`,
    ...(revision ? [`Fedc-Revision: ${revision.commit}${revision.changed ? "+changes" : ""}`, `Fedc-Revision-Time: ${revision.time}`] : []),
  ];
  return `${subject}\n\n${changes.join("\n")}\n\nMade by fedc; what is in \`${GENERATED}\` is overwritten.\n\n${trailers.join("\n")}\n`;
}

/** Reads the record in a message; undefined if fedc did not write the message. A squashed commit may have other lines around it. */
export function parseRecord(message: string): DeliveryRecord | undefined {
  const values = (name: string) => [...message.matchAll(new RegExp(`^${name}: (.+?)\\r?$`, "gm"))].map(([, value = ""]) => value);
  const federation = values("Fedc-Federation").at(-1);
  const base = values("Fedc-Base").at(-1);
  const digest = values("Fedc-Digest").at(-1);
  if (federation === undefined || base === undefined || digest === undefined) return undefined;
  const pairs = (name: string) =>
    values(name).flatMap((value) => {
      const [, first, second] = /^(\S+) (\S+)$/.exec(value) ?? [];
      return first === undefined || second === undefined ? [] : [[first, second] as const];
    });
  const overlays = pairs("Fedc-Overlay").map(([cluster, path]) => ({ cluster, path }));
  const contents = new Map(pairs("Fedc-Content").map(([id, path]) => [path, id]));
  const [, commit, changed] = /^([0-9a-f]{40,64})(\+changes)?$/.exec(values("Fedc-Revision").at(-1) ?? "") ?? [];
  const time = Number(values("Fedc-Revision-Time").at(-1) ?? Number.NaN);
  const isComplete = commit !== undefined && Number.isSafeInteger(time);
  return {
    federation,
    base,
    overlays,
    contents,
    digest,
    revision: isComplete ? { commit, time, changed: changed !== undefined } : undefined,
  };
}

/** `2 files added, 1 changed` */
export function counts(changes: readonly string[]): string {
  const kinds = ["added", "changed", "removed"].flatMap((kind) => {
    const count = changes.filter((change) => change === kind).length;
    return count > 0 ? [`${count} ${kind}`] : [];
  });
  return kinds.length > 0 ? kinds.join(", ") : "nothing changed";
}
