import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readManifests } from "../1-load/yaml/read-manifests.ts";
import { scaffold } from "../6-render/render.ts";
import { withOwnLineEnds } from "../7-write/inventory.ts";
import { Failure } from "../findings/failure.ts";

/** What a cluster gets from a folder: its manifests by file, as `kubectl kustomize` would take or print them. */
export interface OverlayOnDisk {
  readonly cluster: string;
  readonly objects: readonly unknown[];
  /** By path; one file where it was printed. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads one cluster's overlay. `listing` is the text of its `generated/kustomization.yaml`: where a kustomization.yaml is not as it was written, kubectl applies it.
 * Throws a Failure where there is no overlay, or it cannot be read.
 */
export function overlayOnDisk(folder: string, cluster: string, listing: string): OverlayOnDisk {
  const printed = join(folder, `${cluster}.yaml`);
  const own = join(folder, cluster);
  if (existsSync(printed)) return overlayOf(cluster, new Map([[printed, readFileSync(printed, "utf8")]]));
  if (!existsSync(own))
    throw new Failure(`\`${folder}\` holds no overlay of \`${cluster}\``, "`fedc build` writes one; `--out DIR` names another folder");
  const written = new Map([...scaffold(), ["generated/kustomization.yaml", listing] as const]);
  if ([...written].every(([name, text]) => isAsWritten(join(own, name), text))) return overlayOf(cluster, generatedIn(own));
  return overlayOf(cluster, new Map([[`kubectl kustomize ${own}`, kustomized(own)]]));
}

/** Line ends alone are no edit. */
function isAsWritten(path: string, text: string): boolean {
  return existsSync(path) && withOwnLineEnds(readFileSync(path, "utf8")) === text;
}

/** The manifests in one overlay's `generated/`, by path. Throws a Failure where there are none. */
export function generatedIn(own: string): ReadonlyMap<string, string> {
  const generated = join(own, "generated");
  if (!existsSync(generated)) throw new Failure(`\`${own}\` holds no folder \`generated\``, "`fedc build` writes one");
  const names = readdirSync(generated)
    .filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml")
    .sort();
  return new Map(names.map((name) => [join(generated, name), withOwnLineEnds(readFileSync(join(generated, name), "utf8"))]));
}

function kustomized(own: string): string {
  const { status, stdout, stderr, error } = spawnSync("kubectl", ["kustomize", own], {
    encoding: "utf8",
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (error)
    throw new Failure(
      `\`${own}\` has a kustomization.yaml of yours, and there is no kubectl to apply it`,
      `print it where there is one: \`kubectl kustomize ${own} > ${own}.yaml\``,
    );
  if (status !== 0)
    throw new Failure(
      `\`kubectl kustomize ${own}\` fails: ${stderr.trim().split("\n").at(-1) ?? ""}`,
      "correct the kustomization.yaml in it, or let `fedc build` write it anew",
    );
  return stdout;
}

function overlayOf(cluster: string, texts: ReadonlyMap<string, string>): OverlayOnDisk {
  return { cluster, objects: [...texts].flatMap(([path, text]) => manifestsIn(path, text)), texts };
}

/** The objects of one file. Throws a Failure where it is no YAML. */
export function manifestsIn(path: string, text: string): readonly unknown[] {
  const { manifests, problem } = readManifests(text);
  if (problem !== undefined) throw new Failure(`\`${path}\` ${problem}`, "`fedc build` writes it anew once it is deleted");
  return manifests;
}
