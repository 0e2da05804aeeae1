import { join } from "node:path";
import * as assert from "uvu/assert";
import type { Overlay } from "../../compiler/6-render/overlay.ts";
import { Refusal } from "../../compiler/7-write/refusal.ts";
import { previewOverlays, type WriteOptions, type WriteResult, writeOverlays } from "../../compiler/7-write/write-overlays.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { stampsOf } from "./tree.ts";

/** A new folder with overlays written to it. */
export function written(overlays: readonly Overlay[]): string {
  const folder = join(temporaryFolder(), "out");
  writeOverlays(overlays, folder);
  return folder;
}

/** Why writing and its preview are both refused, without the folder's own path; nothing at all may have been written. */
export function refused(overlays: readonly Overlay[], folder: string, options: WriteOptions = {}): readonly string[] {
  const before = stampsOf(folder);
  const [messages = [], previewed] = [writeOverlays, previewOverlays].map((attempt) => {
    const refusal = refusalOf(() => attempt(overlays, folder, { patience: 50, ...options }));
    for (const { message, help, path } of refusal.reasons) {
      assert.match(message, /^[^A-Z].*[^.]$/);
      assert.ok(help.length > 10);
      assert.ok(path.startsWith(folder));
    }
    return refusal.reasons.map(({ message }) => message.replaceAll(`${folder}/`, ""));
  });
  assert.equal(stampsOf(folder), before);
  assert.equal(previewed, messages);
  return messages;
}

export function refusalOf(attempt: () => unknown): Refusal {
  try {
    attempt();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

/** What a run did, without what it left as it was. */
export function changes(result: WriteResult): Record<string, string> {
  const all = result.clusters.flatMap(({ cluster, files }) => [...files].map(([path, change]) => [`${cluster}/${path}`, change] as const));
  return Object.fromEntries(all.filter(([, change]) => change !== "unchanged"));
}
