import type { Certificate } from "../../certificates/certificate.ts";
import { addTo, getOrMake } from "./indexed.ts";

/** The kinds of names that anchors are constrained to. */
type NameKind = "uri" | "dns";

/** The anchors of one TLS context. Of two with the same subject and key, Envoy takes the first only, whatever names the second permits (BoringSSL's `X509_STORE_CTX_get1_issuer`). */
export class TrustStore {
  readonly #anchors = new Map<string, Certificate>();
  readonly #unknownRoots: readonly string[];
  readonly #byName = new Map<NameKind, AnchorsByName>();

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

  /**
   * The anchors that may permit a name: the host of a URI, or a DNS name. This is an upper bound, by the names that anchors are limited to.
   * Every other anchor refuses a certificate with this name.
   */
  anchorsFor(kind: NameKind, name: string): readonly Certificate[] {
    const { unlimited, byBase } = this.#anchorsByName(kind);
    const bases = basesCovering(name.toLowerCase());
    return byBase.size === 0 ? unlimited : [...unlimited, ...bases.flatMap((base) => byBase.get(base) ?? [])];
  }

  /** The anchors that may permit some name of this kind. */
  anchorsOf(kind: NameKind): readonly Certificate[] {
    const { unlimited, byBase } = this.#anchorsByName(kind);
    return [...new Set([...unlimited, ...[...byBase.values()].flat()])];
  }

  #anchorsByName(kind: NameKind): AnchorsByName {
    return getOrMake(this.#byName, kind, () => anchorsByName(this.#anchors.values(), kind));
  }
}

interface AnchorsByName {
  /** Those that are not limited to some names. */
  readonly unlimited: readonly Certificate[];
  /** By each name that they are limited to, as it is written in lower case. */
  readonly byBase: ReadonlyMap<string, readonly Certificate[]>;
}

function anchorsByName(anchors: Iterable<Certificate>, kind: NameKind): AnchorsByName {
  const unlimited: Certificate[] = [];
  const byBase = new Map<string, Certificate[]>();
  for (const anchor of anchors) {
    const { permitted, excluded } = anchor.nameConstraints ?? {};
    // An empty base covers every DNS name, and only those.
    if (kind === "dns" && excluded?.dns.includes("")) continue;
    if (!permitted || permitted[kind].length === 0) unlimited.push(anchor);
    else for (const base of permitted[kind]) addTo(byBase, base.toLowerCase(), anchor);
  }
  return { unlimited, byBase };
}

/** Every base that covers a name by one of the rules of RFC 5280: the name, each end of it behind a dot, with the dot or without, and nothing. */
function basesCovering(name: string): readonly string[] {
  const bases = [name, ""];
  for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) bases.push(name.slice(dot), name.slice(dot + 1));
  return bases;
}
