import type { Explanation } from "../findings/finding.ts";

/** What `fedc trust plan` refuses. */
export const rotationExplanations: readonly Explanation[] = [
  {
    code: "FED501",
    severity: "error",
    title: "a root replaced at once",
    finds: `Partners know a cluster by the certificates of its root.`,
    why: `\
If none of those that
they know stays, every call fails from the first synced overlay until the last
issuer has switched. A certificate counts by its subject and key: one
that was renewed with both is the same.`,
    example: `\
Wrong, where trust/old.pem stands:

    example-ca:
      - { file: trust/new.pem }

Right, in three steps, each deployed everywhere before the next:

    example-ca:
      - { file: trust/old.pem }
      - { file: trust/new.pem, state: incoming }

    example-ca:
      - { file: trust/old.pem, state: retiring }
      - { file: trust/new.pem }

    example-ca:
      - { file: trust/new.pem }

With \`--allow-outage\` this is only a warning.`,
  },
  {
    code: "FED502",
    severity: "error",
    title: "a root taken away that still signs",
    finds: `\
A certificate is taken away that was "active" in what stands: it signs, so
certificates that go back to it are in use.`,
    why: `\
They are refused as soon as partners
no longer trust it, even if another root is trusted too.`,
    example: `\
Wrong, where trust/old.pem is active and trust/new.pem incoming:

    example-ca:
      - { file: trust/new.pem }

Right: first the new one signs, and the old one goes when nothing is presented
any more that it has signed.

    example-ca:
      - { file: trust/old.pem, state: retiring }
      - { file: trust/new.pem }

With \`--allow-outage\` this is only a warning.`,
  },
  {
    code: "FED503",
    severity: "error",
    title: "a root that signs before everyone trusts it",
    finds: `"active" says that a certificate signs.`,
    why: `\
Partners refuse its signatures until
they have an overlay that contains it. Nobody can control whether that overlay
or the newly signed certificate arrives first.`,
    example: `\
Wrong, where only trust/old.pem stands:

    example-ca:
      - { file: trust/old.pem, state: retiring }
      - { file: trust/new.pem }

Right: it is trusted first.

    example-ca:
      - { file: trust/old.pem }
      - { file: trust/new.pem, state: incoming }

With \`--allow-outage\` this is only a warning.`,
  },
];
