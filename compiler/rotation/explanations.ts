import type { Explanation } from "../findings/finding.ts";

/** The pages about changes of roots that `fedc trust plan` refuses. */
export const rotationExplanations: readonly Explanation[] = [
  {
    code: "FED501",
    severity: "error",
    title: "a root replaced at once",
    finds: `\
A change replaces every certificate by which partners know a cluster. A
certificate counts by its subject and key: one that was renewed with both is the
same.`,
    why: `\
If partners know none of the certificates that stay, every call fails from the
first synced overlay until the last issuer has switched.`,
    example: `\
Wrong, if trust/old.pem is live:

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
    title: "a root removed that still signs",
    finds: `\
A certificate that is active in the live file is removed from its root.`,
    why: `\
An active certificate signs, so certificates that it has issued are in use.
Partners refuse these as soon as they no longer trust it, even if they trust
another root too.`,
    example: `\
Wrong, if trust/old.pem is active and trust/new.pem incoming:

    example-ca:
      - { file: trust/new.pem }

Right: the new one signs first, and the old one goes when certificates that it
has issued are no longer presented.

    example-ca:
      - { file: trust/old.pem, state: retiring }
      - { file: trust/new.pem }

With \`--allow-outage\` this is only a warning.`,
  },
  {
    code: "FED503",
    severity: "error",
    title: "a root that signs before everyone trusts it",
    finds: `\
A certificate becomes active, which means that it signs, although some partners
do not trust it yet.`,
    why: `\
Partners refuse its signatures until
they have an overlay that contains it. Nobody can control whether that overlay
or the newly signed certificate arrives first.`,
    example: `\
Wrong, if only trust/old.pem is live:

    example-ca:
      - { file: trust/old.pem, state: retiring }
      - { file: trust/new.pem }

Right: partners trust it first.

    example-ca:
      - { file: trust/old.pem }
      - { file: trust/new.pem, state: incoming }

With \`--allow-outage\` this is only a warning.`,
  },
];
