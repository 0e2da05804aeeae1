import { labelsText } from "../../compiler/1-load/labels-text.ts";
import { readManifests } from "../../compiler/1-load/yaml/read-manifests.ts";
import type { Federation } from "../../compiler/2-resolve/federation.ts";
import type { ClusterPlans } from "../../compiler/4-plan/cluster-plans.ts";
import type { Plan } from "../../compiler/4-plan/plan.ts";
import { factsOf, worldOf } from "../../compiler/5-verify/facts.ts";
import { Intents } from "../../compiler/5-verify/intent/intents.ts";
import { probesOf } from "../../compiler/5-verify/probes/probes.ts";
import { strangeCalls } from "../../compiler/5-verify/probes/strange-names.ts";
import { callText } from "../../compiler/5-verify/verification-error.ts";
import { vocabularyIn } from "../../compiler/5-verify/vocabulary.ts";
import type { Overlay } from "../../compiler/6-render/overlay.ts";
import type { Call } from "../../compiler/istio/call.ts";
import type { Meshes } from "../../compiler/istio/data-path/meshes.ts";
import { outcomeOf } from "../../compiler/istio/data-path/outcome-of.ts";
import { type Mesh, readMesh } from "../../compiler/istio/objects/mesh.ts";
import type { Wave } from "../../compiler/waves/wave.ts";
import { meshesTogether } from "./meshes-together.ts";

export interface Side {
  readonly federation: Federation;
  readonly plans: ClusterPlans;
  readonly plan: Plan;
  readonly overlays: readonly Overlay[];
}

/**
 * The outages and exposures in every intermediate state of a change: in every subset of the clusters of each wave. Judged by the rendered
 * YAML, the facts of both files and the probes of both. It shares no code with the proof of waves. With `sameWay`, only outages of calls
 * that keep their destination count.
 */
export function violations(before: Side, after: Side, waves: readonly Wave[], { sameWay = false } = {}): readonly string[] {
  const read = reader(before, after);
  const start = new Map(before.overlays.map(({ cluster, files }) => [cluster, read(cluster, files)]));
  const end = new Map(after.overlays.map(({ cluster, files }) => [cluster, read(cluster, files)]));
  const [first, last] = [meshesTogether(start, read.roots), meshesTogether(end, read.roots)];
  const calls = callsOf(before, after);
  const [was, becomes] = [calls.map((call) => reached(first, call)), calls.map((call) => reached(last, call))];
  const violations: string[] = [];
  const now = new Map(start);
  for (const { number, overlays } of waves) {
    const changed = [...overlays].map(([cluster, { files }]) => [cluster, read(cluster, files)] as const);
    // The empty subset is the state before the wave, which has been judged.
    for (let subset = 1; subset < 2 ** changed.length; subset++) {
      const applied = changed.filter((_, i) => (subset >> i) % 2 === 1);
      const meshes = meshesTogether(new Map([...now, ...applied]), read.roots);
      for (const [i, call] of calls.entries()) {
        const [is, old, next] = [reached(meshes, call), was[i], becomes[i]];
        const where = `wave ${number} with ${applied.map(([name]) => name).join(", ")}: ${callText(call)}`;
        const moves = String(old?.ends) !== String(next?.ends);
        if (!(sameWay && moves) && old?.works && next?.works && !is.works) violations.push(`outage in ${where}`);
        for (const end of is.ends)
          if (!old?.ends.includes(end) && !next?.ends.includes(end)) violations.push(`exposure of ${end} in ${where}`);
      }
    }
    for (const [cluster, mesh] of changed) now.set(cluster, mesh);
  }
  return violations;
}

function reached(meshes: Meshes, call: Call) {
  const { outcomes } = outcomeOf(meshes, call);
  const ends = outcomes.flatMap(({ end }) =>
    end.kind === "reached" ? [`${end.cluster} ${end.service} ${end.port} ${labelsText(end.labels)}`] : [],
  );
  return { works: outcomes.length > 0 && outcomes.every(({ end, share }) => share === 0 || end.kind === "reached"), ends };
}

/** Reads meshes with the Services of both files, because pods do not go away when a file forgets them. */
function reader(before: Side, after: Side) {
  const [old, now] = [factsOf(before.federation), factsOf(after.federation)];
  const { roots } = worldOf(after.federation, new Map());
  const read = (cluster: string, files: ReadonlyMap<string, string>): Mesh => {
    const facts = now.get(cluster);
    if (!facts) throw new Error(cluster);
    const known = new Set(facts.services.map(({ name, namespace, port }) => `${name} ${namespace} ${port}`));
    const gone = old.get(cluster)?.services.filter(({ name, namespace, port }) => !known.has(`${name} ${namespace} ${port}`)) ?? [];
    return readMesh({ facts: { ...facts, services: [...facts.services, ...gone] }, objects: objectsIn(files) }, roots);
  };
  return Object.assign(read, { roots });
}

function objectsIn(files: ReadonlyMap<string, string>): readonly unknown[] {
  const texts = [...files].filter(([path]) => path.endsWith(".yaml") && !path.endsWith("/kustomization.yaml"));
  return texts.flatMap(([, text]) => readManifests(text).manifests);
}

function callsOf(before: Side, after: Side): readonly Call[] {
  const vocabulary = vocabularyIn(
    new Map(
      [before, after].flatMap(({ overlays }, i) => overlays.map(({ cluster, files }) => [`${i} ${cluster}`, objectsIn(files)] as const)),
    ),
  );
  const calls = [before, after].flatMap(({ federation }) => {
    const { facts } = new Intents(federation);
    return [...probesOf(facts), ...strangeCalls(facts, vocabulary)];
  });
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}
