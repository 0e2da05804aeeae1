import { readForeignManifest, withoutPrototypes } from "../1-load/yaml/foreign-manifest.ts";
import { isMapping, type ManifestData } from "../1-load/yaml/manifest-data.ts";
import { type DumpChunk, dumpChunks } from "./dump-chunks.ts";
import { jsonItemLines } from "./json-item-lines.ts";
import { withoutUnneeded } from "./needed-data.ts";
import { lastApplied, neededLines } from "./needed-lines.ts";
import { groupOf, standingKind, standingKinds } from "./standing-kinds.ts";
import { labelsIn, listIn, mappingIn, StandingObject, textIn } from "./standing-object.ts";

/** Something in a dump that was not read, or may have been read otherwise than it is meant. */
export interface DumpDoubt {
  readonly file: string;
  readonly line: number;
  /** The rest of a sentence about the manifest. It holds no word of the dump. */
  readonly problem: string;
  /** Whether an object is missing for it. */
  readonly unread: boolean;
}

/** The contents of one file. */
export interface DumpContents {
  readonly objects: readonly StandingObject[];
  /** The file's name without its folder and ending, which may be that of a group of kinds. Undefined if a failed command left it empty. */
  readonly group: string | undefined;
  /** The kinds that fedc only counts, one entry per object: `batch Job`. */
  readonly others: readonly string[];
  readonly doubts: readonly DumpDoubt[];
  /** Whether there is nothing of Kubernetes in it. */
  readonly foreign: boolean;
}

/** Reads a file of manifests, a list of `kubectl get` in YAML or JSON, or what Kustomize or Helm print. Never throws. */
export function readDump(file: string, text: string): DumpContents {
  const reader = new DumpReader(file);
  if (text.includes("\0")) reader.doubtText("holds NUL characters: it is binary, or UTF-16 without a byte order mark");
  else if (!/^\s*[{[]/.test(text) || !reader.readJson(text)) for (const chunk of dumpChunks(text)) reader.readChunk(chunk);
  return reader.contents();
}

class DumpReader {
  readonly #file: string;
  readonly #objects: StandingObject[] = [];
  readonly #others: string[] = [];
  readonly #doubts: DumpDoubt[] = [];
  /** Whether kubectl has answered, even by an empty list. */
  #hasList = false;

  constructor(file: string) {
    this.#file = file;
  }

  contents(): DumpContents {
    const foreign = this.#objects.length + this.#others.length === 0;
    const isAnswer = !foreign || this.#hasList;
    const group = isAnswer ? this.#file.replace(/^.*[/\\]/, "").replace(/\.\w+$/, "") : undefined;
    return { objects: this.#objects, group, others: this.#others, doubts: this.#doubts, foreign };
  }

  /** A file of which nothing can be read. */
  doubtText(problem: string): void {
    this.#doubt(1, problem, true);
  }

  /** False for a text that is not JSON: an object, a list of them as `jq .items` prints it, or one object per line. */
  readJson(text: string): boolean {
    const data = parsedJson(text);
    if (data === undefined) return this.#readJsonLines(text);
    const lines = jsonItemLines(text);
    if (isMapping(data) && isList(data)) this.#hasList = true;
    const items = Array.isArray(data) ? data : isMapping(data) && isList(data) ? itemsOfList(data) : undefined;
    if (items) for (const [index, item] of items.entries()) this.#take(item, lines[index] ?? 1);
    else this.#take(data, 1);
    return true;
  }

  #readJsonLines(text: string): boolean {
    const lines = text.split(/\r?\n/).map((line) => (line.trim() === "" ? null : parsedJson(line)));
    if (lines.includes(undefined)) return false;
    for (const [index, data] of lines.entries()) this.#take(data, index + 1);
    return true;
  }

  readChunk({ lines, linesBefore }: DumpChunk): void {
    const head = neededLines(lines);
    if (head && !head.known && !isListKind(head.kind)) {
      this.#count(head.apiVersion, head.kind);
      return;
    }
    const { data, problem, line } = readForeignManifest((head?.lines ?? lines).join("\n"));
    if (problem !== undefined) {
      // Values files and the like may be anything.
      if (!data && !head) {
        this.#doubt(linesBefore + (line ?? 1), templated(lines) ?? problem, true);
        return;
      }
      this.#doubt(linesBefore + (line ?? 1), data ? problem : (templated(lines) ?? problem), !data);
    }
    if (data) this.#take(data, linesBefore + (head ? head.nameLine + 1 : firstLine(lines)), templated(lines));
  }

  #take(item: unknown, line: number, nameless = "has no name"): void {
    if (!isMapping(item)) return;
    const [apiVersion, kind, name] = [textIn(item, "apiVersion"), textIn(item, "kind"), textIn(item, "metadata", "name")];
    if (isList(item)) this.#hasList = true;
    if (isList(item)) for (const inner of itemsOfList(item)) this.#take(inner, line);
    if (apiVersion === undefined || kind === undefined || isListKind(kind)) return;
    const known = standingKind(apiVersion, kind);
    if (!known) {
      this.#count(apiVersion, kind);
      return;
    }
    if (name === undefined) {
      this.#doubt(line, nameless, true);
      return;
    }
    const namespace = "clusterWide" in standingKinds[known] ? "" : textIn(item, "metadata", "namespace");
    const metadata = mappingIn(item, "metadata");
    const labels = labelsIn(metadata, "labels");
    const { [lastApplied]: _, ...annotations } = labelsIn(metadata, "annotations");
    const data: ManifestData = withoutUnneeded(known, item);
    this.#objects.push(new StandingObject({ apiVersion, kind: known, namespace, name, labels, annotations, data, file: this.#file, line }));
  }

  #count(apiVersion: string, kind: string): void {
    this.#others.push(`${groupOf(apiVersion)} ${kind}`.trim());
  }

  #doubt(line: number, problem: string, unread: boolean): void {
    this.#doubts.push({ file: this.#file, line, problem, unread });
  }
}

function isListKind(kind: string): boolean {
  return kind.endsWith("List");
}

function isList(data: ManifestData): boolean {
  return isListKind(textIn(data, "kind") ?? "") && Array.isArray(data.items);
}

/** The items of a list. Those of `ServiceList` and the like, as the API server itself answers, leave their kind out. */
function itemsOfList(list: ManifestData): readonly unknown[] {
  const kind = textIn(list, "kind")?.slice(0, -"List".length);
  return listIn(list, "items").map((item) =>
    kind !== "" && isMapping(item) && item.kind === undefined ? { apiVersion: list.apiVersion, ...item, kind } : item,
  );
}

function parsedJson(text: string): unknown {
  try {
    return withoutPrototypes(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function templated(lines: readonly string[]): string | undefined {
  return lines.some((line) => line.includes("{{")) ? "is a template: render it first, as `helm template` does" : undefined;
}

function firstLine(lines: readonly string[]): number {
  return lines.findIndex((line) => /^\s*[^\s#]/.test(line)) + 1;
}
