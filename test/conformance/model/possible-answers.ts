import type { Outcome, Reached, RefusalStatus } from "../../../compiler/istio/verdict.ts";
import { grpcStatusOf } from "../app/grpc-frame.ts";
import type { CallAnswer, CallKind } from "../calls/call.ts";
import { type ModelledClusters, OutsideModel } from "./model-call.ts";

/** An answer that the model holds possible. */
export interface PossibleAnswer {
  readonly result: string;
  /** The applications that may give it, as calls name them. */
  readonly by?: readonly string[];
  /** In percent. */
  readonly share: number;
  includes(answer: CallAnswer): boolean;
}

/** What a caller sees of each outcome. Throws OutsideModel if one of them is not decided by the overlays. */
export function possibleAnswers(
  outcomes: readonly Outcome[],
  what: CallKind,
  clusters: ModelledClusters,
): Promise<readonly PossibleAnswer[]> {
  return Promise.all(outcomes.filter(({ share }) => share > 0).map((outcome) => possibleAnswer(outcome, what, clusters)));
}

async function possibleAnswer({ end, share }: Outcome, what: CallKind, clusters: ModelledClusters): Promise<PossibleAnswer> {
  if (end.kind === "outside") throw new OutsideModel(end.why);
  if (end.kind === "refused") {
    const result = refusal(end.answer, what);
    return { result, share, includes: (answer) => answer.result === result && answer.by === undefined };
  }
  const by = await applicationsBehind(end, clusters);
  const result = { http: "200", tls: "200", tcp: "echo", grpc: "OK" }[what.kind];
  const fails = isToldToFail(what);
  // The answer to a HEAD has no body that names the application.
  const named = what.kind === "tcp" || what.kind === "grpc" || what.method !== "HEAD";
  return { result, by, share, includes: (answer) => (fails || answer.result === result) && (!named || by.includes(answer.by ?? "")) };
}

/** Whether the call tells the application that it reaches to fail: then it has reached it, whatever the status is. */
export function isToldToFail(what: CallKind): boolean {
  return what.kind !== "tcp" && "x-fail-first" in what.headers;
}

function refusal(answer: RefusalStatus | "none", { kind }: CallKind): string {
  if (kind === "tcp") return "none";
  if (kind === "grpc") return answer === "none" ? "UNAVAILABLE" : grpcStatusOf(answer);
  return String(answer);
}

/** The Deployments whose pods a Service selects, as far as the model's labels leave them. */
async function applicationsBehind({ cluster: name, service, labels }: Reached, clusters: ModelledClusters): Promise<readonly string[]> {
  const cluster = clusters.get(name);
  const [serviceName, namespace] = service.split(".");
  const found = (await cluster?.services())?.find(({ metadata }) => metadata.name === serviceName && metadata.namespace === namespace);
  if (!cluster || !found) throw new OutsideModel(`${name} has no Service ${service}`);
  const wanted = Object.entries({ ...found.spec.selector, ...labels });
  const pods = cluster.pods.filter((pod) => pod.namespace === namespace && wanted.every(([key, value]) => pod.labels[key] === value));
  if (pods.length === 0) throw new OutsideModel(`${service} of ${name} has no pods`);
  return [...new Set(pods.map(({ owner }) => `${name}/${owner}`))].sort();
}
