import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { constrainedAnchor } from "../../../compiler/certificates/constrained-anchor.ts";
import { bundleLimits } from "../../../compiler/certificates/pem.ts";
import { readCertificates } from "../../../compiler/certificates/read-certificate.ts";
import { authority } from "../authorities/authority.ts";
import { type Cluster, type Clusters, clusterNamed } from "../cluster/cluster.ts";
import { run } from "../machine/run-command.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** What hand-written manifests lack: roots, which are new in every run. */
interface MissingRoots {
  /** The Secret of a gateway, and the authorities in it, each with the names that it may sign. */
  readonly secret?: string;
  readonly namespace?: string;
  readonly anchors?: Readonly<Record<string, string>>;
  /** The authorities that all workloads trust, by trust domain. */
  readonly mesh?: Readonly<Record<string, string>>;
}

/** The file with a cluster's hand-written manifests; undefined if there is none. */
export function referenceOf({ folder }: Scenario, cluster: string): string | undefined {
  const file = join(folder, "reference", `${cluster}.yaml`);
  return existsSync(file) ? file : undefined;
}

/** Configures the meshes by a scenario's hand-written manifests, instead of what fedc writes. */
export async function applyReference(scenario: Scenario, clusters: Clusters): Promise<void> {
  const { reference = {} } = parse(readFileSync(join(scenario.folder, "scenario.yaml"), "utf8")) as {
    reference?: Readonly<Record<string, MissingRoots | readonly MissingRoots[]>>;
  };
  for (const name of scenario.order) {
    const cluster = clusterNamed(clusters, name);
    const file = referenceOf(scenario, name);
    if (file === undefined) continue;
    await cluster.apply(file);
    for (const roots of [reference[name] ?? []].flat()) await applyRoots(cluster, roots);
  }
}

async function applyRoots(
  cluster: Cluster,
  { secret, namespace = "istio-private-gateways", anchors = {}, mesh }: MissingRoots,
): Promise<void> {
  const constrained = async (name: string, domains: string, scope: "gateways" | "workloads") => {
    const { certificates } = readCertificates((await authority(name)).certificate, bundleLimits);
    return certificates.map((one) => constrainedAnchor(one, domains.split(" "), scope)).join("");
  };
  const certificates = await Promise.all(Object.entries(anchors).map(([name, domains]) => constrained(name, domains, "gateways")));
  const objects: object[] = [];
  if (secret !== undefined) {
    const metadata = { name: secret, namespace };
    objects.push({ apiVersion: "v1", kind: "Secret", metadata, stringData: { "ca.crt": certificates.join("") } });
  }
  if (mesh) {
    const entries = Object.entries(mesh).map(async ([domain, name]) => ({
      trustDomains: [domain],
      pem: await constrained(name, domain, "workloads"),
    }));
    const data = { mesh: JSON.stringify({ caCertificates: await Promise.all(entries) }) };
    objects.push({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "istio-federation", namespace: "istio-system" }, data });
  }
  for (const object of objects) {
    const words = ["kubectl", "--kubeconfig", cluster.place.kubeconfig, "apply", "--server-side", "--force-conflicts", "-f", "-"];
    await run(words, { input: JSON.stringify(object) });
  }
}
