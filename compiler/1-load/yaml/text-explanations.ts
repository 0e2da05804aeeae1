import type { Explanation } from "../../findings/finding.ts";

/** What can be wrong with federation.yaml as a text, and with the files that it names. */
export const textExplanations: readonly Explanation[] = [
  {
    code: "FED101",
    severity: "error",
    title: "the file is too large",
    finds: `\
The file is larger than 8 MiB. Federations are far smaller: 5000 consumptions
take about 1 MiB.`,
    why: `A file that was never meant for fedc could stall a build.`,
    example: `\
If it is the right file, raise the limit:

    fedc build --max-bytes 33554432`,
  },
  {
    code: "FED102",
    severity: "error",
    title: "a secret, or encrypted text",
    finds: `\
The file, or one that it names, contains a private key, a token, a password or
ciphertext.`,
    why: `\
fedc never handles secrets. Its input is kept in repositories, and everyone who
may read a cluster's manifests can read its output. fedc does not show the line,
and reports nothing else until the secret is gone.`,
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
The text contains a character that most editors hide: a control character, a
line separator, a byte order mark inside the text, a character without width, or
a control of the direction of text. No-break spaces and soft hyphens look like
something else, and are allowed in quotes and comments only.`,
    why: `\
YAML readers do not agree on what these mean, so a reviewer may see other names
than the ones that are used. An escape in double quotes may not write one
either. Windows line ends are fine.`,
    example: `\
Such a character often comes along when text is copied from a web page or a
document. Remove it and type the text again. To find it:

    cat -vet federation.yaml`,
  },
  {
    code: "FED104",
    severity: "error",
    title: "nested too deeply",
    finds: `Lists and mappings stand in each other more than 64 levels deep.`,
    why: `\
federation.yaml never needs more than twelve, and deeper nesting can exhaust a
parser. Usually a bracket was opened on every line and never closed.`,
    example: `\
Wrong:                                Right:

    callers: [[a/b, [c/d                  callers: [a/b, c/d]`,
  },
  {
    code: "FED105",
    severity: "error",
    title: "not plain YAML",
    finds: `\
The file has an anchor, an alias, a tag, a merge key, an explicit key (\`? key\`),
a directive (\`%YAML\`) or a second document.`,
    why: `\
These let one line change the meaning of another that is far away. People who
review an access rule must be able to trust the lines in front of them.`,
    example: `\
Wrong:

    allow:
      cluster1: &readers { methods: [GET] }
      cluster3: *readers

Right:

    allow:
      cluster1: { methods: [GET] }
      cluster3: { methods: [GET] }

If you often need a list of clusters, put it under \`groups\`. Put a text that
begins with \`&\`, \`*\` or \`!\` in quotes: "*.example.com".`,
  },
  {
    code: "FED106",
    severity: "error",
    title: "wrong indentation",
    finds: `\
A line begins in a column that does not fit the lines around it, or a tab stands
before it.`,
    why: `\
In YAML the indentation says what belongs to what. The keys of one mapping begin
in one column, and so do the items of a list. Only spaces count. A line in the
wrong column would belong to another entry.`,
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
    why: `\
Such a text has no meaning in YAML, and a guess could change who may call what.
fedc therefore checks nothing else until it can read the file.`,
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
    finds: `A mapping has two equal keys.`,
    why: `\
YAML readers keep the last one and drop the first without a word. In a file
about access, that would hide a grant or a restriction.`,
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
    finds: `The file is empty, it does not begin with keys, or it is about something else.`,
    why: `\
A wrong path or a lost text would otherwise look like a federation without
clusters, and a build would remove everything that was built before.`,
    example: `\
A federation begins with

    apiVersion: fedc.dev/v1alpha1
    kind: Federation
    metadata: { name: bookinfo }`,
  },
  {
    code: "FED110",
    severity: "error",
    title: "not a key",
    finds: `\
The text before a colon is a list, a mapping or \`null\`, or it is missing. It
must be one word or a text in quotes.`,
    why: `\
fedc finds every entry by its key, and readers of YAML disagree on keys of other
kinds.`,
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
The file has a byte that does not fit UTF-8. The finding points to the first
one.`,
    why: `\
Programs disagree on such bytes: some refuse them, others read something else. A
reviewer may then see other names than the ones that are used.`,
    example: `\
If a file was saved as Latin-1, UTF-16 or UTF-32, save it again as UTF-8. To see
what it is, and to turn Latin-1 into UTF-8:

    file federation.yaml
    iconv -f latin1 -t utf-8 federation.yaml > federation.utf8.yaml`,
  },
  {
    code: "FED124",
    severity: "error",
    title: "conflict markers of git",
    finds: `\
A merge left both versions of some lines in the file, between lines such as
\`<<<<<<<\` and \`>>>>>>>\`.`,
    why: `\
Two branches changed the same lines, and git waits for someone to choose. fedc
cannot know which version holds, and reports nothing else until the markers are
gone.`,
    example: `\
Wrong:

    <<<<<<< HEAD
      hostname: c1.example.com
    =======
      hostname: cluster1.example.com
    >>>>>>> rename

Right: one of the two, or what both meant.

      hostname: cluster1.example.com

\`git diff --check\` finds the markers, and \`git checkout --conflict=merge FILE\`
brings them back.`,
  },
];
