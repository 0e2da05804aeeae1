import { createHash } from "node:crypto";

/** The hash of a repository; almost all use SHA-1. */
export type ObjectFormat = "sha1" | "sha256";

/** The hash of which an id is. */
export function formatOf(id: string | undefined): ObjectFormat {
  return id?.length === 64 ? "sha256" : "sha1";
}

/** The id that git gives a file with this text. */
export function blobId(text: string, format: ObjectFormat): string {
  return objectId("blob", Buffer.from(text), format);
}

/** The id that git gives a folder with these files. Comparing ids needs no fetch. */
export function treeId(files: ReadonlyMap<string, string>, format: ObjectFormat): string {
  const children = new Map<string, string | Map<string, string>>();
  for (const [path, text] of files) {
    const slash = path.indexOf("/");
    if (slash === -1) {
      children.set(path, text);
      continue;
    }
    const folder = path.slice(0, slash);
    const below = children.get(folder);
    const inside = below instanceof Map ? below : new Map<string, string>();
    inside.set(path.slice(slash + 1), text);
    children.set(folder, inside);
  }
  const entries = [...children].map(([name, child]) =>
    typeof child === "string"
      ? { sort: Buffer.from(name), head: `100644 ${name}\0`, id: blobId(child, format) }
      : { sort: Buffer.from(`${name}/`), head: `40000 ${name}\0`, id: treeId(child, format) },
  );
  // git sorts names byte by byte, folders as if they ended in a slash.
  entries.sort((a, b) => Buffer.compare(a.sort, b.sort));
  return objectId("tree", Buffer.concat(entries.flatMap(({ head, id }) => [Buffer.from(head), Buffer.from(id, "hex")])), format);
}

function objectId(kind: string, content: Buffer, format: ObjectFormat): string {
  return createHash(format).update(`${kind} ${content.length}\0`).update(content).digest("hex");
}
