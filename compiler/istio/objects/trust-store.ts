import type { Certificate } from "../../certificates/certificate.ts";

/**
 * The anchors that one TLS context is given, as Envoy sees them: of two with the same subject and key it takes the first and looks no further
 * (measured), whatever names the second would permit.
 */
export class TrustStore {
  readonly #anchors = new Map<string, Certificate>();
  /** Meshes and gateways whose root is not known: they trust themselves. */
  readonly #unknown: ReadonlySet<string>;

  constructor(certificates: readonly Certificate[], unknown: readonly string[] = []) {
    for (const certificate of certificates) {
      if (!this.#anchors.has(certificate.anchorId)) this.#anchors.set(certificate.anchorId, certificate);
    }
    this.#unknown = new Set(unknown);
  }

  /** What a certificate that `root` signed would end at. */
  anchorOf(root: Certificate): Certificate | undefined {
    return this.#anchors.get(root.anchorId);
  }

  trustsUnknown(root: string): boolean {
    return this.#unknown.has(root);
  }
}
