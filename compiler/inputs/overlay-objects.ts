import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { readManifests } from "../1-load/yaml/read-manifests.ts";
import { scaffold } from "../6-render/render.ts";
import { withOwnLineEnds } from "../7-write/inventory.ts";
import type { PlacedObjects } from "../access/changes/placed-objects.ts";
import { Failure } from "../findings/failure.ts";

/** The overlay of one cluster in a folder, as `kubectl kustomize` would read or print it. */
interface OverlayOnDisk {
  readonly objects: readonly unknown[];
  /** The texts of the manifests by path. There is one path if the overlay was printed. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads one cluster's overlay. `listing` is the text that fedc writes as `generated/kustomization.yaml`. If a kustomization.yaml is not as fedc
 * wrote it, kubectl applies it. Throws a Failure if the overlay does not exist or cannot be read.
 */
export function overlayOnDisk(folder: string, cluster: string, listing: string): OverlayOnDisk {
  const printed = join(folder, `${cluster}.yaml`);
  const own = join(folder, cluster);
  if (existsSync(printed)) return overlayOf(new Map([[printed, readFileSync(printed, "utf8")]]));
  if (!existsSync(own))
    throw new Failure(`\`${folder}\` holds no overlay of \`${cluster}\``, "`fedc build` writes one; `--out DIR` names another folder");
  const written = new Map([...scaffold(), ["generated/kustomization.yaml", listing] as const]);
  if ([...written].every(([name, text]) => isAsWritten(join(own, name), text))) return overlayOf(generatedIn(own));
  return overlayOf(new Map([[`kubectl kustomize ${own}`, kustomized(own)]]));
}

/** The objects in the `generated/` of these clusters' overlays; none if the overlay does not exist. Throws a Failure if a file cannot be read. */
export function placedInFolder(folder: string, clusters: readonly string[]): PlacedObjects {
  return new Map(
    clusters.map((cluster) => {
      const own = join(folder, cluster);
      const texts = existsSync(join(own, "generated")) ? [...generatedIn(own)] : [];
      return [cluster, texts.flatMap(([path, text]) => manifestsIn(path, text).map((object) => ({ file: basename(path), object })))];
    }),
  );
}

/** A different line end is not an edit. */
function isAsWritten(path: string, text: string): boolean {
  return existsSync(path) && withOwnLineEnds(readFileSync(path, "utf8")) === text;
}

function generatedIn(own: string): ReadonlyMap<string, string> {
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
      `print the overlay on a machine that has kubectl: \`kubectl kustomize ${own} > ${own}.yaml\``,
    );
  if (status !== 0)
    throw new Failure(
      `\`kubectl kustomize ${own}\` fails: ${stderr.trim().split("\n").at(-1) ?? ""}`,
      "correct the kustomization.yaml in it, or let `fedc build` write it again",
    );
  return stdout;
}

function overlayOf(texts: ReadonlyMap<string, string>): OverlayOnDisk {
  return { objects: [...texts].flatMap(([path, text]) => manifestsIn(path, text)), texts };
}

/** The objects of one file. Throws a Failure if it is not YAML. */
export function manifestsIn(path: string, text: string): readonly unknown[] {
  const { manifests, problem } = readManifests(text);
  if (problem !== undefined) throw new Failure(`\`${path}\` ${problem}`, "delete it, and `fedc build` writes it again");
  return manifests;
}
