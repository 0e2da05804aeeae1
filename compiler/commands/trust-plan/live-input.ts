import { constants } from "node:buffer";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Federation } from "../../2-resolve/federation.ts";
import { withOwnLineEnds } from "../../7-write/inventory.ts";
import type { CompileOptions } from "../../compile.ts";
import type { Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Finding } from "../../findings/finding.ts";
import { checkedAtRevision } from "../../inputs/federation-at-revision.ts";
import { readRegularFile, reason } from "../../inputs/regular-file.ts";
import { type Live, liveInFile, liveInOverlays } from "../../rotation/live.ts";
import { type TrustInOverlay, trustInOverlay } from "../../rotation/trust-in-overlay.ts";

/** The longest string. Anchors of any number of partners take less, and the limit ends the reading of a device that never ends. */
const maxOverlayBytes = constants.MAX_STRING_LENGTH;

/** The live trust, or the errors of the file that should say it. */
type LiveInput =
  | { readonly live: Live; readonly warnings: readonly Remark[] }
  | { readonly findings: readonly Finding[]; readonly name: string };

/** The live trust according to the file at a revision. Throws a Failure if the file does not exist there. */
export async function liveAtRevision(file: string, revision: string, options: CompileOptions): Promise<LiveInput> {
  const checked = await checkedAtRevision(file, revision, options);
  return "federation" in checked ? { live: liveInFile(checked.federation), warnings: [] } : checked;
}

/** The live trust according to the overlays in a folder. Throws a Failure if one cannot be read. */
export function liveInFolder(folder: string, federation: Federation): LiveInput {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Failure(`there is no folder \`${folder}\``, "`fedc build` writes one; `--base REVISION` compares with a git revision");
  const overlays = new Map<string, TrustInOverlay>();
  const missing: string[] = [];
  const unmanaged: string[] = [];
  for (const { name, managed } of federation.clusters.values()) {
    const path = join(folder, name, "generated/trust.yaml");
    if (existsSync(path)) overlays.set(name, overlayAt(path));
    else if (!managed) unmanaged.push(name);
    else if (!existsSync(join(folder, name))) missing.push(name);
  }
  return { live: liveInOverlays(overlays, federation), warnings: unknownTrust(folder, missing, unmanaged, underOneRoot(overlays)) };
}

/** The clusters whose trust the overlays do not show, so that it cannot be judged. */
function unknownTrust(
  folder: string,
  missing: readonly string[],
  unmanaged: readonly string[],
  shared: readonly string[],
): readonly Remark[] {
  const messages: readonly (readonly [clusters: readonly string[], message: (names: string) => string])[] = [
    [missing, (names) => `\`${folder}\` holds no overlay of ${names}: their trust is not known`],
    [shared, (names) => `${names} share a root with partners: istiod holds that trust itself, and overlays do not show it`],
    [unmanaged, (names) => `overlays do not show the trust of clusters that configure themselves: ${names}`],
  ];
  const help = "a git revision that is deployed shows it too: `--base REVISION`";
  return messages
    .filter(([clusters]) => clusters.length > 0)
    .map(([clusters, message]) => ({ message: message(clusters.map((name) => `\`${name}\``).join(", ")), help }));
}

/** The clusters whose mesh trusts partners by its own root, and by no anchor. */
function underOneRoot(overlays: ReadonlyMap<string, TrustInOverlay>): readonly string[] {
  return [...overlays].filter(([, { workloads }]) => workloads.some(({ certificates }) => certificates.length === 0)).map(([name]) => name);
}

function overlayAt(path: string): TrustInOverlay {
  const read = trustInOverlay(withOwnLineEnds(textOf(path)));
  if ("problem" in read)
    throw new Failure(`\`${path}\` ${read.problem}`, "let `fedc build` write it again, or compare with a git revision: `--base REVISION`");
  return read.trust;
}

function textOf(path: string): string {
  try {
    const bytes = readRegularFile(path, maxOverlayBytes + 1);
    if (bytes.length > maxOverlayBytes) throw new Failure(`it is larger than ${maxOverlayBytes} bytes`);
    return bytes.toString("utf8");
  } catch (error) {
    throw new Failure(`cannot read \`${path}\`: ${reason(error)}`);
  }
}
