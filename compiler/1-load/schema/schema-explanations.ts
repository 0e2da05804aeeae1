import type { Explanation } from "../../findings/finding.ts";

/** What can be wrong with the shape of an entry. */
export const schemaExplanations: readonly Explanation[] = [
  {
    code: "FED111",
    severity: "error",
    title: "a value of another kind",
    finds: `\
Every field holds one kind of value: a text, a whole number, \`true\` or
\`false\`, a list, or keys and values.`,
    why: `\
YAML reads \`1.31\` as a number and
\`"9080"\` as a text, so quotes matter. Write whole numbers in plain digits: \`010\`
is 10 to some YAML readers and 8 to others.`,
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
    severity: "error",
    title: "no such field",
    finds: `fedc does not know such a key at this place.`,
    why: `\
If it ignored unknown keys, a
misspelled restriction would restrict nothing.`,
    example: `\
Wrong:

    cluster1: { method: [GET] }

Right:

    cluster1: { methods: [GET] }

Editors with a YAML language server complete the names when the first line of
the file is

    # yaml-language-server: $schema=./schemas/federation.schema.json`,
  },
  {
    code: "FED113",
    severity: "error",
    title: "a field is missing",
    finds: `\
No default of this field would be right for everyone, so it has to be written.`,
    why: ``,
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
    severity: "error",
    title: "nothing stands after the colon",
    finds: `\
Someone may have forgotten the value, so fedc does not guess one.`,
    why: `\
If an entry
needs nothing more, write \`{}\`.`,
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
    severity: "error",
    title: "a value that is not allowed here",
    finds: `\
The value is of the right kind, but clusters, Istio or git would refuse it or
read it in another way.`,
    why: `\
It may be a name with a wrong letter, a number out of
range, or a word that has no meaning here.`,
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
    severity: "error",
    title: "an empty list, or too much in it",
    finds: `\
An empty list could be read as "nobody" or as "everybody", so it is an error.`,
    why: `\
To allow everything, write \`any\`. Two equal items are an error too: one of them
was probably meant to be something else.`,
    example: `\
Wrong:

    callers: []

Right:

    callers: any
    callers: [default/bookinfo-reviews]`,
  },
  {
    code: "FED117",
    severity: "error",
    title: "exactly one of several fields",
    finds: `Some entries have fields that exclude each other.`,
    why: `\
A root is a \`file\` or a
\`pem\`, a certificate comes from an \`issuerRef\` or from \`secrets\`, a destination
is a \`cluster\` or \`local\`, a match is \`exact\`, \`prefix\` or \`regex\`, an
assertion is \`never\` or \`always\`.`,
    example: `\
Wrong:

    to: [{ cluster: cluster2, local: {} }]

Right:

    to:
      - { cluster: cluster2, weight: 50 }
      - { local: {}, weight: 50 }`,
  },
];
