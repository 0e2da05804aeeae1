import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkCall } from "../calls/check-call.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { fedc } from "../federation/fedc.ts";
import type { FederationDocument } from "../federation/workspace.ts";
import { attempt, run as runCommand } from "../machine/run-command.ts";
import type { ScenarioRun } from "../scenario/scenario-run.ts";
import { settle } from "../scenario/settle.ts";
import { callsOf } from "../scenario/steps.ts";
import { referenceOf } from "./reference.ts";

/** The account that takes the dumps, with the rights that `fedc inventory --print-commands` prints and no others. */
const account = "system:serviceaccount:istio-system:fedc-inventory";

/** Makes the calls of the first steps on the meshes by hand, and then brings the draft there for all steps. */
export async function takeByHand(run: ScenarioRun): Promise<void> {
  const { scenario, report } = run;
  const first = scenario.steps.findIndex(({ kind }) => kind !== "check");
  for (const { value } of first === -1 ? scenario.steps : scenario.steps.slice(0, first))
    for (const call of callsOf(run, value)) report.call(await checkCall({ ...call, outside: "hand-written manifests decide" }, run));
  await report.phases.time("import", () => importByHand(run));
}

/**
 * Puts what `fedc import` drafts of dumps in the place of the hand-written manifests. What no dump tells (the clusters' own part and their
 * roots) comes from the scenario's federation.yaml; what is called, by whom and how, from the draft alone.
 */
async function importByHand(run: ScenarioRun): Promise<void> {
  const { scenario, workspace, delivery, clusters, report } = run;
  await dump(run, "dumps");
  const draft = join(workspace.folder, "draft.yaml");
  rmSync(draft, { force: true });
  const { status, stdout, stderr } = await fedc(["import", "dumps", "--out", "draft.yaml", "--name", "imported"], {
    cwd: workspace.folder,
  });
  if (status !== 0) throw new Error(`fedc import: exit status ${status}\n${stdout}${stderr}`);
  for (const line of parts(stdout)) report.note(line);
  for (const cluster of clusters.values()) {
    const file = referenceOf(scenario, cluster.name);
    if (file !== undefined) await cluster.kubectl("delete", "--ignore-not-found", "-f", file);
  }
  const written = parse(readFileSync(draft, "utf8")) as FederationDocument;
  const known = parse(readFileSync(join(scenario.folder, "federation.yaml"), "utf8")) as FederationDocument;
  await workspace.write({ ...written, clusters: known.clusters ?? {}, trust: { ...written.trust, roots: known.trust?.roots ?? {} } });
  await delivery.deliver(workspace);
  await settle(clusters, report);
  await dump(run, "dumps-after");
  const checked = await fedc(["check", "--inventory", "dumps-after"], { cwd: workspace.folder });
  for (const line of (checked.stdout + checked.stderr).split("\n").filter((one) => /^(error|warning)\[/.test(one)))
    report.note(`check --inventory: ${line}`);
  if (checked.status !== 0) throw new Error(`fedc check --inventory: exit status ${checked.status}\n${checked.stdout}${checked.stderr}`);
}

/** Makes dumps by the commands that fedc prints, as the account with the rights that it prints. */
async function dump({ clusters, workspace, report }: ScenarioRun, folder: string): Promise<void> {
  const names = [...clusters.keys()];
  const { stdout } = await fedc(["inventory", "--print-commands", ...names.flatMap((name) => ["--cluster", name])], {
    cwd: workspace.folder,
  });
  const role = stdout.slice(stdout.indexOf("# The rights"));
  const commands = stdout.split("\n").filter((line) => /^(mkdir|kubectl) /.test(line));
  for (const cluster of clusters.values()) {
    await grant(cluster, role);
    mkdirSync(join(workspace.folder, folder, cluster.name), { recursive: true });
    const own = commands.filter((line) => line.includes(`dumps/${cluster.name}`)).map((line) => line.replaceAll("dumps/", `${folder}/`));
    for (const line of own) {
      const command = line.replace(/^kubectl /, `kubectl --kubeconfig ${cluster.place.kubeconfig} --as ${account} `);
      const { status, stderr } = await attempt(["bash", "-c", command], { cwd: workspace.folder });
      if (status !== 0) report.note(`${cluster.name}: ${line}: ${stderr.trim().split("\n")[0]}`);
    }
  }
}

async function grant(cluster: Cluster, role: string): Promise<void> {
  const subjects = [{ kind: "ServiceAccount", name: "fedc-inventory", namespace: "istio-system" }];
  const bound = (kind: "ClusterRole" | "Role", metadata: object) => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: `${kind}Binding`,
    metadata,
    subjects,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: "fedc-inventory" },
  });
  const all = [
    role,
    JSON.stringify(bound("ClusterRole", { name: "fedc-inventory" })),
    JSON.stringify(bound("Role", { name: "fedc-inventory", namespace: "istio-system" })),
  ];
  await runCommand(["kubectl", "--kubeconfig", cluster.place.kubeconfig, "apply", "-f", "-"], { input: all.join("\n---\n") });
}

/** What the report of an import says besides its lists of objects. */
function parts(report: string): readonly string[] {
  const lines = report.split("\n");
  const end = lines.findIndex((line) => line.startsWith("objects of Istio"));
  return lines
    .slice(0, end)
    .filter((line) => line !== "")
    .map((line) => `import: ${line}`);
}
