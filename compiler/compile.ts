import { type Loaded, load, type ReadFile } from "./1-load/load.ts";
import type { Federation } from "./2-resolve/federation.ts";
import { resolve } from "./2-resolve/resolve.ts";
import type { ReferenceTime } from "./3-check/reference-time.ts";
import { runRules } from "./3-check/run-rules.ts";
import { makePlan, objectsOf, type Plan } from "./4-plan/plan.ts";
import { type FederationSummary, summarize } from "./4-plan/summary/summary.ts";
import { VerificationError } from "./5-verify/verification-error.ts";
import { verify } from "./5-verify/verify.ts";
import type { Overlay } from "./6-render/overlay.ts";
import { render } from "./6-render/render.ts";
import { Findings } from "./findings/finding.ts";
import type { Source } from "./findings/source.ts";

/** What the pure part of fedc needs from outside: other files' texts, the time that certificates are held against, limits. */
export interface CompileOptions extends ReferenceTime {
  readonly readFile: ReadFile;
  /** Of federation.yaml; 8 MiB unless given. */
  readonly maxBytes?: number;
  /** Whether what is made is held against the file once more, call by call; `true` unless given. */
  readonly verify?: boolean;
}

export interface Checked {
  readonly findings: Findings;
  /** Missing when there are errors. */
  readonly federation?: Federation;
}

/** What is known of a file, also where it has errors: as far as it loads. */
export interface Examined {
  readonly findings: Findings;
  readonly known?: { readonly loaded: Loaded; readonly federation: Federation };
}

export interface Compiled extends Checked {
  /** Missing when there are errors. */
  readonly built?: Built;
}

export interface Built {
  readonly loaded: Loaded;
  readonly plan: Plan;
  readonly overlays: readonly Overlay[];
  readonly summary: FederationSummary;
}

/** As far as findings go: renders nothing. */
export function check(source: Source, options: CompileOptions): Checked {
  const { findings, known } = examine(source, options);
  return findings.hasErrors || !known ? { findings } : { findings, federation: known.federation };
}

/**
 * The whole way from text to overlays. Writes nothing; the same input gives the same bytes anywhere. Throws Disproved where what came out
 * would not do what the file says, and Unmodelled where that cannot be told: both are mistakes of fedc's.
 */
export function compile(source: Source, options: CompileOptions): Compiled {
  const { findings, known } = examine(source, options);
  if (findings.hasErrors || !known) return { findings };
  const { federation, loaded } = known;
  const plan = makePlan(federation); // what each cluster gets, as objects
  if (options.verify ?? true) {
    const disagreements = verify(federation, objectsOf(plan)); // what these objects do, told without the planners
    if (disagreements.length > 0) throw new VerificationError(disagreements);
  }
  const overlays = plan.clusters.map((cluster) => render(federation.name, cluster)); // as files
  return { findings, federation, built: { loaded, plan, overlays, summary: summarize(federation, plan, loaded.at) } };
}

/** For what has something to say of a federation that is not right yet. */
export function examine(source: Source, options: CompileOptions): Examined {
  const findings = new Findings();
  const loaded = load(source, options.readFile, findings, options); // plain YAML, the schema, roots
  if (!loaded) return { findings };
  const federation = resolve(loaded); // defaults, groups, names, both halves of each grant
  runRules(loaded, federation, options, findings); // every rule, every finding
  return { findings, known: { loaded, federation } };
}
