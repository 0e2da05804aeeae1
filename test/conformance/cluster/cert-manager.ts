import { join } from "node:path";
import { authority } from "../authorities/authority.ts";
import { home } from "../machine/paths.ts";
import { startProcess } from "../machine/processes.ts";
import { waitUntil } from "../machine/wait.ts";
import type { Certificate, CertificateIssuer } from "./certificates.ts";
import type { KubeApi } from "./kube-api.ts";
import type { ClusterPlace } from "./place.ts";

/** Where a ClusterIssuer looks for its authority. */
const ownNamespace = "cert-manager";

type IssuerReference = Certificate["spec"]["issuerRef"];

/** cert-manager's own controllers. The issuers that Certificates name are issuers of kind CA, with the authority that the imitation would take. */
export class CertManager implements CertificateIssuer {
  readonly #api: KubeApi;
  readonly #place: ClusterPlace;
  readonly #issuers: Map<string, string>;
  /** From an issuer's path to its authority. */
  readonly #installed = new Map<string, string>();

  constructor(place: ClusterPlace, api: KubeApi) {
    this.#place = place;
    this.#api = api;
    this.#issuers = new Map(Object.entries(place.spec.issuers ?? {}));
  }

  async start(): Promise<void> {
    const { name, folder, kubeconfig } = this.#place;
    await this.#api.create("/api/v1/namespaces", { metadata: { name: ownNamespace } });
    const program = join(home, "bin/cert-manager-controller");
    startProcess(`${name}/cert-manager`, [program, `--kubeconfig=${kubeconfig}`], { log: join(folder, "cert-manager.log") });
  }

  async follow(certificates: readonly Certificate[]): Promise<void> {
    for (const { metadata, spec } of certificates) await this.#install(metadata.namespace ?? "", spec.issuerRef);
  }

  areIssued(certificates: readonly Certificate[]): boolean {
    return certificates.every(({ status }) => status?.conditions?.some((one) => one.type === "Ready" && one.status === "True"));
  }

  /** Asks for it as `cmctl renew` does, and waits for it. */
  async reissue(issuers: Readonly<Record<string, string>>, certificates: readonly Certificate[]): Promise<void> {
    for (const [issuer, name] of Object.entries(issuers)) this.#issuers.set(issuer, name);
    await this.follow(certificates);
    const asked = { type: "Issuing", status: "True", reason: "ManuallyTriggered", message: "", lastTransitionTime: now() };
    for (const { metadata, status } of certificates) {
      const path = `/apis/cert-manager.io/v1/namespaces/${metadata.namespace}/certificates/${metadata.name}`;
      await this.#api.patch(`${path}/status`, { status: { conditions: [...(status?.conditions ?? []), asked] } });
      const revision = async () => (await this.#api.get<Certificate>(path)).status?.revision ?? 0;
      await waitUntil(`${metadata.name} is issued anew`, async () => (await revision()) > (status?.revision ?? 0));
    }
  }

  async #install(namespace: string, { name, kind = "Issuer" }: IssuerReference): Promise<void> {
    const isOfCluster = kind === "ClusterIssuer";
    const group = "/apis/cert-manager.io/v1";
    const path = isOfCluster ? `${group}/clusterissuers/${name}` : `${group}/namespaces/${namespace}/issuers/${name}`;
    const wanted = this.#issuers.get(name) ?? `${this.#place.name}-${name}`;
    if (this.#installed.get(path) === wanted) return;
    const { certificate, key } = await authority(wanted);
    const home = isOfCluster ? ownNamespace : namespace;
    await this.#api.apply(`/api/v1/namespaces/${home}/secrets/${name}`, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace: home },
      type: "kubernetes.io/tls",
      stringData: { "tls.crt": certificate, "tls.key": key },
    });
    const metadata = { name, ...(!isOfCluster && { namespace }) };
    await this.#api.apply(path, { apiVersion: "cert-manager.io/v1", kind, metadata, spec: { ca: { secretName: name } } });
    this.#installed.set(path, wanted);
  }
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+/, "");
}
