import { rootPlace } from "../../../2-resolve/written-places.ts";
import { error } from "../../rule.ts";

export const rootChain = error("FED364", "several certificates in one root", {
  finds: `\
An item of a root is a file or text with more than one certificate, often a
whole chain.`,
  why: `\
Partners trust every certificate that is listed. With a chain, they would trust
its lower parts for themselves, even after the root is gone. The gateways
present the certificates below the root on their own, so the item needs only the
root.`,
  example: `\
Wrong: a file with a gateway's certificate, its issuer's and the root's.

  example-ca: [{ file: trust/chain.pem }]

Right:

  example-ca: [{ file: trust/root.pem }]

Several roots, as in a rotation, are an item each:

  example-ca:
    - { file: trust/root-2026.pem, state: retiring }
    - { file: trust/root-2027.pem }`,
  check({ federation, at, report }) {
    for (const { name, items } of federation.roots.values())
      for (const { certificates, written } of items) {
        const [first, second] = certificates;
        if (!first || !second) continue;
        const selfIssued = certificates.filter((certificate) => certificate.selfIssued);
        const isChain = first.issuer === second.subject && !first.selfIssued;
        const chain = `a chain of ${certificates.length} certificates: \`${first.subject}\` is signed by \`${second.subject}\``;
        report({
          at: rootPlace(at, written),
          message: `this root of \`${name}\` is ${isChain ? chain : `${certificates.length} certificates`}`,
          help:
            isChain && selfIssued.length === 1 ? `give only \`${selfIssued[0]?.subject}\`` : "give only roots, each in an item of its own",
        });
      }
  },
});
