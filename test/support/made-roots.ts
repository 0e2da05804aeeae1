import type { ReadFile } from "../../compiler/1-load/load.ts";
import { newRoots } from "./new-roots.ts";
import { readerOf } from "./samples.ts";

const roots = new Map<string, string>();

/** Reads the roots that a folder has, and makes those that scenarios make when they run. */
export function rootsOf(folder: string): ReadFile {
  const reader = readerOf(folder);
  return (path) => {
    const found = reader(path);
    if ("text" in found) return found;
    const made = roots.get(path) ?? newRoots(1, path)[0]?.pem ?? "";
    roots.set(path, made);
    return { text: made };
  };
}
