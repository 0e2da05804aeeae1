import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { load } from "../compiler/1-load/load.ts";
import { Findings } from "../compiler/findings/finding.ts";
import { plain } from "../compiler/findings/formats/style.ts";
import { countOf, findingsAsText } from "../compiler/findings/formats/text.ts";
import { Source } from "../compiler/findings/source.ts";
import { example } from "./support/fedc.ts";

const helping = suite("help of loading");
const exampleText = readFileSync(example, "utf8");

function findingsOf(text: string) {
  const findings = new Findings();
  load(new Source("federation.yaml", text), () => ({ problem: "there is no such file" }), findings);
  return findings.sorted();
}

/** The example with one thing changed. */
function changed(from: string, to: string): string {
  assert.ok(exampleText.includes(from), `the example has ${from}`);
  return exampleText.replace(from, () => to);
}

const cluster = (field: string) => ["hostname: c1.example.com", `hostname: c1.example.com\n    ${field}`] as const;
const consumption = (field: string) => ["as: ratings.default", `as: ratings.default\n        ${field}`] as const;
const grant = (words: string) => ["cluster1: { methods: [GET] }", `cluster1: ${words}`] as const;
const addresses = (words: string) => ["addresses: [192.0.2.20]", `addresses: ${words}`] as const;
const port = (words: string) => ["port: 15443", `port: ${words}`] as const;
const pattern = (below: string) => `no pattern is possible but a last \`/*\`: write \`${below}/*\` for all that lies below`;
const exampleAddress = "for example `192.0.2.20` or `2001:db8::20`";
const digits = "write it in digits alone: without a leading zero, a sign, a point or letters; for example `port: 15443`";

