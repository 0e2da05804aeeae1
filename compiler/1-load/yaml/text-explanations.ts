import type { Explanation } from "../../findings/finding.ts";

/** What can be wrong with federation.yaml as a text, and with the files that it names. */
export const textExplanations: readonly Explanation[] = [
  {
    code: "FED101",
    severity: "error",
    title: "the file is too large",
    finds: `\
fedc reads files of up to 8 MiB, so that nobody can bring a build to its
knees with a file that was never meant to be read.`,
    why: `\
Federations are far
smaller: 5000 consumptions take about 1 MiB.

If it is the right file, raise the limit:`,
    example: `    fedc build --max-bytes 33554432`,
  },
  {
    code: "FED102",
    severity: "error",
    title: "a secret, or what is encrypted",
    finds: `\
Private keys, tokens, passwords and ciphertext never pass through fedc.`,
    why: `\
What
it reads is kept in repositories, and what it writes is read by everyone who
may read a cluster's manifests. The line is not shown, and nothing else is
reported until it is gone.`,
    example: `\
Wrong:

    roots:
      example-ca:
        - file: trust/ca-and-key.pem     # holds the key as well

Right:

    roots:
      example-ca:
        - file: trust/ca.pem             # the certificate alone

A certificate and key of your own stay in a Secret of the cluster; only its
name is written: \`certificate: { secrets: { egress: federation-egress } }\`.
What was written once may have been seen: replace it where it is used.`,
  },
  {
    code: "FED103",
    severity: "error",
    title: "an invisible character",
    finds: `\
Control characters, line separators, byte order marks inside the text,
characters without width and controls of the direction of text are shown by
no editor, and readers of YAML do not agree on what they mean: a reviewer may
see other names than the ones that are used.`,
    why: `\
No-break spaces and soft hyphens
look like what they are not, and may stand in quotes and comments only.

They often come from copying out of a web page or a document. Take the
character out and type the text anew. Files with Windows line ends are fine.
An escape in double quotes may not write such a character either.`,
    example: ``,
  },
  {
    code: "FED104",
    severity: "error",
    title: "nested too deeply",
    finds: `Lists and mappings may stand in each other 64 levels deep.`,
    why: `\
Nothing in
federation.yaml needs more than twelve, and deeper texts can exhaust a parser.

Usually a bracket was opened in every line and never closed.`,
    example: ``,
  },
  {
    code: "FED105",
    severity: "error",
    title: "not plain YAML",
    finds: `\
federation.yaml does without anchors, aliases, tags, merge keys, explicit keys
(\`? key\`), directives (\`%YAML\`) and second documents.`,
    why: `\
They let one line
change what stands in another, far away from it, and a reviewer of an access
rule must be able to trust what is written there.`,
    example: `\
Wrong:

    allow:
      cluster1: &readers { methods: [GET] }
      cluster3: *readers

Right:

    allow:
      cluster1: { methods: [GET] }
      cluster3: { methods: [GET] }

Lists of clusters that are needed often have a place of their own: \`groups\`.
A text that begins with \`&\`, \`*\` or \`!\` is put in quotes: "*.example.com".`,
  },
  {
    code: "FED106",
    severity: "error",
    title: "wrong indentation",
    finds: `In YAML the indentation says what belongs to what.`,
    why: `\
Keys of one mapping begin
in one column, and so do the items of a list. Only spaces count.`,
    example: `\
Wrong:

    cluster1:
      hostname: c1.example.com
       owner: platform

Right:

    cluster1:
      hostname: c1.example.com
      owner: platform`,
  },
  {
    code: "FED107",
    severity: "error",
    title: "cannot be read as YAML",
    finds: `\
A colon, a comma, a quote, a bracket or a dash is missing or too much.`,
    why: ``,
    example: `\
Wrong:                                Right:

    port:9080                             port: 9080
    callers: [a/b c/d                     callers: [a/b, c/d]
    description: reads: all of it         description: "reads: all of it"
    allow: - cluster1                     allow:
                                            cluster1: any

Where nothing seems wrong with a line, look at the end of the line before.`,
  },
  {
    code: "FED108",
    severity: "error",
    title: "a key is written twice",
    finds: `\
YAML readers keep the last of two equal keys and drop the first without a
word; in a file about access that would hide a grant or a restriction.`,
    why: ``,
    example: `\
Wrong:

    allow:
      cluster1: { methods: [GET] }
      cluster1: { methods: [POST] }

Right:

    allow:
      cluster1: { methods: [GET, POST] }`,
  },
  {
    code: "FED109",
    severity: "error",
    title: "no federation in the file",
    finds: `The file is empty, or it does not begin with keys.`,
    why: `A federation begins with`,
    example: `\
    apiVersion: fedc.dev/v1alpha1
    kind: Federation
    metadata:
      name: bookinfo`,
  },
  {
    code: "FED110",
    severity: "error",
    title: "not a key",
    finds: `\
What stands before a colon is a word or a text in quotes, not a list, not a
mapping, and not nothing.`,
    why: ``,
    example: `\
Wrong:

    [cluster1, cluster2]: { methods: [GET] }

Right:

    cluster1: { methods: [GET] }
    cluster2: { methods: [GET] }`,
  },
  {
    code: "FED123",
    severity: "error",
    title: "not UTF-8",
    finds: `\
Readers make different texts of bytes that are no UTF-8, or refuse them, so
that names may not be what a reviewer sees.`,
    why: `\
A file that was saved as Latin-1,
UTF-16 or UTF-32 has to be saved as UTF-8. The place is that of the first byte
that does not fit.`,
    example: `\
To see what it is, and to turn Latin-1 into UTF-8:

    file federation.yaml
    iconv -f latin1 -t utf-8 federation.yaml > federation.utf8.yaml`,
  },
  {
    code: "FED124",
    severity: "error",
    title: "conflict markers of git",
    finds: `\
Where two branches changed the same lines, git leaves both versions in the file,
between lines of its own, and waits for someone to choose.`,
    why: ``,
    example: `\
Wrong:

    <<<<<<< HEAD
      hostname: c1.example.com
    =======
      hostname: cluster1.example.com
    >>>>>>> rename

Right: one of the two, or what both meant.

      hostname: cluster1.example.com

Nothing else is reported until they are gone: \`git diff --check\` finds them,
\`git checkout --conflict=merge FILE\` brings them back.`,
  },
  {
    code: "FED121",
    severity: "error",
    title: "a root's file cannot be read",
    finds: `\
\`file\` is a path relative to the folder of federation.yaml, with forward
slashes, inside that folder.`,
    why: `\
Roots are public certificates: keep them in the
repository beside it.`,
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
    finds: `\
A root is one or more certificates in PEM form, either in a file or written
with \`pem: |\`, where every line is indented alike:`,
    why: ``,
    example: `\
    - pem: |
        -----BEGIN CERTIFICATE-----
        MIIB9TCCAZugAwIBAgIUHcIhoP/jEPKdK1v6mAVFS/ovFtkwCgYIKoZIzj0EAwIw
        …
        -----END CERTIFICATE-----

A binary certificate (DER) is turned into one with

    openssl x509 -inform der -in ca.der -out ca.pem`,
  },
];
