import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Anything } from "../../support/planned.ts";
import { type Cluster, clusterNamed } from "../cluster/cluster.ts";
import { state } from "../machine/paths.ts";
import type { ScenarioRun } from "../scenario/scenario-run.ts";
import { settle } from "../scenario/settle.ts";
import type { Fault } from "./fault.ts";

/** Edits an object that is in the meshes. Returns what puts it back as it was. */
export async function plantOnMeshes(fault: Fault, { clusters, workspace, delivery, report }: ScenarioRun): Promise<() => Promise<void>> {
  const cluster = clusterNamed(clusters, fault.cluster);
  await delivery.suspend(cluster);
  const built = parseAllDocuments(await cluster.kubectl("kustomize", join(await workspace.build(), cluster.name)));
  const written = built
    .map((document) => document.toJS() as Anything)
    .find(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}` === fault.object);
  if (!written) throw new Error(`${cluster.name} has no ${fault.object}`);
  const edited = structuredClone(written);
  const isDropped = fault.change(edited) === false;
  await (isDropped ? remove(cluster, written) : replace(cluster, edited));
  await settle(clusters, report);
  return async () => {
    await (isDropped ? create(cluster, written) : replace(cluster, written));
    await settle(clusters, report);
  };
}

async function replace(cluster: Cluster, object: Anything): Promise<void> {
  await cluster.kubectl("replace", "-f", file(cluster, object));
}

async function remove(cluster: Cluster, object: Anything): Promise<void> {
  await cluster.kubectl("delete", "-f", file(cluster, object));
}

async function create(cluster: Cluster, object: Anything): Promise<void> {
  await cluster.kubectl("create", "-f", file(cluster, object));
}

function file(cluster: Cluster, object: Anything): string {
  const path = join(state, `fault-${cluster.name}.json`);
  writeFileSync(path, JSON.stringify(object));
  return path;
}
