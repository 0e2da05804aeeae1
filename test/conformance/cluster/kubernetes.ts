import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { authority } from "../authorities/authority.ts";
import { home, machineAddress } from "../machine/paths.ts";
import { processIsReady, startProcess } from "../machine/processes.ts";
import { run } from "../machine/run-command.ts";
import { waitUntil } from "../machine/wait.ts";
import { defineKinds } from "./define-kinds.ts";
import { etcdAddress } from "./etcd.ts";
import { KubeApi } from "./kube-api.ts";
import type { ClusterPlace } from "./place.ts";

const token = "administrator";

/** What the suite needs of Kubernetes' controllers. What a kubelet and kube-proxy do is done in `pods.ts` and `service-addresses.ts`. */
const controllers = ["deployment", "replicaset", "endpointslice", "serviceaccount", "namespace", "garbage-collector", "disruption"];

const certificateKind = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "certificates.cert-manager.io" },
  spec: {
    group: "cert-manager.io",
    scope: "Namespaced",
    names: { kind: "Certificate", plural: "certificates", singular: "certificate" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

/** Starts an API server and its controllers, with Istio's kinds and a node; it answers when this returns. */
export async function startKubernetes(place: ClusterPlace): Promise<KubeApi> {
  const keys = join(place.folder, "kube");
  mkdirSync(keys, { recursive: true });
  const ca = await writeKeys(keys);
  writeKubeconfig(place, ca);
  startApiServer(place, keys);
  const api = new KubeApi({ host: machineAddress, port: place.apiPort, token, ca });
  const isReady = async () => (await api.ask("GET", "/readyz").catch(() => "")) === "ok";
  await processIsReady(`${place.name}/kube-apiserver`, join(place.folder, "kube-apiserver.log"), isReady);
  startControllers(place, keys);
  await run(["kubectl", "--kubeconfig", place.kubeconfig, "apply", "--server-side", "-f", join(place.istio, "crd-all.gen.yaml")]);
  if (place.spec.certManager === "real") await defineKinds(place.kubeconfig, "cert-manager");
  else await api.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", certificateKind);
  await api.create("/api/v1/namespaces", { metadata: { name: "istio-system" } });
  await api.create("/api/v1/nodes", { metadata: { name: "node" } });
  await waitUntil(`${place.name} serves its kinds`, async () => (await api.list("/apis/cert-manager.io/v1/certificates")).length === 0);
  return api;
}

/** Returns the authority that signs the server's certificate. */
async function writeKeys(folder: string): Promise<string> {
  const signing = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ca = await authority("kubernetes");
  const server = await ca.leaf({ addresses: [machineAddress], dns: ["kubernetes.default.svc"] });
  const files = {
    "accounts.key": signing.privateKey.export({ type: "pkcs8", format: "pem" }),
    "accounts.pub": signing.publicKey.export({ type: "spki", format: "pem" }),
    "tokens.csv": `${token},admin,admin,"system:masters"\n`,
    "server.pem": server.certificate,
    "server.key": server.key,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  return ca.certificate;
}

function writeKubeconfig({ kubeconfig, apiPort, name }: ClusterPlace, ca: string): void {
  const cluster = { server: `https://${machineAddress}:${apiPort}`, "certificate-authority-data": Buffer.from(ca).toString("base64") };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: "admin" } }],
    clusters: [{ name, cluster }],
    users: [{ name: "admin", user: { token } }],
  };
  writeFileSync(kubeconfig, stringify(config), { mode: 0o600 });
}

function startApiServer({ name, folder, apiPort }: ClusterPlace, keys: string): void {
  startProcess(
    `${name}/kube-apiserver`,
    [
      join(home, "bin/kube-apiserver"),
      `--etcd-servers=${etcdAddress}`,
      `--etcd-prefix=/${name}`,
      `--bind-address=${machineAddress}`,
      `--advertise-address=${machineAddress}`,
      `--secure-port=${apiPort}`,
      `--tls-cert-file=${keys}/server.pem`,
      `--tls-private-key-file=${keys}/server.key`,
      `--cert-dir=${keys}`,
      "--service-cluster-ip-range=10.96.0.0/16",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-signing-key-file=${keys}/accounts.key`,
      `--service-account-key-file=${keys}/accounts.pub`,
      `--token-auth-file=${keys}/tokens.csv`,
      "--authorization-mode=RBAC",
      "--disable-admission-plugins=TaintNodesByCondition,Priority",
    ],
    { log: join(folder, "kube-apiserver.log") },
  );
}

function startControllers({ name, folder, kubeconfig, index }: ClusterPlace, keys: string): void {
  startProcess(
    `${name}/kube-controller-manager`,
    [
      join(home, "bin/kube-controller-manager"),
      `--kubeconfig=${kubeconfig}`,
      "--leader-elect=false",
      "--bind-address=127.0.0.1",
      `--secure-port=${10257 + index}`,
      `--cert-dir=${keys}/controllers`,
      `--service-account-private-key-file=${keys}/accounts.key`,
      `--controllers=${controllers.map((controller) => `${controller}-controller`).join(",")}`,
    ],
    { log: join(folder, "kube-controller-manager.log") },
  );
}
