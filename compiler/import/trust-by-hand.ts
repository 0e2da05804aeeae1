import type { Mode } from "../1-load/federation-file.ts";
import { principalsIn, trustDomainIn } from "./gateway-policies.ts";
import type { HandMadeFederation } from "./hand-made.ts";

/** The trust that the draft has between clusters. */
export interface DraftedTrust {
  readonly mode: Mode;
  /** The pairs whose mode is not the common one. */
  readonly pairs: readonly { readonly between: readonly [string, string]; readonly mode: Mode }[];
  readonly isWorkloads: (one: string, other: string) => boolean;
  /** The modes in which a cluster calls or is called. */
  kinds(cluster: string): ReadonlySet<Mode>;
  /** The trust domains of clusters' meshes, as far as objects name them. */
  readonly domains: ReadonlyMap<string, string>;
}

/** Two clusters are in mode workloads if TLS passes both gateways in every use between them. */
export function draftedTrust({ uses }: HandMadeFederation): DraftedTrust {
  const modes = new Map<string, { between: readonly [string, string]; mode: Mode }>();
  for (const { consumer, exposer, workloads } of uses) {
    const between = consumer < exposer ? ([consumer, exposer] as const) : ([exposer, consumer] as const);
    const key = between.join(" ");
    const isWorkloads = workloads !== undefined && modes.get(key)?.mode !== "gateways";
    modes.set(key, { between, mode: isWorkloads ? "workloads" : "gateways" });
  }
  const all = [...modes.values()];
  const mode = all.length > 0 && all.every((pair) => pair.mode === "workloads") ? "workloads" : "gateways";
  const modeOf = (one: string, other: string) => modes.get([one, other].sort().join(" "))?.mode ?? mode;
  const domains = new Map<string, string>();
  for (const { consumer, exposer, workloads, callersBy } of uses) {
    const principal = callersBy ? principalsIn(callersBy).find((one) => trustDomainIn(one) !== undefined) : undefined;
    const own = workloads?.consumerDomain ?? (principal && trustDomainIn(principal));
    if (own !== undefined && !domains.has(consumer)) domains.set(consumer, own);
    if (workloads) domains.set(exposer, workloads.exposerDomain);
  }
  return {
    mode,
    pairs: all.filter((pair) => pair.mode !== mode),
    isWorkloads: (one, other) => modeOf(one, other) === "workloads",
    kinds: (cluster) => new Set(all.filter(({ between }) => between.includes(cluster)).map((pair) => pair.mode)),
    domains,
  };
}