/** Each is found once, with this help. */
const helps: readonly { readonly change: readonly [from: string, to: string]; readonly code: string; readonly help: string }[] = [
  { change: addresses("[{ ip: 192.0.2.20 }]"), code: "FED111", help: exampleAddress },
  { change: cluster("managed: { no: 1 }"), code: "FED111", help: "write `true` or `false`, without quotes" },
  { change: cluster("managed: [{}]"), code: "FED111", help: "write `true` or `false`, without quotes" },
  { change: addresses("[{}]"), code: "FED111", help: exampleAddress },
  { change: addresses("[1]"), code: "FED111", help: exampleAddress },
  { change: addresses("[[x]]"), code: "FED111", help: exampleAddress },
  { change: addresses("[a.example.com, 10.0.0.1]"), code: "FED115", help: "write `[a.example.com]`, or leave it out" },
  { change: addresses("[192.0.2.20, 192.0.2.20]"), code: "FED116", help: "keep one of the two" },
  { change: addresses("[pending]"), code: "FED115", help: "write `addresses: pending`, without brackets" },
  { change: addresses("[Pending]"), code: "FED115", help: "write `addresses: pending`, without brackets" },
  { change: ["to: [{ cluster: cluster2 }]", "to: []"], code: "FED116", help: "say what is meant; an empty list never means all" },
  { change: cluster("inactive: false"), code: "FED111", help: "leave it out: what is not inactive is in force" },
  { change: cluster("inactive: true"), code: "FED111", help: "say why: for example `inactive: the partner's audit ends in March`" },
  { change: cluster('inactive: " "'), code: "FED115", help: "for example `the partner's audit ends in March`" },
  { change: grant("{ methods: [any] }"), code: "FED115", help: "write `methods: any`, without brackets" },
  { change: grant("{ methods: [ANY] }"), code: "FED115", help: "write `methods: any`, without brackets" },
  { change: grant("{ methods: [ALL] }"), code: "FED115", help: "write `methods: any`, without brackets" },
  { change: grant("{ methods: ALL }"), code: "FED111", help: "write `any` if all are meant" },
  { change: grant("{ rpcs: [any] }"), code: "FED115", help: "write `rpcs: any`, without brackets" },
  { change: grant("[any]"), code: "FED111", help: "write `cluster1: any`, without brackets" },
  { change: ["[default/bookinfo-reviews]", "[any]"], code: "FED115", help: "write `callers: any`, without brackets" },
  { change: ["[default/bookinfo-reviews]", "[Default/bookinfo_reviews]"], code: "FED115", help: "write `default/bookinfo-reviews`" },
  { change: ["[bookinfo/bookinfo-reviews]", "[none]"], code: "FED115", help: "write `callers: none`, without brackets" },
  { change: ["  cluster1:\n    h", `  ${"c".repeat(41)}:\n    h`], code: "FED115", help: "for example `cluster1` or `online-store`" },
  { change: consumption("timeout: 5"), code: "FED111", help: "write `5s` if seconds are meant" },
  {
    change: ["to: [{ cluster: cluster2 }]", "to: cluster2"],
    code: "FED111",
    help: "write `[{ cluster: cluster2 }]` if you mean a list of one",
  },
  { change: ["- { cluster: cluster2, weight: 50 }", "- cluster2"], code: "FED111", help: "write `{ cluster: cluster2 }`" },
  { change: ["paths: [/ratings/*]", "paths: /ratings"], code: "FED111", help: "write `[/ratings]` if you mean a list of one" },
  { change: ["paths: [/ratings/*]", "paths: [/a b]"], code: "FED115", help: "write `/a%20b`" },
  { change: ["paths: [/ratings/*]", "paths: [ratings/1]"], code: "FED115", help: "write `/ratings/1`" },
  { change: ["paths: [/ratings/*]", "paths: [/a//b]"], code: "FED115", help: "write `/a/b`" },
  { change: ["paths: [/ratings/*]", "paths: [/a/../b/*]"], code: "FED115", help: "write `/b/*`" },
  { change: ["paths: [/ratings/*]", "paths: [/a/%2e%2E/b]"], code: "FED115", help: "write `/b`" },
  { change: ["paths: [/ratings/*]", "paths: ['/a/..;x/b']"], code: "FED115", help: "write `/b`" },
  { change: ["paths: [/ratings/*]", "paths: ['/a/%2e;/b/*']"], code: "FED115", help: "write `/a/b/*`" },
  { change: ["paths: [/ratings/*]", "paths: ['/a\\b']"], code: "FED115", help: "write `/a/b`" },
  { change: ["paths: [/ratings/*]", "paths: ['/a?id=1']"], code: "FED115", help: "write `/a`" },
  { change: ["paths: [/ratings/*]", "paths: ['https://host/a']"], code: "FED115", help: "write `/a`" },
  { change: ["paths: [/ratings/*]", "paths: [/a*]"], code: "FED115", help: pattern("/a") },
  { change: ["paths: [/ratings/*]", "paths: ['/a/**']"], code: "FED115", help: pattern("/a") },
  { change: ["paths: [/ratings/*]", "paths: ['/a/*/b']"], code: "FED115", help: pattern("/a") },
  { change: ["paths: [/ratings/*]", "paths: ['/a/{id}/b']"], code: "FED115", help: pattern("/a") },
  { change: ["paths: [/ratings/*]", "paths: ['/{id}']"], code: "FED115", help: pattern("") },
  { change: ["paths: [/ratings/*]", "paths: ['/100%']"], code: "FED115", help: "write `/100%25`" },
  { change: grant("{ methods: [get] }"), code: "FED115", help: "write `GET`" },
  { change: ["delivery: commit", "delivery: commit\n      branch: a.lock"], code: "FED115", help: "for example `main`" },
  { change: ["delivery: commit", "delivery: commit\n      branch: HEAD"], code: "FED115", help: "for example `main`" },
  { change: ["kind: ClusterIssuer", "kind: clusterissuer"], code: "FED115", help: "write `ClusterIssuer`" },
  { change: consumption('retries: { attempts: 2, on: "5xx, reset" }'), code: "FED115", help: "write `5xx,reset`" },
  { change: ["name: bookinfo", "name: Book_info"], code: "FED115", help: "write `book-info`" },
  { change: ["hostname: c1.example.com", "hostname: 1.31"], code: "FED111", help: "for example `hostname: c1.example.com`" },
  { change: ["subset: { version: v3 }", "subset: { version: 0x3 }"], code: "FED111", help: 'put it in quotes: `version: "0x3"`' },
  { change: port('"07777"'), code: "FED111", help: "for example `port: 15443`" },
  ...["07777", "0x2378", "0o777", "9e3", "9080.0", "+9080", "-0"].map((words) => ({ change: port(words), code: "FED111", help: digits })),
];
for (const {
  change: [from, to],
  code,
  help,
} of helps)
  helping(`${to.trim()} is found once, with help that works`, () => {
    assert.equal(
      findingsOf(changed(from, to)).map((finding) => [finding.code, finding.help]),
      [[code, help]],
    );
  });

const spoken = (word: string) => findingsOf(changed("protocol: http", `protocol: ${word}`)).map(({ help }) => help ?? "");

