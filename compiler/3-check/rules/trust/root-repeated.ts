import type { RootEntry } from "../../../1-load/federation-file.ts";
import { rootPlace } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";
import { singleCertificates } from "../../single-certificates.ts";

/** The items of a root are different certificates. */
export const rootRepeated: Rule = {
  code: "FED385",
  severity: "error",
  title: "root listed twice",
  finds: `\
In a rotation the old root and the new one stand beside each other.`,
  why: `\
The same
certificate in two items is no rotation: most often the new file was copied from
the old one, and the day the old root ends there is no other.`,
  example: `\
Wrong: two files with the same certificate.

  example-ca:
    - { file: trust/old.pem, state: retiring }
    - { file: trust/new.pem }

Right: compare before you commit.

  openssl x509 -in trust/new.pem -noout -fingerprint -sha256`,
  check({ federation, at, report }) {
    const first = new Map<string, RootEntry>();
    for (const { root, certificate, written } of singleCertificates(federation)) {
      const key = `${root.name} ${certificate.fingerprint}`;
      const other = first.get(key);
      if (!other) first.set(key, written);
      else
        report({
          at: rootPlace(at, written),
          message: `this is the same certificate as another item of \`${root.name}\``,
          related: { at: rootPlace(at, other), message: "listed here already" },
          help: "take one of the two away, or give the root that was meant",
        });
    }
  },
};
