import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { throwAwayAuthority } from "../../../compiler/commands/trust-dev/throw-away-authority.ts";
import { callLine, type PlannedCall } from "../calls/call.ts";
import { expectationText } from "../calls/expectation.ts";
import { readCalls } from "../calls/read-calls.ts";
import type { KubeObject } from "../cluster/kube-api.ts";
import { type PodTemplate, proxyOf, type Service } from "../cluster/pod-objects.ts";
import type { RunningPod } from "../cluster/pods.ts";
import { Workspace } from "../federation/workspace.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { Model, possibleText } from "./model.ts";
import { type ModelledClusters, OutsideModel } from "./model-call.ts";
import { isToldToFail, type PossibleAnswer } from "./possible-answers.ts";

/** A scenario on paper: nothing runs. */
export interface Stage {
  readonly workspace: Workspace;
  readonly clusters: ModelledClusters;
  /** Up to the first step that changes anything. */
  readonly calls: readonly PlannedCall[];
}

/**
 * Asks the model alone whether it agrees with what a scenario expects, up to the first step that changes anything. It needs no
 * root and no meshes, and takes a second. Returns a line for each call of which the model says something else.
 */
export function rehearse(scenario: Scenario): Promise<readonly string[]> {
  return onStage(scenario, (stage) => unexpected(stage, new Model(stage.workspace)));
}

/** Sets a scenario up on paper for as long as `play` takes. */
export async function onStage<Result>(scenario: Scenario, play: (stage: Stage) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "fedc-rehearsal-"));
  try {
    const { trust, handedOver } = scenario;
    const workspace = new Workspace(folder, trust, { certificateOf: async () => throwAwayAuthority(new Date()).pem, handedOver });
    await workspace.write(join(scenario.folder, "federation.yaml"));
    const names = [...scenario.topology.keys()];
    const clusters: ModelledClusters = new Map(names.map((name) => [name, clusterOnPaper(name, applicationsOf(scenario, name))]));
    return await play({ workspace, clusters, calls: callsBeforeChanges(scenario) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A line for each call of which a model says something else than is expected. */
async function unexpected({ calls, clusters }: Stage, model: Model): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const call of calls) {
    if (call.outside !== undefined) continue;
    const possible = await decided(call, clusters, model);
    if (possible && !isFulfilled(call, possible))
      lines.push(`${callLine(call)}: expected ${expectationText(call.expect)}, the model says ${possibleText(possible)}`);
  }
  return lines;
}

/** The answers that a model holds possible; undefined where the overlays do not decide. */
export async function decided(call: PlannedCall, clusters: ModelledClusters, model: Model): Promise<readonly PossibleAnswer[] | undefined> {
  try {
    return await model.possible(call, clusters);
  } catch (error) {
    if (error instanceof OutsideModel) return undefined;
    throw error;
  }
}

/** Whether what a model says is what a scenario expects. */
export function isFulfilled(call: PlannedCall, possible: readonly PossibleAnswer[]): boolean {
  const { expect } = call;
  if (expect.kind !== "shares") return possible.every((one) => isExpected(call, one));
  return (
    possible.every(({ by }) => by?.every((app) => expect.shares.has(app))) &&
    [...expect.shares].every(([app, share]) => Math.abs(shareOf(app, possible) - share) <= expect.within + 1e-9)
  );
}

/** Of 1. Applications that a model does not tell apart have equal parts. */
function shareOf(app: string, possible: readonly PossibleAnswer[]): number {
  return possible.reduce((sum, { by, share }) => sum + (by?.includes(app) ? share / by.length / 100 : 0), 0);
}

function callsBeforeChanges({ folder, steps }: Scenario): readonly PlannedCall[] {
  const change = steps.findIndex(({ kind }) => kind !== "check");
  const files = steps.slice(0, change === -1 ? steps.length : change).map(({ value }) => String(value));
  return files.flatMap((file) => readCalls(parse(readFileSync(join(folder, file), "utf8"))));
}

function isExpected({ expect, what }: PlannedCall, { result, by }: PossibleAnswer): boolean {
  if (expect.kind === "anything") return true;
  if (expect.kind !== "answer") return by === undefined;
  return (
    (expect.results.includes(result) || (by !== undefined && isToldToFail(what))) &&
    (expect.by.length === 0 || (by?.every((app) => expect.by.includes(app)) ?? false))
  );
}

interface WrittenDeployment extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly template: PodTemplate & { readonly spec?: { readonly serviceAccountName?: string } };
  };
}

function applicationsOf({ folder }: Scenario, cluster: string): readonly KubeObject[] {
  const text = readFileSync(join(folder, "apps", `${cluster}.yaml`), "utf8");
  return parseAllDocuments(text).flatMap((document) => (document.toJS() as KubeObject | null) ?? []);
}

/** A cluster that runs these applications, with gateways under whatever names calls give them. */
export function clusterOnPaper(
  cluster: string,
  objects: readonly KubeObject[],
): ModelledClusters extends ReadonlyMap<string, infer Modelled> ? Modelled : never {
  const ofKind = <Read extends KubeObject>(kind: string) => objects.filter((object) => object.kind === kind) as Read[];
  const labelsOf = new Map(ofKind("Namespace").map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const pods = ofKind<WrittenDeployment>("Deployment")
    .filter(({ spec }) => spec.replicas !== 0)
    .map(({ metadata: { namespace = "default", name }, spec: { template } }) => ({
      ...podOnPaper(`${namespace}/${name}`),
      account: template.spec?.serviceAccountName ?? "default",
      labels: template.metadata?.labels ?? {},
      proxy: proxyOf(template, labelsOf.get(namespace) ?? {}),
    }));
  return {
    name: cluster,
    pods,
    pod: (name) => pods.find(({ owner }) => owner === name) ?? gatewayOnPaper(cluster, name),
    services: async () => ofKind<Service>("Service"),
    absentGateways: async () => [],
  };
}

function gatewayOnPaper(cluster: string, name: string): RunningPod {
  if (/gateway/.test(name)) return podOnPaper(name);
  throw new Error(`apps/${cluster}.yaml has no Deployment ${name}`);
}

function podOnPaper(name: string): RunningPod {
  const [namespace = ""] = name.split("/");
  const nowhere = { address: "", network: "", folder: "" };
  return { name, owner: name, namespace, account: "default", labels: {}, proxy: "gateway", proxyEnv: {}, ready: true, ...nowhere };
}
