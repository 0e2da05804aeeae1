import type { Explanation } from "../../findings/finding.ts";

/** What can be wrong with federation.yaml as a text, and with the files that it names. */
export const textExplanations: readonly Explanation[] = [
  {
    code: "FED101",
    severity: "error",
    title: "the file is too large",
    finds: `\
fedc reads files of up to 8 MiB, so that a file that was never meant for it
cannot stall a build.`,
    why: `\
Federations are far smaller: 5000 consumptions take about
1 MiB.

If it is the right file, raise the limit:`,
    example: `    fedc build --max-bytes 33554432`,
  },
  {
    code: "FED102",
    severity: "error",
    title: "a secret, or what is encrypted",
    finds: `\
fedc never handles private keys, tokens, passwords or ciphertext.`,
    why: `\
Its input is
kept in repositories, and everyone who may read a cluster's manifests can read
its output. fedc does not show the line, and reports nothing else until the
secret is gone.`,
    example: `\
Wrong:

    roots:
      example-ca:
        - file: trust/ca-and-key.pem     # holds the key as well

Right:

    roots:
      example-ca:
        - file: trust/ca.pem             # the certificate alone

A certificate and key of your own stay in a Secret of the cluster. Write only
its name: \`certificate: { secrets: { egress: federation-egress } }\`. Others may
have seen the secret already, so replace it wherever it is used.`,
  },
  {
    code: "FED103",
    severity: "error",
    title: "an invisible character",
    finds: `\
Most editors hide control characters, line separators, byte order marks inside
the text, characters without width and controls of the direction of text.`,
    why: `\
YAML
readers do not agree on what they mean, so a reviewer may see other names than
the ones that are used. No-break spaces and soft hyphens look like something
else. They are allowed in quotes and comments only.

Such a character often comes along when text is copied from a web page or a
document. Take it out and type the text again. An escape in double quotes may
not write one either. Windows line ends are fine.`,
    example: ``,
  },
  {
    code: "FED104",
    severity: "error",
    title: "nested too deeply",
    finds: `Lists and mappings may be nested 64 levels deep.`,
    why: `\
federation.yaml never needs
more than twelve, and deeper nesting can exhaust a parser.

Usually a bracket was opened on every line and never closed.`,
    example: ``,
  },
  {
    code: "FED105",
    severity: "error",
    title: "not plain YAML",
    finds: `\
federation.yaml allows no anchors, aliases, tags, merge keys, explicit keys
(\`? key\`), directives (\`%YAML\`) or second documents.`,
    why: `\
They let one line change
the meaning of another that is far away. Someone who reviews an access rule must
be able to trust the lines in front of them.`,
    example: `\
Wrong:

    allow:
      cluster1: &readers { methods: [GET] }
      cluster3: *readers

Right:

    allow:
      cluster1: { methods: [GET] }
      cluster3: { methods: [GET] }

Put a list of clusters that you need often under \`groups\`. Put a text that
begins with \`&\`, \`*\` or \`!\` in quotes: "*.example.com".`,
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
A colon, a comma, a quote, a bracket or a dash is missing, or there is one too
many.`,
    why: ``,
    example: `\
Wrong:                                Right:

    port:9080                             port: 9080
    callers: [a/b c/d                     callers: [a/b, c/d]
    description: reads: all of it         description: "reads: all of it"
    allow: - cluster1                     allow:
                                            cluster1: any

If nothing seems wrong with a line, look at the end of the line before it.`,
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
    finds: `\
The file is empty, it does not begin with keys, or it is about something else.`,
    why: `\
A
federation begins with`,
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
A key, the text before a colon, is one word or a text in quotes.`,
    why: `\
It cannot be a
list, a mapping or \`null\`, and it cannot be missing.`,
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
Programs disagree on bytes that are not UTF-8: some refuse them, others read
something else.`,
    why: `\
A reviewer may then see other names than the ones that are used.
If a file was saved as Latin-1, UTF-16 or UTF-32, save it again as UTF-8. The
finding points to the first byte that does not fit.`,
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

fedc reports nothing else until the markers are gone. \`git diff --check\` finds
them, and \`git checkout --conflict=merge FILE\` brings them back.`,
  },
];
