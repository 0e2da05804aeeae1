import type { Federation } from "../2-resolve/federation.ts";
import { worldOf } from "../5-verify/facts.ts";
import { allows } from "../5-verify/intent/granted-request.ts";
import type { AnsweredPort } from "../5-verify/intent/grants-in-force.ts";
import { Intents } from "../5-verify/intent/intents.ts";
import { type Vocabulary, vocabularyIn } from "../5-verify/vocabulary.ts";
import { compare } from "../findings/finding.ts";
import type { Call, HttpRequest } from "../istio/call.ts";
import { type Meshes, readMeshes } from "../istio/data-path/meshes.ts";
import { outcomeOf } from "../istio/data-path/outcome-of.ts";
import type { Outcome, Reached } from "../istio/verdict.ts";
import { type AskingCaller, askingCallers } from "./asking-callers.ts";
import type { Concerned } from "./concerned.ts";
import { accessOfPartners } from "./partner-access.ts";
import { type AskedRequests, requestsToAsk } from "./requests-to-ask.ts";
import type { Access } from "./who-may-call.ts";

/**
 * Who may call what: each local name is asked by everyone whom the file or an object names, and by somebody beside them, for everything
 * that either of them tells apart; what a partner that configures itself may call is asked at the gateways that it reaches. By consuming
 * cluster, name, caller, route. `besides` is asked everywhere too: two states that are asked the same can be compared. What is not
 * `concerned` is not asked.
 */
export function accessOf(
  federation: Federation,
  objectsByCluster: ReadonlyMap<string, readonly unknown[]>,
  besides?: Vocabulary,
  concerned: Concerned = () => true,
): readonly Access[] {
  const meshes = readMeshes(worldOf(federation, objectsByCluster));
  const { known } = new Intents(federation);
  const vocabulary = vocabularyIn(objectsByCluster);
  const callersOf = askingCallers(known.grants, vocabulary, besides);
  const answers = known.grants.answers().filter(({ consumption }) => concerned(consumption));
  const byNames = answers.flatMap((answer) => {
    const callers = callersOf(answer.consumption);
    const requests = requestsToAsk(answer, vocabulary, besides);
    return requests.flatMap((asked) => callers.flatMap((caller) => accessBy(meshes, answer, caller, asked)));
  });
  return [...byNames, ...accessOfPartners(meshes, known, vocabulary, besides, concerned)].sort((a, b) => compare(a.from, b.from));
}

function accessBy(meshes: Meshes, answer: AnsweredPort, caller: AskingCaller, asked: AskedRequests): readonly Access[] {
  const { consumption, failover } = answer;
  const { cluster, as, port, service } = consumption;
  const labels = consumption.callerLabels ?? {};
  const from = { kind: "workload", cluster: cluster.name, ...caller.account, labels, host: as?.host ?? "", port: port ?? 0 } as const;
  const local = answer.localFirst && as?.namespace !== undefined ? [`${cluster.name}/${as.name}.${as.namespace}`] : [];
  const order = [...local, ...failover.map(({ exposure }) => exposure.cluster.name)];
  const downs = order.length > 0 ? order.map((_, i) => order.slice(0, i)) : [[]];
  return downs.flatMap((down, i) => {
    const found = new Map<string, { end: Arrival; share: number; through: (HttpRequest | undefined)[] }>();
    for (const request of asked.requests) {
      const call: Call = { from, ...(request && { request }), ...(down.length > 0 && { unavailable: down }) };
      for (const { end: last, share } of outcomeOf(meshes, call).outcomes) {
        const end = arrivalAbroad(answer, last, request);
        if (!end || share === 0) continue;
        const key = `${end.cluster} ${end.service} ${end.port}`;
        const one = found.get(key) ?? { end, share, through: [] };
        found.set(key, one);
        one.through.push(request);
      }
    }
    return [...found.values()].map(({ end, share, through }): Access => {
      const exposed = service.exposures.find((one) => one.cluster.name === end.cluster);
      const requests = asked.describe(through);
      const pods = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      return {
        from: cluster.name,
        caller: caller.name,
        ...(pods.length > 0 && { pods: pods.join(", ") }),
        as: `${as?.host}:${port}`,
        ...(asked.when !== undefined && { when: asked.when }),
        to: end.cluster,
        service: exposed ? service.name : `${end.service} (not exposed)`,
        local: `${end.service}:${end.port}`,
        share,
        ...(order.length > 1 && { order: i + 1 }),
        ...(requests && { requests }),
      };
    });
  });
}

type Arrival = Pick<Reached, "cluster" | "service" | "port">;

/** Where a call ends in another cluster: by the objects, and by what the file says of one that configures itself. */
function arrivalAbroad({ consumption }: AnsweredPort, end: Outcome["end"], request: HttpRequest | undefined): Arrival | undefined {
  const { cluster, service } = consumption;
  if (end.kind === "refused" || end.cluster === cluster.name) return undefined;
  if (end.kind === "reached") return end;
  const exposure = service.exposures.find((one) => one.cluster.name === end.cluster);
  const allow = exposure?.allows.find(({ consumer }) => consumer === cluster);
  if (!exposure || !allow || !allows(allow, request, undefined)) return undefined;
  const { name, namespace } = exposure.local;
  return { cluster: exposure.cluster.name, service: `${name}.${namespace}`, port: exposure.port };
}
