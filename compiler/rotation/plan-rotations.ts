import type { Mode, RootState } from "../1-load/federation-file.ts";
import type { Loaded } from "../1-load/load.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { Certificate } from "../certificates/certificate.ts";
import type { Finding } from "../findings/finding.ts";
import { type Condition, conditionsOf } from "./conditions.ts";
import { certificateName, type Live, liveInOverlays } from "./live.ts";
import { nextLines } from "./next-lines.ts";
import { itemsOf } from "./owner.ts";
import { partnersOf, type ReliedRoot, reliedRoots } from "./relied-root.ts";
import { isOutage, type RootChange, type Stage, stagesOf } from "./stage.ts";
import { type TrustInOverlay, trustInOverlay } from "./trust-in-overlay.ts";
import { unsafeChangeFinding } from "./unsafe-change-finding.ts";

/** The rotation of one root, by this file. */
export interface Rotation {
  readonly root: string;
  readonly mode: Mode;
  readonly change: RootChange;
  readonly step: 1 | 2 | 3 | undefined;
  readonly refused: boolean;
  /** Conditions for the next step. Those of the third step must be met before it is deployed. */
  readonly before: readonly Condition[];
  /** Lines of YAML under `trust.roots`. */
  readonly next: readonly string[];
  /** The rotation must be over before the first of the leaving certificates expires. */
  readonly until: Date | undefined;
  readonly owners: readonly string[];
  readonly partners: readonly string[];
  readonly certificates: readonly RotationCertificate[];
}

/** A certificate that is in the file or live. */
export interface RotationCertificate {
  readonly name: string;
  readonly certificate: Certificate;
  /** Undefined if the file no longer has it. */
  readonly state: RootState | undefined;
  /** `trusted` if only that is known; undefined if it was not live. */
  readonly before: RootState | "trusted" | undefined;
}

/** A certificate on which grants in force rely. */
export interface ReliedCertificate {
  readonly root: string;
  readonly name: string;
  readonly state: RootState;
  readonly notAfter: Date;
  /** Whether another certificate of this root is incoming. */
  readonly hasSuccessor: boolean;
}

interface RotationPlan {
  readonly rotations: readonly Rotation[];
  readonly findings: readonly Finding[];
  readonly relied: readonly ReliedCertificate[];
}

/** Compares the roots of a file with the live trust: the step of each rotation, the next lines, and the changes that would be an outage. */
export function planRotations(
  { file, at }: Loaded,
  federation: Federation,
  live: Live,
  { allowOutage }: { readonly allowOutage: boolean },
): RotationPlan {
  const roots = reliedRoots(federation, live);
  const stages = roots.flatMap((relied) => stagesOf(relied).map((stage) => ({ relied, stage })));
  return {
    rotations: stages.map(({ relied, stage }) => rotationOf(relied, stage, federation, live)),
    findings: stages.flatMap(({ relied, stage }) => unsafeChangeFinding(relied, stage, { file, at, allowOutage }) ?? []),
    relied: reliedCertificates(roots),
  };
}

/**
 * Changes of roots that would make calls fail at once, judged by what clusters trust now: the texts of their `generated/trust.yaml`. A cluster
 * whose text cannot be read is not judged.
 */
export function unsafeRotations(
  trustTexts: Iterable<readonly [cluster: string, text: string]>,
  { loaded, federation }: { readonly loaded: Loaded; readonly federation: Federation },
  limits: { readonly allowOutage: boolean },
): readonly Finding[] {
  const trustByCluster = new Map<string, TrustInOverlay>();
  for (const [cluster, text] of trustTexts) {
    const read = trustInOverlay(text);
    if ("trust" in read) trustByCluster.set(cluster, read.trust);
  }
  if (trustByCluster.size === 0) return [];
  return planRotations(loaded, federation, liveInOverlays(trustByCluster, federation), limits).findings;
}

function rotationOf(relied: ReliedRoot, stage: Stage, federation: Federation, live: Live): Rotation {
  const ends = (stage.change === "renew" ? [] : stage.going).map(({ certificate }) => certificate.notAfter);
  return {
    root: relied.root.name,
    mode: relied.mode,
    change: stage.change,
    step: stage.step,
    refused: isOutage(stage),
    before: conditionsOf(relied, stage, federation),
    next: nextLines(relied, stage),
    until: ends.sort((a, b) => a.getTime() - b.getTime())[0],
    owners: relied.owners.map(({ cluster }) => cluster.name),
    partners: partnersOf(relied).map(({ name }) => name),
    certificates: certificatesOf(relied, live),
  };
}

/** The leaving certificates first, then those of the file in their order. */
function certificatesOf({ root, before }: ReliedRoot, { knowsStates }: Live): readonly RotationCertificate[] {
  const after = itemsOf(root);
  const stateBefore = (id: string) => (knowsStates ? before.get(id)?.state : before.has(id) ? ("trusted" as const) : undefined);
  const gone = [...before].filter(([id]) => !after.has(id));
  return [...gone, ...after].map(([id, item]) => ({
    name: certificateName(item),
    certificate: item.certificate,
    state: after.get(id)?.state,
    before: stateBefore(id),
  }));
}

function reliedCertificates(roots: readonly ReliedRoot[]): readonly ReliedCertificate[] {
  return [...new Set(roots.map(({ root }) => root))].flatMap((root) => {
    const items = [...itemsOf(root).values()];
    const hasSuccessor = items.some(({ state }) => state === "incoming");
    return items.map((item) => ({
      root: root.name,
      name: certificateName(item),
      state: item.state,
      notAfter: item.certificate.notAfter,
      hasSuccessor: hasSuccessor && item.state === "active",
    }));
  });
}
