import type { Overlay } from "../6-render/overlay.ts";
import { obstacle } from "./obstacles.ts";
import { notFile } from "./preconditions.ts";
import type { Reason } from "./refusal.ts";
import type { Snapshot } from "./snapshot.ts";

/** The names that Kustomize looks for; with two of them in one folder it stops. */
const KUSTOMIZATIONS = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** Which starters are still to be written, and what those that are there say. */
export function planScaffold(
  overlay: Overlay,
  there: Snapshot,
  shown: (path: string) => string,
  refuse: (reason: Reason) => void,
): { write: ReadonlyMap<string, string>; warnings: readonly Reason[] } {
  const write = new Map<string, string>();
  const warnings: Reason[] = [];
  for (const [path, text] of overlay.scaffold) {
    const names = KUSTOMIZATIONS.includes(path) ? KUSTOMIZATIONS : [path];
    const present = names.find((name) => there.beside.has(name));
    const kind = present === undefined ? undefined : there.beside.get(present);
    if (present === undefined || kind === undefined) write.set(path, text);
    else if (kind !== "file") refuse(notFile(kind, shown(present)));
    // Outside comments: a line that was commented out does not bring anything in.
    else if (names === KUSTOMIZATIONS && !/^[^#\n]*\bgenerated\b/m.test(there.read(present) ?? ""))
      warnings.push(obstacle.unmentioned(shown(present)));
  }
  return { write, warnings };
}
