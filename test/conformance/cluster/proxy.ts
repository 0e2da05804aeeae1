import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answersOk } from "../machine/http-get.ts";
import { inside } from "../machine/network.ts";
import { startProcess } from "../machine/processes.ts";
import { run } from "../machine/run-command.ts";
import { waitUntil } from "../machine/wait.ts";
import type { KubeApi } from "./kube-api.ts";
import type { ClusterPlace } from "./place.ts";
import type { RunningPod } from "./pods.ts";
import { proxyPrograms } from "./programs.ts";

const proxyUser = "1337";
/** Ports of the agent itself, which are not redirected to Envoy. */
const agentPorts = "15090,15021,15020";

/** Starts istio-agent with its Envoy in a pod's namespace, as the injected container has it. */
export async function startProxy(place: ClusterPlace, api: KubeApi, pod: RunningPod): Promise<void> {
  const { agent, bootstrap, envoy } = proxyPrograms(place);
  const { proxyMetadata = {}, gracefulEnd = false } = place.spec;
  await writeMounts(place, api, pod);
  if (pod.proxy === "sidecar") await redirect(pod, agent, proxyMetadata.ISTIO_META_DNS_CAPTURE === "true");
  await run(["chown", "-R", `${proxyUser}:${proxyUser}`, pod.folder]);
  const config = {
    discoveryAddress: place.discovery,
    configPath: "./etc/istio/proxy",
    binaryPath: envoy,
    proxyBootstrapTemplatePath: bootstrap,
    concurrency: 1,
    statusPort: 15020,
    ...(!gracefulEnd && { terminationDrainDuration: "1s" }),
    proxyMetadata,
  };
  const role = pod.proxy === "gateway" ? "router" : "sidecar";
  const command = [agent, "proxy", role, "--domain", `${pod.namespace}.svc.cluster.local`, "--proxyLogLevel=warning"];
  startProcess(`${place.name}/pods/${pod.name}/istio-proxy`, [...inside(pod.network, "proxy"), ...command], {
    log: join(pod.folder, "proxy.log"),
    cwd: pod.folder,
    env: {
      POD_NAME: pod.name.replace(/^.*\//, ""),
      POD_NAMESPACE: pod.namespace,
      INSTANCE_IP: pod.address,
      SERVICE_ACCOUNT: pod.account,
      CA_ADDR: place.discovery,
      ISTIOD_SAN: "istiod.istio-system.svc",
      TRUST_DOMAIN: place.trustDomain,
      ISTIO_META_CLUSTER_ID: "Kubernetes",
      ISTIO_META_INTERCEPTION_MODE: "REDIRECT",
      PILOT_CERT_PROVIDER: "istiod",
      PROXY_CONFIG: JSON.stringify(config),
      HOME: pod.folder,
      ...(gracefulEnd && pod.proxyEnv),
      ...proxyMetadata,
    },
  });
}

/** Waits for the agent to say that Envoy has its configuration. Throws with the place of the log if it does not. */
export async function proxyIsReady({ address, folder }: RunningPod): Promise<void> {
  const ready = () => answersOk(`http://${address}:15020/healthz/ready`);
  await waitUntil(`its proxy is ready (see ${join(folder, "proxy.log")})`, ready, 60);
}

/** Files that a kubelet mounts, by paths from the agent's own folder. */
async function writeMounts(place: ClusterPlace, api: KubeApi, pod: RunningPod): Promise<void> {
  const { namespace, account, labels, folder } = pod;
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
  const asked = { spec: { audiences: ["istio-ca"], expirationSeconds: 86_400 } };
  const { status } = await api.create<{ readonly status: { readonly token: string } }>(path, asked);
  const files = {
    "var/run/secrets/tokens/istio-token": status.token,
    "etc/istio/pod/labels": Object.entries(labels)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
      .join(""),
  };
  mkdirSync(join(folder, "etc/istio/proxy"), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  writeTrustedRoots(place, pod);
}

/** The ConfigMap of a mesh's roots, which a kubelet mounts and keeps up to date. */
export function writeTrustedRoots(place: ClusterPlace, { folder }: RunningPod): void {
  const mount = join(folder, "var/run/secrets/istio");
  mkdirSync(mount, { recursive: true });
  writeFileSync(join(mount, "root-cert.pem"), readFileSync(join(place.folder, "cacerts/root-cert.pem")));
}

/** Istio's own command writes the rules that lead all connections through Envoy. */
async function redirect({ network }: RunningPod, agent: string, dns: boolean): Promise<void> {
  const ports = ["-p", "15001", "-z", "15006", "-u", proxyUser, "-m", "REDIRECT", "-b", "*", "-d", agentPorts];
  const addresses = ["-i", "*", "-x", "", ...(dns ? ["--redirect-dns=true"] : [])];
  await run([...inside(network, "app"), agent, "istio-iptables", ...ports, ...addresses]);
}
