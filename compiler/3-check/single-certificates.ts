import type { RootEntry } from "../1-load/federation-file.ts";
import type { Federation, Root } from "../2-resolve/federation.ts";
import type { Certificate } from "../certificates/certificate.ts";

/** The items under `trust.roots` that are a single certificate, as they should be. `root-chain` reports the others. */
export function singleCertificates({
  roots,
}: Federation): readonly { readonly root: Root; readonly certificate: Certificate; readonly written: RootEntry }[] {
  return [...roots.values()].flatMap((root) =>
    root.items.flatMap(({ certificates, written }) => {
      const [certificate] = certificates;
      return certificate && certificates.length === 1 ? [{ root, certificate, written }] : [];
    }),
  );
}