for (const [words, first] of [
  ["https HTTPS tls mTLS ssl wss grpcs grpc-tls rediss ldaps", /^write `tcp`: it passes the TLS on that the service speaks itself/],
  ["mongo MongoDB mysql postgres redis kafka amqp mqtt nats thrift dubbo memcached TCP ldap", /^write `tcp`/],
  ["HTTP Http http/1.1 HTTP/1.0 http1 rest graphql ws WebSocket grpc-web GRPC_WEB connect", /^write `http`/],
  ["HTTP2 http/2 h2 h2c", /^write `http2`/],
  ["GRPC gRPC", /^write `grpc`/],
  ["udp UDP sctp", /TCP alone/],
  ["http3 quic h3", /runs over UDP/],
  ["gprc", /^did you mean `grpc`\?/],
  ["auto", /^write `http`, `http2`, `grpc` or `tcp`$/],
] as const)
  helping(`${words} as a protocol leads to ${first.source}`, () => {
    for (const word of words.split(" ")) {
      const helps = spoken(word);
      assert.is(helps.length, 1, word);
      assert.match(helps[0] ?? "", first, word);
      assert.not.match(helps[0] ?? "", "secret");
    }
  });

helping("a word in another case is told in the right one", () => {
  assert.equal(
    findingsOf(changed("delivery: commit", "delivery: Pull-Request")).map(({ help }) => help),
    ["write `pull-request`"],
  );
});

helping("a list of a mapping is told where a root's file stands alone", () => {
  const text = exampleText.replace(/example-ca:\n[\s\S]*END CERTIFICATE-----/, "example-ca: ca.pem");
  assert.equal(
    findingsOf(text).map(({ help }) => help),
    ["write `[{ file: ca.pem }]` if you mean a list of one"],
  );
});

const messages: readonly (readonly [change: readonly [from: string, to: string], message: string])[] = [
  [port("0x2378"), "`port` must be a whole number in plain digits, but this is `0x2378`"],
  [port("99999999999999999999999999"), "`99999999999999999999999999` is not a port from 1 to 65535"],
  [["name: bookinfo", 'name: "a\\nb"'], "`a\\nb` is not a DNS label in lower case, at most 40 characters, without `--`"],
  [["egress: {}", "egress: { replicas: 0 }"], "`0` is not a number of pods from 1 to 1000"],
  [["egress: {}", "egress: { replicas: { min: 0, max: 2 } }"], "`0` is not a number of pods from 1 to 1000"],
];
for (const [[from, to], message] of messages)
  helping(`${to} is told as it was written`, () => {
    assert.equal(
      findingsOf(changed(from, to)).map((finding) => finding.message),
      [message],
    );
  });

helping("no help names a command that does not exist", () => {
  assert.not.match(JSON.stringify(findingsOf("")), "fedc init");
});

helping("the line of a field that is called like a secret is not shown, whatever is wrong in it", () => {
  for (const name of ["password", "token", "secret", "key", "apiKey", "client_secret", "AccessToken"]) {
    for (const text of [
      changed(...cluster(`${name}: hunter2`)),
      changed(...grant(`{ ${name}: hunter2, methods: [get] }`)),
      `a: 1\n${name}: x: hunter2\n`,
    ]) {
      const findings = findingsOf(text);
      assert.ok(findings.length > 0);
      assert.not.match(findingsAsText(findings, plain), "hunter2");
    }
  }
  assert.match(
    findingsAsText(findingsOf(changed("secrets: {egress", "secrets: {egress").replace("kind: ClusterIssuer", "kind: x")), plain),
    "kind: x",
  );
});

helping("where findings are left out, the count says so", () => {
  const lines = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, index) => line(index)).join("\n");
  const counts = (text: string) => countOf(findingsOf(text));
  assert.is(counts(changed(...cluster(lines(300, (i) => `${i === 0 ? "" : "    "}x${i}: 1`)))), "at least 20 errors");
  assert.is(counts(changed(...cluster(lines(20, (i) => `${i === 0 ? "" : "    "}x${i}: 1`)))), "20 errors");
  assert.is(counts(changed("services:\n", `services:\n${lines(300, (i) => `  s${i}: { protocol: x }`)}\n`)), "at least 201 errors");
  assert.is(counts(lines(300, (i) => `a${i}: [`)), "at least 21 errors");
  assert.is(counts(lines(20, (i) => `a${i}: [`)), "20 errors");
  assert.is(counts(`a: ${"\u0007".repeat(300)}`), "at least 21 errors");
  assert.is(counts(lines(30, (i) => `a${i}: ghp_${"a1B2".repeat(9)}`)), "at least 20 errors");
});

helping.run();
