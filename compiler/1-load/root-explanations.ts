import type { Explanation } from "../findings/finding.ts";

/** Findings about the files of root certificates. */
export const rootExplanations: readonly Explanation[] = [
  {
    code: "FED121",
    severity: "error",
    title: "a root's file cannot be read",
    finds: `\
\`file\` is a path relative to the folder of federation.yaml.`,
    why: `\
It has forward
slashes and does not lead out of that folder. Roots are public certificates:
keep them in the repository, beside federation.yaml.`,
    example: `\
    trust:
      roots:
        example-ca:
          - file: trust/example-ca.pem`,
  },
  {
    code: "FED122",
    severity: "error",
    title: "not a certificate in PEM form",
    finds: `A root is one or more certificates in PEM form.`,
    why: `\
They are in a file, or written
with \`pem: |\`, where all lines have the same indentation:`,
    example: `\
    - pem: |
        -----BEGIN CERTIFICATE-----
        MIIB9TCCAZugAwIBAgIUHcIhoP/jEPKdK1v6mAVFS/ovFtkwCgYIKoZIzj0EAwIw
        …
        -----END CERTIFICATE-----

This command turns a binary certificate (DER) into PEM form:

    openssl x509 -inform der -in ca.der -out ca.pem`,
  },
];
