import type { Certificate } from "../../certificates/certificate.ts";

/** The anchors of one TLS context. Of two with the same subject and key, Envoy takes the first only, whatever names the second permits (BoringSSL's `X509_STORE_CTX_get1_issuer`). */
export class TrustStore {
  readonly #anchors = new Map<string, Certificate>();
  readonly #unknownRoots: readonly string[];

  /** `unknownRoots` are the names of trusted roots whose certificates are not known. */
  constructor(certificates: readonly Certificate[], unknownRoots: readonly string[] = []) {
    for (const certificate of certificates)
      if (!this.#anchors.has(certificate.anchorId)) this.#anchors.set(certificate.anchorId, certificate);
    this.#unknownRoots = unknownRoots;
  }

  /** The anchor at which a chain ends that goes back to `root`. */
  anchorOf(root: Certificate): Certificate | undefined {
    return this.#anchors.get(root.anchorId);
  }

  trustsUnknown(root: string): boolean {
    return this.#unknownRoots.includes(root);
  }
}
