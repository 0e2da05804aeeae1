import { isMap, parseAllDocuments } from "yaml";
import { Findings } from "../../findings/finding.ts";
import { Source } from "../../findings/source.ts";
import { PlainData } from "./plain-data.ts";
import { type PlainManifest, readPlainManifests } from "./plain-reader.ts";

/** The line of an object, or of a field of it such as `spec.rules[0].to`, counted from 1. */
export type LineOf = (field?: string) => number;

/** The line of each object in a file of manifests, by `<kind> <namespace>/<name>`. Empty if the file is not YAML. */
export function manifestLines(text: string): ReadonlyMap<string, LineOf> {
  const manifests = readPlainManifests(text) ?? manifestsByLibrary(text);
  return new Map(
    manifests.map((manifest) => {
      const [kind, namespace, name] = ["kind", "metadata.namespace", "metadata.name"].map((field) => textAt(manifest, field));
      return [`${kind} ${namespace}/${name}`, (field) => lineOf(manifest, field)] as const;
    }),
  );
}

function manifestsByLibrary(text: string): readonly PlainManifest[] {
  const source = new Source("", text);
  const documents = [...parseAllDocuments(text, { version: "1.2", schema: "core", prettyErrors: false, logLevel: "silent" })];
  return documents.flatMap(({ contents, errors }) => {
    if (!isMap(contents) || errors.length > 0) return [];
    const plain = new PlainData(source, new Findings());
    return { data: plain.of(contents) as object, at: plain.at, linesBefore: 0 };
  });
}

/** The line of a field, or else of the object's first key. */
function lineOf({ data, at, linesBefore }: PlainManifest, field = ""): number {
  const [first] = Object.keys(data);
  const path = pathOf(field);
  const last = path.pop();
  const parent = path.reduce(entryOf, data);
  const isThere = last !== undefined && entryOf(parent, last) !== undefined;
  const place = isThere
    ? at.value(parent as Record<string, unknown>, last)
    : first === undefined
      ? undefined
      : at.key(data, first as never);
  return linesBefore + (place ? at.source.position(place.start).line : 1);
}

function textAt({ data }: PlainManifest, field: string): string {
  const value = pathOf(field).reduce(entryOf, data);
  return typeof value === "object" ? "" : String(value ?? "");
}

/** An entry of a mapping, or an item of a list; undefined if it is not there. */
function entryOf(parent: unknown, name: string | number): unknown {
  const isParent = typeof parent === "object" && parent !== null && Array.isArray(parent) === (typeof name === "number");
  return isParent ? (parent as Record<string | number, unknown>)[name] : undefined;
}

function pathOf(field: string): (string | number)[] {
  return [...field.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => (index === undefined ? (name ?? "") : Number(index)));
}
