import type { Labels } from "../1-load/federation-file.ts";
import { isMapping, type ManifestData } from "../1-load/yaml/manifest-data.ts";
import { type Place, Source } from "../findings/source.ts";
import type { StandingKindName } from "./standing-kinds.ts";

/** An object of a dump, without anything that fedc does not read. */
export class StandingObject {
  readonly apiVersion: string;
  readonly kind: StandingKindName;
  /** Empty for a kind that lies in no namespace; undefined if the manifest leaves the namespace to whoever applies it. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly data: ManifestData;
  readonly file: string;
  /** From 1: the line with its name. */
  readonly line: number;

  constructor(fields: Omit<StandingObject, "at" | "spec" | "title">) {
    this.apiVersion = fields.apiVersion;
    this.kind = fields.kind;
    this.namespace = fields.namespace;
    this.name = fields.name;
    this.labels = fields.labels;
    this.annotations = fields.annotations;
    this.data = fields.data;
    this.file = fields.file;
    this.line = fields.line;
  }

  get spec(): ManifestData {
    return mappingIn(this.data, "spec");
  }

  /** `VirtualService shop/reviews`, as findings name it. */
  get title(): string {
    return `${this.kind} ${this.namespace ? `${this.namespace}/` : ""}${this.name}`;
  }

  /** Its place in the dump. The text of a dump is not kept, since it may hold Secrets, so the name stands for the line. */
  get at(): Place {
    return dumpPlace(this.file, this.line, this.title);
  }
}

/** A place in a file whose text is not kept: the shown text stands for its line. */
export function dumpPlace(file: string, line: number, shown: string): Place {
  const start = line - 1;
  return { source: new Source(file, `${"\n".repeat(start)}${shown}\n`), start, end: start + shown.length };
}

const nothing: ManifestData = Object.freeze(Object.create(null));

/** The mapping at a path; empty if there is none. */
export function mappingIn(data: unknown, ...path: readonly string[]): ManifestData {
  const value = valueIn(data, ...path);
  return isMapping(value) ? value : nothing;
}

/** The list at a path; empty if there is none. */
export function listIn(data: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = valueIn(data, ...path);
  return Array.isArray(value) ? value : [];
}

/** The texts of a list at a path. */
export function textsIn(data: unknown, ...path: readonly string[]): readonly string[] {
  return listIn(data, ...path).filter((item) => typeof item === "string");
}

export function textIn(data: unknown, ...path: readonly string[]): string | undefined {
  const value = valueIn(data, ...path);
  return typeof value === "string" ? value : undefined;
}

export function numberIn(data: unknown, ...path: readonly string[]): number | undefined {
  const value = valueIn(data, ...path);
  return typeof value === "number" ? value : undefined;
}

/** The texts of a mapping at a path. */
export function labelsIn(data: unknown, ...path: readonly string[]): Labels {
  const labels: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(mappingIn(data, ...path))) if (typeof value === "string") labels[key] = value;
  return labels;
}

export function valueIn(data: unknown, ...path: readonly string[]): unknown {
  let value = data;
  for (const key of path) value = isMapping(value) ? value[key] : undefined;
  return value;
}
