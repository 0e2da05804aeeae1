import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { certificatesOf } from "../../2-resolve/trusted-roots.ts";
import type { ClientCertificate } from "../../istio/call.ts";
import { ownRootOf } from "../../istio/world.ts";

/** Which root may sign which names: those of the clusters that name the root, or another root with one of its keys. */
export class Signatures {
  readonly #keys: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #byTrustDomain: ReadonlyMap<string, readonly Cluster[]>;

  constructor({ roots, clusters }: Federation) {
    this.#byTrustDomain = grouped([...clusters.values()], ({ trustDomain }) => trustDomain);
    this.#keys = new Map([...roots].map(([name, root]) => [name, new Set(certificatesOf(root).map(({ anchorId }) => anchorId))]));
  }

  /** Whether a certificate has this identity as its only name, and its root may sign for the owner of the identity. */
  proves(certificate: ClientCertificate, identity: string, ownersRoot: string | undefined): boolean {
    return onlyUriOf(certificate) === identity && this.#shareKey(certificate.root, ownersRoot);
  }

  /** The workload of a cluster that a certificate proves, as `namespace/account`. */
  workload(certificate: ClientCertificate, { name, trustDomain, workloadsRoot }: Cluster): string | undefined {
    const start = `spiffe://${trustDomain}/ns/`;
    const uri = onlyUriOf(certificate);
    const [namespace, account, ...rest] = uri?.startsWith(start) ? uri.slice(start.length).split("/sa/") : [];
    if (!namespace || !account || rest.length > 0) return undefined;
    const isOwn = workloadsRoot === undefined && certificate.root === ownRootOf(name);
    return isOwn || this.#shareKey(certificate.root, workloadsRoot) ? `${namespace}/${account}` : undefined;
  }

  /** Whether the root of a certificate is the mesh's own, and the name belongs to no cluster of that root: a mesh's root may sign any name in it. */
  mayForge(certificate: ClientCertificate, mesh: Cluster): boolean {
    if (!this.#shareKey(certificate.root, mesh.workloadsRoot)) return false;
    const [, domain = ""] = /^spiffe:\/\/([^/]*)\//.exec(certificate.uris[0] ?? "") ?? [];
    return !this.#byTrustDomain.get(domain)?.some((cluster) => this.workload(certificate, cluster) !== undefined);
  }

  #shareKey(one: string, other: string | undefined): boolean {
    const keys = this.#keys.get(one);
    const otherKeys = this.#keys.get(other ?? "");
    return keys !== undefined && otherKeys !== undefined && [...keys].some((key) => otherKeys.has(key));
  }
}

/** Undefined if it has no name or several. */
function onlyUriOf({ uris, dns, emails = [] }: ClientCertificate): string | undefined {
  return uris.length === 1 && dns.length + emails.length === 0 ? uris[0] : undefined;
}
