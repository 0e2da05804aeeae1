import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { authority } from "../authorities/authority.ts";
import { answersOk } from "../machine/http-get.ts";
import { machineAddress } from "../machine/paths.ts";
import { processIsReady, startProcess } from "../machine/processes.ts";
import { type ClusterPlace, istiodPort } from "./place.ts";

/** Envoy as its project builds it lacks Istio's own extensions, so istiod may not ask for them. */
const stockEnvoy = { PILOT_ENABLE_METADATA_EXCHANGE: "false", PILOT_ENABLE_ALPN_FILTER: "false", PILOT_DISABLE_MX_ALPN: "true" };

/** Starts the istiod of a cluster under the cluster's root. */
export async function startIstiod(place: ClusterPlace): Promise<void> {
  const { name, folder, index, kubeconfig, istio } = place;
  await writeSigningKeys(place, [place.spec.root ?? `${name}-mesh`]);
  await writeMeshConfig(place);
  writeFileSync(join(folder, "networks"), "networks: {}\n");
  const at = (port: number) => `${machineAddress}:${istiodPort(port, index)}`;
  startProcess(
    `${name}/istiod`,
    [
      join(istio, "bin/pilot-discovery"),
      "discovery",
      `--kubeconfig=${kubeconfig}`,
      `--meshConfig=${folder}/mesh`,
      `--networksConfig=${folder}/networks`,
      "--namespace=istio-system",
      "--clusterID=Kubernetes",
      "--domain=cluster.local",
      `--httpAddr=${at(8080)}`,
      `--grpcAddr=${at(15010)}`,
      `--secureGRPCAddr=${at(15012)}`,
      `--httpsAddr=${at(15017)}`,
      `--monitoringAddr=${at(15014)}`,
      `--ctrlz_port=${istiodPort(9876, index)}`,
    ],
    { log: join(folder, "istiod.log"), cwd: folder, env: istiodEnvironment(place) },
  );
  await processIsReady(`${name}/istiod`, join(folder, "istiod.log"), () => answersOk(`http://${at(8080)}/ready`));
}

function istiodEnvironment({ folder, spec }: ClusterPlace): Readonly<Record<string, string>> {
  return {
    POD_NAMESPACE: "istio-system",
    POD_NAME: "istiod",
    REVISION: "default",
    CLUSTER_ID: "Kubernetes",
    ROOT_CA_DIR: `${folder}/cacerts`,
    // Pods get their proxies from `pods.ts`.
    INJECT_ENABLED: "false",
    INJECTION_WEBHOOK_CONFIG_NAME: "",
    VALIDATION_WEBHOOK_CONFIG_NAME: "",
    ENABLE_LEADER_ELECTION: "false",
    PILOT_ENABLE_GATEWAY_API: "false",
    ENABLE_DEBUG_ENDPOINT_AUTH: "false",
    PILOT_DEBOUNCE_AFTER: "50ms",
    PILOT_DEBOUNCE_MAX: "500ms",
    ...stockEnvoy,
    ...spec.istiodEnv,
  };
}

/** istiod's own authority, under the first of these roots. Workloads are told to trust them all. */
export async function writeSigningKeys({ name, folder }: ClusterPlace, roots: readonly string[]): Promise<void> {
  const trusted = await Promise.all(roots.map(authority));
  const [root] = trusted;
  if (!root) throw new Error("an istiod has a root");
  const { certificate, key } = await root.intermediate(`${name} istiod`);
  const keys = join(folder, "cacerts");
  mkdirSync(keys, { recursive: true });
  const files = {
    "ca-cert.pem": certificate,
    "ca-key.pem": key,
    "cert-chain.pem": certificate + root.certificate,
    "root-cert.pem": trusted.map((one) => one.certificate).join(""),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(keys, file), text);
}

/** `caCertificates` of a topology name authorities where Istio has their certificates. */
async function writeMeshConfig({ folder, trustDomain, discovery, spec: { meshConfig = {} } }: ClusterPlace): Promise<void> {
  const named = (meshConfig.caCertificates ?? []) as readonly { readonly pem: string }[];
  const caCertificates = await Promise.all(named.map(async (entry) => ({ ...entry, pem: (await authority(entry.pem)).certificate })));
  const mesh = {
    trustDomain,
    accessLogFile: "access.log",
    enableTracing: false,
    defaultConfig: { discoveryAddress: discovery },
    ...meshConfig,
    ...(caCertificates.length > 0 && { caCertificates }),
  };
  writeFileSync(join(folder, "mesh"), stringify(mesh));
}
