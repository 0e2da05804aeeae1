import { constants } from "node:buffer";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Federation } from "../../2-resolve/federation.ts";
import type { ReferenceTime } from "../../3-check/reference-time.ts";
import { withOwnLineEnds } from "../../7-write/inventory.ts";
import { checkedAtRevision } from "../../environment/federation-at-revision.ts";
import { readRegularFile, reason } from "../../environment/regular-file.ts";
import type { Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Finding } from "../../findings/finding.ts";
import { type Live, liveInFile, liveInOverlays } from "../../rotation/live.ts";
import { type TrustInOverlay, trustInOverlay } from "../../rotation/trust-in-overlay.ts";

/** As much as a string holds: anchors of any number of partners take less, and what never ends is not read for ever. */
const mostOverlayBytes = constants.MAX_STRING_LENGTH;

/** What stands, or what is wrong with the file that says so. */
export type LiveInput =
  | { readonly live: Live; readonly warnings: readonly Remark[] }
  | { readonly findings: readonly Finding[]; readonly name: string };

/** What stands by the file as it is at a revision. Throws a Failure where there is none. */
export async function liveAtRevision(file: string, revision: string, time: ReferenceTime, maxBytes: number): Promise<LiveInput> {
  const checked = await checkedAtRevision(file, revision, time, maxBytes);
  return "federation" in checked ? { live: liveInFile(checked.federation), warnings: [] } : checked;
}

/** What stands by the overlays in a folder. Throws a Failure where one cannot be read. */
export function liveInFolder(folder: string, federation: Federation): LiveInput {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Failure(`there is no folder \`${folder}\``, "`fedc build` writes one; `--base REVISION` compares with a git revision");
  const overlays = new Map<string, TrustInOverlay>();
  const [missing, apart]: [string[], string[]] = [[], []];
  for (const { name, managed } of federation.clusters.values()) {
    const path = join(folder, name, "generated/trust.yaml");
    if (existsSync(path)) overlays.set(name, overlayAt(path));
    else if (!managed) apart.push(name);
    else if (!existsSync(join(folder, name))) missing.push(name);
  }
  return { live: liveInOverlays(overlays, federation), warnings: unknown(folder, missing, apart, underOneRoot(overlays)) };
}

/** Clusters whose trust is not to be seen in a folder, and so cannot be judged. */
function unknown(folder: string, missing: readonly string[], apart: readonly string[], shared: readonly string[]): readonly Remark[] {
  const named = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
  const help = "a git revision that is deployed tells it too: `--base REVISION`";
  return [
    ...(missing.length > 0 ? [{ message: `\`${folder}\` holds no overlay of ${named(missing)}: what they trust is not known`, help }] : []),
    ...(shared.length > 0
      ? [{ message: `overlays do not tell what istiod itself holds, by which partners under one root are known in ${named(shared)}`, help }]
      : []),
    ...(apart.length > 0 ? [{ message: `overlays do not tell what clusters trust that configure themselves: ${named(apart)}`, help }] : []),
  ];
}

/** Clusters whose mesh knows partners by the root of its own, and by no anchor. */
function underOneRoot(overlays: ReadonlyMap<string, TrustInOverlay>): readonly string[] {
  return [...overlays].filter(([, { workloads }]) => workloads.some(({ certificates }) => certificates.length === 0)).map(([name]) => name);
}

function overlayAt(path: string): TrustInOverlay {
  const read = trustInOverlay(withOwnLineEnds(textOf(path)));
  if ("problem" in read) throw new Failure(`\`${path}\` ${read.problem}`, "it is as `fedc build` writes it, or is not compared with");
  return read.trust;
}

function textOf(path: string): string {
  const bytes = readOverlayFile(path);
  if (bytes.length > mostOverlayBytes) throw new Failure(`\`${path}\` is larger than ${mostOverlayBytes} bytes`);
  return bytes.toString("utf8");
}

function readOverlayFile(path: string): Buffer {
  try {
    return readRegularFile(path, mostOverlayBytes + 1);
  } catch (error) {
    throw new Failure(`cannot read \`${path}\`: ${reason(error)}`);
  }
}
