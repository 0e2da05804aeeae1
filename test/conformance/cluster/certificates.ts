import { authority } from "../authorities/authority.ts";
import type { KubeApi, KubeObject } from "./kube-api.ts";
import type { ClusterPlace } from "./place.ts";

/** A Certificate of cert-manager. */
export interface Certificate extends KubeObject {
  readonly spec: {
    readonly secretName: string;
    readonly issuerRef: { readonly name: string; readonly kind?: string };
    readonly uris?: readonly string[];
    readonly dnsNames?: readonly string[];
  };
  readonly status?: { readonly revision?: number; readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Gives Certificates their Secrets: an imitation of cert-manager, or the real one. */
export interface CertificateIssuer {
  /** Starts what it is made of, once the API server is there. */
  start?(): Promise<void>;
  /** Issues what lacks its Secret. */
  follow(certificates: readonly Certificate[]): Promise<void>;
  /** Whether each of these has its Secret. */
  areIssued(certificates: readonly Certificate[]): boolean;
  /** From here on other authorities are behind these issuers, and every certificate is issued anew. */
  reissue(issuers: Readonly<Record<string, string>>, certificates: readonly Certificate[]): Promise<void>;
}

/** Issues at once, with the authority that the topology names for an issuer, `CLUSTER-ISSUER` if it names none. */
export class ImitatedCertManager implements CertificateIssuer {
  readonly #api: KubeApi;
  readonly #cluster: string;
  readonly #issuers: Map<string, string>;
  readonly #issued = new Set<string>();

  constructor({ name, spec }: ClusterPlace, api: KubeApi) {
    this.#api = api;
    this.#cluster = name;
    this.#issuers = new Map(Object.entries(spec.issuers ?? {}));
  }

  async follow(certificates: readonly Certificate[]): Promise<void> {
    // One that was deleted may come back when its namespace, which went with it, has taken its Secret.
    const present = new Set(certificates.map(secretPath));
    for (const path of this.#issued) if (!present.has(path)) this.#issued.delete(path);
    for (const certificate of certificates) if (!this.#issued.has(secretPath(certificate))) await this.#issue(certificate);
  }

  areIssued(certificates: readonly Certificate[]): boolean {
    return certificates.every((certificate) => this.#issued.has(secretPath(certificate)));
  }

  async reissue(issuers: Readonly<Record<string, string>>, certificates: readonly Certificate[]): Promise<void> {
    for (const [issuer, name] of Object.entries(issuers)) this.#issuers.set(issuer, name);
    for (const certificate of certificates) await this.#issue(certificate);
  }

  async #issue(certificate: Certificate): Promise<void> {
    const { issuerRef, uris = [], dnsNames = [] } = certificate.spec;
    const root = await authority(this.#issuers.get(issuerRef.name) ?? `${this.#cluster}-${issuerRef.name}`);
    const path = secretPath(certificate);
    const pair = await root.leaf({ uris, dns: dnsNames });
    await this.#api.apply(path, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: certificate.spec.secretName, namespace: certificate.metadata.namespace },
      type: "kubernetes.io/tls",
      stringData: { "tls.crt": pair.certificate, "tls.key": pair.key, "ca.crt": root.certificate },
    });
    // GitOps tools hold a Certificate for healthy by that.
    const { namespace, name } = certificate.metadata;
    const status = { conditions: [{ type: "Ready", status: "True", lastTransitionTime: new Date().toISOString() }] };
    await this.#api.patch(`/apis/cert-manager.io/v1/namespaces/${namespace}/certificates/${name}`, { status });
    this.#issued.add(path);
  }
}

function secretPath({ metadata: { namespace }, spec: { secretName } }: Certificate): string {
  return `/api/v1/namespaces/${namespace}/secrets/${secretName}`;
}
