import type { Explanation } from "../findings/finding.ts";

/** Findings about the files of root certificates. */
export const rootExplanations: readonly Explanation[] = [
  {
    code: "FED121",
    severity: "error",
    title: "a root's file cannot be read",
    finds: `The path under \`file\` leads to no file that fedc may read.`,
    why: `\
Without the certificate, fedc cannot tell partners what to trust. The path is
relative to the folder of federation.yaml, has forward slashes, and does not
lead out of that folder. Roots are public certificates: keep them in the
repository, beside federation.yaml.`,
    example: `\
Right:

    trust:
      roots:
        example-ca:
          - file: trust/example-ca.pem`,
  },
  {
    code: "FED122",
    severity: "error",
    title: "not a certificate in PEM form",
    finds: `\
The file or text of a root is not one or more certificates between BEGIN and END
lines.`,
    why: `\
fedc derives what partners trust from the certificate, so it must be able to
read it. In a text under \`pem: |\`, all lines must have the same indentation.`,
    example: `\
Right:

    - pem: |
        -----BEGIN CERTIFICATE-----
        MIIB9TCCAZugAwIBAgIUHcIhoP/jEPKdK1v6mAVFS/ovFtkwCgYIKoZIzj0EAwIw
        …
        -----END CERTIFICATE-----

This command turns a binary certificate (DER) into PEM form:

    openssl x509 -inform der -in ca.der -out ca.pem`,
  },
];
