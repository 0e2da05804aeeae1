import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { certificatesOf } from "../../2-resolve/trusted-roots.ts";
import type { ClientCertificate } from "../../istio/call.ts";
import { ownRootOf } from "../../istio/world.ts";

/** Who can sign whose names: a root those of the clusters that name it, or another root that has a key of it. */
export class Signatures {
  readonly #keys: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #byTrustDomain: ReadonlyMap<string, readonly Cluster[]>;

  constructor({ roots, clusters }: Federation) {
    this.#byTrustDomain = grouped([...clusters.values()], ({ trustDomain }) => trustDomain);
    this.#keys = new Map([...roots].map(([name, root]) => [name, new Set(certificatesOf(root).map(({ anchorId }) => anchorId))]));
  }

  /** Whether a certificate bears this identity alone, as a URI, and its signer may sign for who owns that. */
  proves({ uris, dns, emails = [], root }: ClientCertificate, identity: string, ownersRoot: string | undefined): boolean {
    return dns.length + emails.length === 0 && uris.length === 1 && uris[0] === identity && this.#share(root, ownersRoot);
  }

  /** The workload of a cluster that a certificate is of: `namespace/account`. */
  workload({ uris, dns, emails = [], root }: ClientCertificate, { name, trustDomain, workloadsRoot }: Cluster): string | undefined {
    const start = `spiffe://${trustDomain}/ns/`;
    const [uri = ""] = uris;
    const [namespace, account, ...rest] = uri.startsWith(start) ? uri.slice(start.length).split("/sa/") : [];
    if (dns.length + emails.length > 0 || uris.length !== 1 || !namespace || !account || rest.length > 0) return undefined;
    const isOwn = workloadsRoot === undefined && root === ownRootOf(name);
    return isOwn || this.#share(root, workloadsRoot) ? `${namespace}/${account}` : undefined;
  }

  /** A mesh's own root may sign any name in it, and so may everyone who has it. */
  mayForge(certificate: ClientCertificate, mesh: Cluster): boolean {
    if (!this.#share(certificate.root, mesh.workloadsRoot)) return false;
    const [, domain = ""] = /^spiffe:\/\/([^/]*)\//.exec(certificate.uris[0] ?? "") ?? [];
    return !this.#byTrustDomain.get(domain)?.some((cluster) => this.workload(certificate, cluster) !== undefined);
  }

  #share(one: string, other: string | undefined): boolean {
    const keys = this.#keys.get(one);
    const others = other === undefined ? undefined : this.#keys.get(other);
    return keys !== undefined && others !== undefined && [...keys].some((key) => others.has(key));
  }
}
