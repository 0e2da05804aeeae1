import { isMap, LineCounter, parseAllDocuments } from "yaml";

/** The line of an object, or of a field of it such as `spec.rules[0].to`, counted from 1. */
export type LineOf = (field?: string) => number;

/** The line of each object in a file of manifests, by `<kind> <namespace>/<name>`. Empty if the file is not YAML. */
export function manifestLines(text: string): ReadonlyMap<string, LineOf> {
  const lines = new LineCounter();
  const found = new Map<string, LineOf>();
  for (const document of parseAllDocuments(text, {
    version: "1.2",
    schema: "core",
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "silent",
  })) {
    const { contents } = document;
    if (!isMap(contents) || document.errors.length > 0) continue;
    const text = (...path: string[]) => String(contents.getIn(path) ?? "");
    const name = `${text("kind")} ${text("metadata", "namespace")}/${text("metadata", "name")}`;
    const start = lines.linePos(contents.range?.[0] ?? 0).line;
    found.set(name, (field) => {
      const node = field === undefined ? undefined : (contents.getIn(pathOf(field), true) as { range?: readonly number[] } | undefined);
      return node?.range?.[0] === undefined ? start : lines.linePos(node.range[0]).line;
    });
  }
  return found;
}

function pathOf(field: string): readonly (string | number)[] {
  return [...field.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => (index === undefined ? (name ?? "") : Number(index)));
}
