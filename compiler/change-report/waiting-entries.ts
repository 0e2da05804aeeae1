import type { ConsumeEntry } from "../1-load/federation-file.ts";
import { type AwaitingHalf, awaitingHalves } from "../2-resolve/awaiting-halves.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";

/** The entries that wait for the other half of a grant, by the name that `halfNamed` gives them. */
export interface WaitingEntries {
  /** Those that wait for all clusters that they are about: they give nobody anything yet. */
  readonly altogether: ReadonlySet<string>;
  /** Those that wait for some cluster at least: without the word they would be wrong. */
  readonly somehow: ReadonlySet<string>;
}

export function waitingEntries(federation: Federation): WaitingEntries {
  const byEntry = [...grouped(awaitingHalves(federation), nameOf)];
  const isWaiting = ({ state }: AwaitingHalf) => state === "waiting";
  return {
    altogether: new Set(byEntry.flatMap(([name, halves]) => (halves.every(isWaiting) ? [name] : []))),
    somehow: new Set(byEntry.flatMap(([name, halves]) => (halves.some(isWaiting) ? [name] : []))),
  };
}

/** The half of a grant that the path of a difference leads into; undefined if it leads elsewhere. */
export function halfNamed(path: readonly string[]): string | undefined {
  const [top, , half, , field] = path;
  if (top !== "services") return undefined;
  if (half === "expose") return field === "allow" && path.length > 5 ? path.slice(0, 6).join(" ") : undefined;
  return half === "consume" && path.length > 4 ? path.slice(0, 5).join(" ") : undefined;
}

/** Whether a version has that half. */
export function hasHalf({ written }: Federation, path: readonly string[]): boolean {
  const [, service = "", half, key = "", name = "", consumer = ""] = path;
  const { expose = {}, consume = {} } = written.services[service] ?? {};
  if (half === "expose") return expose[key]?.allow?.[consumer] !== undefined;
  return [consume[key] ?? []].flat().some((entry) => consumptionNamed(entry) === name);
}

function nameOf({ half, service, exposer = "", key, written }: AwaitingHalf): string {
  const path =
    half === "allow"
      ? ["services", service, "expose", exposer, "allow", key]
      : ["services", service, "consume", key, consumptionNamed(written as ConsumeEntry)];
  return path.join(" ");
}

/** `reviews.default:9080`: the part of a difference's path that tells a cluster's local names for one service apart. */
export function consumptionNamed({ as = "", port }: ConsumeEntry): string {
  return `${as}:${port ?? ""}`;
}
