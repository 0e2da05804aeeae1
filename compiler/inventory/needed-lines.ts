import { type StandingKindName, standingKind, standingKinds } from "./standing-kinds.ts";

/** The head of an object in block style, and its text without what fedc does not read. */
export interface NeededLines {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined for a kind that is only counted. */
  readonly known: StandingKindName | undefined;
  /** Lines that are not needed are empty, so that the others keep their numbers. */
  readonly lines: readonly string[];
  /** The index of the line with its name. */
  readonly nameLine: number;
}

/** The annotation that repeats the whole object, with a Secret's data. */
export const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * Takes out of an object, line by line, what fedc does not read: the status, the server's fields, and the data of Secrets. It need not be
 * parsed, and is never kept. Undefined if the object does not have its `apiVersion` and `kind` on lines of their own.
 */
export function neededLines(all: readonly string[]): NeededLines | undefined {
  const column = all.find((line) => /^\s*[^\s#]/.test(line))?.search(/\S/) ?? 0;
  const top = new Map<string, number>();
  for (const [at, line] of all.entries()) {
    if (line.search(/\S/) !== column) continue;
    const key = keyOf(line);
    if (key !== undefined) top.set(key, at);
  }
  const [apiVersion, kind] = ["apiVersion", "kind"].map((key) => scalarOf(all[top.get(key) ?? -1] ?? ""));
  if (!apiVersion || !kind) return undefined;
  const known = standingKind(apiVersion, kind);
  const lines = [...all];
  const metadata = top.get("metadata") ?? 0;
  const nameLine = childrenOf(all, metadata).find((at) => keyOf(all[at] ?? "") === "name") ?? metadata;
  if (!known) return { apiVersion, kind, known, lines, nameLine };
  const { status, dataKeys } = standingKinds[known];
  const status_ = top.get("status");
  if (status_ !== undefined && !status) blank(lines, status_);
  for (const at of childrenOf(all, metadata)) {
    const key = keyOf(all[at] ?? "");
    if (key === "managedFields" || key === "creationTimestamp") blank(lines, at);
    if (key !== "annotations") continue;
    const annotations = childrenOf(all, at);
    const dropped = annotations.filter((entry) => keyOf(all[entry] ?? "") === lastApplied);
    // An empty mapping would be null, which the fast reader leaves to the library.
    if (dropped.length === annotations.length) blank(lines, at);
    else for (const entry of dropped) blank(lines, entry);
  }
  if (dataKeys) for (const part of ["data", "stringData", "binaryData"]) keepKeys(lines, top.get(part), dataKeys, known === "Secret");
  for (const [at, line] of lines.entries()) if (/^ +creationTimestamp: null$/.test(line)) lines[at] = "";
  return { apiVersion, kind, known, lines, nameLine };
}

function keepKeys(lines: string[], at: number | undefined, wanted: RegExp, isSecret: boolean): void {
  if (at === undefined) return;
  // A mapping on one line is read as a whole, which no Secret's may be.
  if (!isSecret && /:\s*\{/.test(lines[at] ?? "")) return;
  const entries = childrenOf(lines, at);
  const kept = entries.filter((entry) => wanted.test(keyOf(lines[entry] ?? "") ?? ""));
  if (kept.length === 0) blank(lines, at);
  else for (const entry of entries) if (!kept.includes(entry)) blank(lines, entry);
}

/** The lines with the keys of a block mapping. */
function childrenOf(lines: readonly string[], parent: number): readonly number[] {
  const outer = (lines[parent] ?? "").search(/\S/);
  const children: number[] = [];
  let column = -1;
  for (let at = parent + 1; at < lines.length; at++) {
    const own = (lines[at] ?? "").search(/[^\s]/);
    if (own === -1 || lines[at]?.[own] === "#") continue;
    if (own <= outer) break;
    if (column === -1) column = own;
    if (own === column) children.push(at);
  }
  return children;
}

/** Empties the line of a key, and everything that is indented below it or in its list of dashes. */
function blank(lines: string[], at: number): void {
  const column = (lines[at] ?? "").search(/\S/);
  lines[at] = "";
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next] ?? "";
    const own = line.search(/\S/);
    if (own !== -1 && own <= column && !(own === column && /^\s*-(?: |$)/.test(line))) return;
    lines[next] = "";
  }
}

function keyOf(line: string): string | undefined {
  return /^\s*(?:"([^"]+)"|'([^']+)'|([\w./-]+)):(?:\s|$)/
    .exec(line)
    ?.slice(1)
    .find((key) => key !== undefined);
}

function scalarOf(line: string): string | undefined {
  return /:\s+["']?([\w./-]+)["']?\s*(?:#.*)?$/.exec(line)?.[1];
}
