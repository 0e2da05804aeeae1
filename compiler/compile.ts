import { asHandedOver } from "./1-load/handed-over.ts";
import { type Loaded, load, type ReadFile } from "./1-load/load.ts";
import type { Federation } from "./2-resolve/federation.ts";
import { resolve } from "./2-resolve/resolve.ts";
import type { ReferenceTime } from "./3-check/reference-time.ts";
import { runRules } from "./3-check/run-rules.ts";
import { ClusterPlans, plannedObjects } from "./4-plan/cluster-plans.ts";
import { type FederationSummary, summarize } from "./4-plan/summary/summary.ts";
import { VerificationError } from "./5-verify/verification-error.ts";
import { verify } from "./5-verify/verify.ts";
import type { Overlay } from "./6-render/overlay.ts";
import { RenderedOverlays } from "./6-render/overlays.ts";
import { plannedOnUse } from "./access/meshes-on-use.ts";
import { Findings } from "./findings/finding.ts";
import type { Source } from "./findings/source.ts";
import type { StandingInventory } from "./inventory/cluster-inventory.ts";

/** The inputs from outside: other files' texts, the time at which certificates must be valid, and limits. */
export interface CompileOptions extends ReferenceTime {
  readonly readFile: ReadFile;
  /** The largest size of federation.yaml; 8 MiB by default. */
  readonly maxBytes?: number;
  /** A cluster that configures itself, to be compiled as if fedc managed it, so that its overlay can be handed over. */
  readonly handedOver?: string;
  /** Reads what stands in these clusters, for rules that compare the file with it. */
  readonly readInventory?: ReadInventory | undefined;
  /** Whether to verify the plan against the file, call by call; `true` by default. */
  readonly verify?: boolean;
}

/** Reads the dumps of a federation's clusters. Throws a Failure if it cannot. */
export type ReadInventory = (clusters: readonly string[]) => StandingInventory;

export interface Checked {
  readonly findings: Findings;
  /** Undefined if there are errors. */
  readonly federation?: Federation;
  readonly loaded?: Loaded;
  readonly inventory?: StandingInventory;
}

/** A file as far as it loads, even if rules found errors. */
export interface Examined {
  readonly findings: Findings;
  readonly known?: { readonly loaded: Loaded; readonly federation: Federation; readonly inventory?: StandingInventory };
}

/** A file that was planned and proven. Nothing is rendered yet. */
export interface Compiled extends Checked {
  /** Undefined if there are errors. */
  readonly planned?: {
    readonly loaded: Loaded;
    readonly federation: Federation;
    readonly plans: ClusterPlans;
    /** Renders the overlays of these clusters one after the other, when their files are read. */
    readonly overlaysOf: (clusters: readonly string[]) => Iterable<Overlay>;
    /** What a build reports. It counts what was planned, so it costs least after all overlays were rendered. */
    readonly summarize: () => FederationSummary;
  };
}

/** Finds what is wrong, and renders nothing. */
export function check(source: Source, options: CompileOptions): Checked {
  const { findings, known } = examine(source, options);
  return findings.hasErrors || !known ? { findings } : { findings, ...known };
}

/**
 * The whole way from text to overlays. Neither the objects nor the overlays of all clusters are ever in memory together: who asks for them goes
 * cluster by cluster. Writes nothing; the same input gives the same bytes anywhere. Throws `VerificationError` if the plan would not do what the
 * file says, and `UnsupportedObject` if the model cannot read the plan. Both are bugs of fedc.
 */
export function compile(source: Source, options: CompileOptions): Compiled {
  const { findings, known } = examine(source, options);
  if (findings.hasErrors || !known) return { findings };
  const { federation, loaded } = known;
  const plans = new ClusterPlans(federation); // the objects of each cluster, when they are asked for
  if (options.verify ?? true) {
    const disagreements = verify(federation, plannedObjects(plans)); // by a model that does not know the planners
    if (disagreements.length > 0) throw new VerificationError(disagreements);
  }
  const overlaysOf = (clusters: readonly string[]) => new RenderedOverlays(federation.name, clusters, (name) => plans.of(name)); // objects to files
  return {
    findings,
    federation,
    planned: { loaded, federation, plans, overlaysOf, summarize: () => summarize(federation, plans, loaded.at) },
  };
}

/** Loads and checks a file, and also returns a federation that has errors. */
export function examine(source: Source, options: CompileOptions): Examined {
  const findings = new Findings();
  const read = load(source, options.readFile, findings, options); // plain YAML, defaults, the schema, groups, root certificates
  if (!read) return { findings };
  const loaded = options.handedOver === undefined ? read : asHandedOver(read, options.handedOver);
  const federation = resolve(loaded); // built-in defaults, links, both halves of each grant
  const inventory = options.readInventory?.([...federation.clusters.keys()]);
  runRules(loaded, federation, { ...options, ...(inventory && { inventory, ...emittedFor(federation) }) }, findings); // every rule, every finding
  return { findings, known: { loaded, federation, ...(inventory && { inventory }) } };
}

/** Only rules about what stands ask for objects. */
function emittedFor(federation: Federation) {
  const { objects } = plannedOnUse(federation);
  return { emitted: (cluster: string) => objects.get(cluster) ?? [] };
}
