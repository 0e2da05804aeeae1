import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { Overlay } from "../../compiler/6-render/overlay.ts";
import { hash, printInventory } from "../../compiler/7-write/inventory.ts";

export type Tree = Readonly<Record<string, string>>;

/** Everything below a folder: texts of files by path, targets of links, and folders under a path that ends in `/`. */
export function treeOf(folder: string, below = ""): Tree {
  const tree: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below + entry.name;
    if (entry.isDirectory()) Object.assign(tree, { [`${path}/`]: "" }, treeOf(folder, `${path}/`));
    else if (entry.isSymbolicLink()) tree[path] = `-> ${readlinkSync(join(folder, path))}`;
    else tree[path] = entry.isFile() ? readFileSync(join(folder, path), "utf8") : "other";
  }
  return tree;
}

/** What writing overlays to an empty folder has to lead to. */
export function wantedTree(overlays: readonly Overlay[]): Tree {
  const tree: Record<string, string> = {};
  for (const { cluster, federation, files, scaffold } of overlays) {
    const inventory = printInventory({ cluster, federation, files: new Map([...files].map(([path, text]) => [path, hash(text)])) });
    for (const [path, text] of [...files, ...scaffold, ["generated/inventory.json", inventory] as const]) {
      const full = `${cluster}/${path}`;
      for (let at = full.indexOf("/"); at !== -1; at = full.indexOf("/", at + 1)) tree[full.slice(0, at + 1)] = "";
      tree[full] = text;
    }
  }
  return tree;
}

/** Identity and times of every entry, the folder's own included: equal before and after only if nothing was written. */
export function stampsOf(folder: string): Tree {
  const stamp = (path: string) => {
    const { ino, mtimeNs, ctimeNs, mode } = lstatSync(path, { bigint: true });
    return `${ino} ${mtimeNs} ${ctimeNs} ${mode}`;
  };
  const paths = Object.keys(treeOf(folder)).map((path) => [path, stamp(join(folder, path))]);
  return Object.fromEntries([["", stamp(folder)], ...paths]);
}

/** The clusters' folders alone. */
export function overlaysIn(folder: string): Tree {
  const tree = existsSync(folder) ? treeOf(folder) : {};
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith(".fedc-")));
}

/** Every file there is as one of these contents has it. */
export function assertEachWhole(folder: string, ...allowed: readonly (readonly Overlay[])[]): void {
  const trees = allowed.map(wantedTree);
  for (const [path, text] of Object.entries(overlaysIn(folder)))
    assert.ok(
      trees.some((tree) => tree[path] === text),
      `${path} is ${JSON.stringify(text)}`,
    );
}
