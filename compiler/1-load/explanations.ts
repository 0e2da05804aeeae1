import type { Explanation } from "../findings/finding.ts";
import { textExplanations } from "./yaml/text-explanations.ts";

/** The pages about files of root certificates, and about the shape of entries. All are errors. */
const pages: readonly Omit<Explanation, "severity">[] = [
  {
    code: "FED118",
    title: "braces that stand for nothing",
    finds: `\
A text under "defaults.clusters" has braces around another word than cluster, or
more than braces around it; or a cluster's own entry has \`{cluster}\`.`,
    why: `\
\`{cluster}\` stands for the name of the cluster that takes the default. Another
word would go into the overlays as it is. A text that begins with braces needs
quotes, since YAML takes braces at the beginning of a value for a mapping. A
cluster's own entry stands for one cluster, so it has the name itself.`,
    example: `\
Wrong:

    repository: https://github.com/example/{name}-gitops
    root: {cluster}

Right:

    repository: https://github.com/example/{cluster}-gitops
    root: "{cluster}"`,
  },
  {
    code: "FED121",
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
  {
    code: "FED111",
    title: "a value of another kind",
    finds: `\
A field has a number where it needs a text, a text where it needs a list, or the
like. Every field holds one kind of value: a text, a whole number, \`true\` or
\`false\`, a list, or keys and values.`,
    why: `\
YAML reads \`1.31\` as a number and \`"9080"\` as a text, so quotes matter: version
1.30 would become 1.3. Write whole numbers in plain digits: \`010\` is 10 to some
YAML readers and 8 to others.`,
    example: `\
Wrong:                                Right:

    port: "9080"                          port: 9080
    port: 0x2378                          port: 9080
    version: 1.31                         version: "1.31"
    callers: default/web                  callers: [default/web]
    subset: { version: 2 }                subset: { version: "2" }`,
  },
  {
    code: "FED112",
    title: "no such field",
    finds: `A key is unknown at this place.`,
    why: `If fedc ignored unknown keys, a misspelled restriction would restrict nothing.`,
    example: `\
Wrong:

    cluster1: { method: [GET] }

Right:

    cluster1: { methods: [GET] }

Editors with a YAML language server complete the names if the first line of the
file is

    # yaml-language-server: $schema=./schemas/federation.schema.json`,
  },
  {
    code: "FED113",
    title: "a field is missing",
    finds: `An entry lacks a field that has no default.`,
    why: `\
No default would be right for everyone, and a wrong guess would call or grant
something else than you meant.`,
    example: `\
Wrong:

    expose:
      cluster2:
        service: ratings.bookinfo

Right:

    expose:
      cluster2:
        service: ratings.bookinfo
        port: 9080`,
  },
  {
    code: "FED114",
    title: "nothing stands after the colon",
    finds: `A key has no value.`,
    why: `\
Someone may have forgotten the value, and a guess could grant too much, so fedc
makes none. If an entry needs nothing more, write \`{}\`.`,
    example: `\
Wrong:

    gateways:
      egress:

Right:

    gateways:
      egress: {}`,
  },
  {
    code: "FED115",
    title: "a value that is not allowed here",
    finds: `\
The value is of the right kind, but it has a letter that is not allowed, is out
of range, or is a word without a meaning at this place.`,
    why: `Clusters, Istio or git would refuse such a value or read it in another way.`,
    example: `\
Wrong:                                Right:

    Cluster_1:                            cluster-1:
    hostname: C1.example.com              hostname: c1.example.com
    port: 90800                           port: 9080
    methods: [get]                        methods: [GET]
    paths: [ratings]                      paths: [/ratings/*]
    timeout: 5 s                          timeout: 5s`,
  },
  {
    code: "FED116",
    title: "an empty list, or too much in it",
    finds: `A list has no items, too many items, or two equal ones.`,
    why: `\
An empty list could be read as "nobody" or as "everybody". To allow everything,
write \`any\`. One of two equal items was probably meant to be something else.`,
    example: `\
Wrong:

    callers: []

Right:

    callers: any
    callers: [default/bookinfo-reviews]`,
  },
  {
    code: "FED117",
    title: "exactly one of several fields",
    finds: `An entry has two fields that exclude each other, or none of them.`,
    why: `\
fedc could not tell which one holds. A root is a \`file\` or a \`pem\`, a
certificate comes from an \`issuerRef\` or from \`secrets\`, a destination is a
\`cluster\` or \`local\`, a match is \`exact\`, \`prefix\` or \`regex\`, and an assertion
is \`never\` or \`always\`.`,
    example: `\
Wrong:

    to: [{ cluster: cluster2, local: {} }]

Right:

    to:
      - { cluster: cluster2, weight: 50 }
      - { local: {}, weight: 50 }`,
  },
];

/** Everything that loading can find. */
export const loadExplanations: readonly Explanation[] = [
  ...textExplanations,
  ...pages.map((page) => ({ ...page, severity: "error" as const })),
];
