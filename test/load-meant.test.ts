import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { load } from "../compiler/1-load/load.ts";
import { Findings } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
import { example } from "./support/fedc.ts";

const meant = suite("what was meant");
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

const reported = (text: string) => findingsOf(text).map(({ code, message, help }) => `${code} ${message}; ${help}`);

const service = (words: string) => ["service: ratings.bookinfo", `service: ${words}`] as const;
const local = (words: string) => ["as: ratings.default", `as: ${words}`] as const;
const caller = (words: string) => ["callers: [default/bookinfo-reviews]", `callers: ${words}`] as const;
const hostname = (words: string) => ["hostname: c1.example.com", `hostname: ${words}`] as const;
const addresses = (words: string) => ["addresses: [192.0.2.20]", `addresses: ${words}`] as const;
const repository = (words: string) => ["https://github.com/example/cluster2-gitops", words] as const;
const folder = (words: string) => ["path: federation", `path: ${words}`] as const;
const timeout = (words: string) => ["as: ratings.default", `timeout: ${words}\n        as: ratings.default`] as const;
const rpcs = (words: string) => ["cluster1: { methods: [GET] }", `cluster1: { rpcs: ${words} }`] as const;
const istio = (words: string) => ["hostname: c1.example.com", `hostname: c1.example.com\n    istio: { version: ${words} }`] as const;

/** What was written, and what stands in the help between backticks: put in the place of the other, it is right. */
const spellings: readonly {
  readonly write: (words: string) => readonly [from: string, to: string];
  readonly wrong: string;
  readonly right: string;
}[] = [
  { write: service, wrong: "ratings.bookinfo.svc.cluster.local", right: "ratings.bookinfo" },
  { write: service, wrong: "ratings.bookinfo.svc", right: "ratings.bookinfo" },
  { write: service, wrong: "ratings.bookinfo:9080", right: "ratings.bookinfo" },
  { write: service, wrong: "http://ratings.bookinfo/", right: "ratings.bookinfo" },
  { write: service, wrong: "bookinfo/ratings", right: "ratings.bookinfo" },
  { write: local, wrong: "ratings.default.", right: "ratings.default" },
  { write: local, wrong: "default/ratings", right: "ratings.default" },
  { write: local, wrong: "https://API.Partner.global:8443/v1", right: "api.partner.global" },
  { write: caller, wrong: "[spiffe://cluster.local/ns/default/sa/web]", right: "default/web" },
  { write: caller, wrong: "['system:serviceaccount:default:web']", right: "default/web" },
  { write: caller, wrong: "[cluster1/default/web]", right: "default/web" },
  { write: caller, wrong: "[default.web]", right: "default/web" },
  { write: caller, wrong: "[default/]", right: "default/*" },
  { write: caller, wrong: "'default/a, default/b'", right: "[default/a, default/b]" },
  { write: caller, wrong: "cluster1/default/web", right: "[default/web]" },
  { write: hostname, wrong: "https://c1.example.com:443/", right: "c1.example.com" },
  { write: hostname, wrong: "c1.example.com.", right: "c1.example.com" },
  { write: hostname, wrong: "'*.c1.example.com'", right: "c1.example.com" },
  { write: addresses, wrong: "['192.0.2.20:15443']", right: "192.0.2.20" },
  { write: addresses, wrong: "['[2001:db8::20]:15443']", right: "2001:db8::20" },
  { write: addresses, wrong: "['https://192.0.2.20/']", right: "192.0.2.20" },
  { write: addresses, wrong: "[Mesh.example.com]", right: "mesh.example.com" },
  { write: addresses, wrong: "[mesh.example.com.]", right: "mesh.example.com" },
  { write: addresses, wrong: "[mesh_1.example.com]", right: "mesh-1.example.com" },
  { write: repository, wrong: "http://github.com/example/x", right: "https://github.com/example/x" },
  { write: repository, wrong: "github.com/example/x", right: "https://github.com/example/x" },
  { write: repository, wrong: "https://GitHub.com/example/x/", right: "https://github.com/example/x" },
  { write: repository, wrong: "git@github.com/example/x", right: "git@github.com:example/x" },
  { write: repository, wrong: "https://git.example.com/a/b/x/-/tree/main", right: "https://git.example.com/a/b/x" },
  { write: repository, wrong: "https://github.com/example/x?ref=main", right: "https://github.com/example/x" },
  { write: folder, wrong: "/federation", right: "federation" },
  { write: folder, wrong: "./federation/", right: "federation" },
  { write: folder, wrong: "a//b/../federation", right: "a/federation" },
  { write: folder, wrong: "a\\federation", right: "a/federation" },
  { write: timeout, wrong: '"5"', right: "5s" },
  { write: timeout, wrong: "5 s", right: "5s" },
  { write: timeout, wrong: "5sec", right: "5s" },
  { write: timeout, wrong: "2 minutes", right: "2m" },
  { write: timeout, wrong: "1h30", right: "1h30m" },
  { write: timeout, wrong: "1m30", right: "1m30s" },
  { write: timeout, wrong: "PT5S", right: "5s" },
  { write: timeout, wrong: "1d", right: "24h" },
  { write: timeout, wrong: ".5s", right: "0.5s" },
  { write: timeout, wrong: "05s", right: "5s" },
  { write: rpcs, wrong: "[/shop.v1.Orders/Place]", right: "shop.v1.Orders/Place" },
  { write: rpcs, wrong: "[shop.v1.Orders.Place]", right: "shop.v1.Orders/Place" },
  { write: rpcs, wrong: "[shop.v1.Orders]", right: "shop.v1.Orders/*" },
  { write: istio, wrong: "v1.31", right: '"1.31"' },
  { write: istio, wrong: "v1.31.2", right: "1.31.2" },
];
for (const { write, wrong, right } of spellings)
  meant(`${write(wrong)[1].split("\n")[0]} leads to ${right}`, () => {
    const [finding, ...others] = findingsOf(changed(...write(wrong)));
    assert.equal(others, []);
    assert.match(finding?.help ?? "", `write \`${right}\``);
    const inList = wrong.startsWith("[") && !right.startsWith("[");
    assert.equal(reported(changed(...write(inList ? `['${right}']` : right))), []);
  });

meant("what can be written in no other way has its own advice", () => {
  for (const [[from, to], help] of [
    [timeout("0s"), /no limit/],
    [timeout("infinite"), /no limit/],
    [timeout("-5s"), /no limit/],
    [hostname("192.0.2.5"), /`gateways.ingress.addresses`/],
    [hostname("cluster1"), /`cluster1\.example\.com`/],
    [service("ratings"), /`ratings\.NAMESPACE`/],
    [caller("[web]"), /`NAMESPACE\/web`/],
    [["subset: { version: v3 }", "subset: { matchLabels: { version: v3 } }"], /`subset: \{ version: v3 \}`/],
    [timeout("5s\n        retries: 3"), /`\{ attempts: 3 \}`/],
    [["port: 15443", "port: https"], /number, not its name/],
    [["methods: [GET]", "methods: ['GET,POST']"], /`\[GET, POST\]`/],
    [["cluster1: { methods: [GET] }", "'*': { methods: [GET] }"], /no word means every cluster/],
  ] as const) {
    const found = findingsOf(changed(from, to));
    assert.is(found.length, 1, to);
    assert.match(found[0]?.help ?? "", help, to);
  }
});

meant("one mistake is one finding", () => {
  for (const [text, expected] of [
    [
      changed("hostname: c1.example.com", "host: c1.example.com"),
      /^FED112 `host` is not a field of `cluster1`; did you mean `hostname`\?$/,
    ],
    [changed("service: ratings.bookinfo", "svc: ratings.bookinfo"), /^FED112 `svc` is .*; did you mean `service`\?$/],
    [changed("assertions:", "assert:"), /^FED112 `assert` .*; did you mean `assertions`\?$/],
    [exampleText.replaceAll(" cluster2:", " Cluster_2:"), /^FED115 `Cluster_2` is not .*; write `cluster-2`, here and at 2 other places$/],
    [changed("protocol: http", "protocol: ''"), /^FED114 `protocol` is an empty text/],
    [
      changed("[192.0.2.20]", "[192.0.2.20, a.example.com]"),
      /^FED115 `a\.example\.com` is a DNS name in lower case, which stands in a list alone/,
    ],
    [changed("[192.0.2.20]", "[gateway]"), /^FED115 `gateway` is neither an IP address nor a DNS name in lower case/],
    [changed("port: 15443", "port: １５４４３"), /^FED111 .* is not ASCII, it looks like `1`; type it anew: `15443`$/],
    [changed("port: 15443", "port： 15443"), /^FED107 this line has a colon that is not YAML's/],
  ] as const) {
    const found = reported(text);
    assert.is(found.length, 1, found.join("\n"));
    assert.match(found[0] ?? "", expected);
  }
});

meant("a file about something else is told as that, once", () => {
  for (const [text, expected] of [
    ["apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: {}\n", "FED109 this is a `ConfigMap` of `v1`, not a federation"],
    [
      `apiVersion: v1\nkind: List\nitems:\n  - ${exampleText.trimEnd().replaceAll("\n", "\n    ")}\n`,
      "FED109 this is a `List` of `v1`, not a federation",
    ],
    ["services:\n  web: { image: nginx }\n", "FED109 `federation.yaml` is not a federation: it has no `apiVersion`"],
    ['{ "name": "x", "scripts": {} }', "FED109 `federation.yaml` is not a federation: it has no `apiVersion`"],
  ] as const) {
    const found = reported(text);
    assert.is(found.length, 1, found.join("\n"));
    assert.ok(found[0]?.startsWith(expected), found[0]);
  }
  assert.match(reported(changed("kind: Federation", "kind: Federaton"))[0] ?? "", /^FED115/);
  assert.match(reported(changed("fedc.dev/v1alpha1", "fedc.dev/v2"))[0] ?? "", /^FED115/);
});

meant("conflict markers count where an editor has indented them, and where they are longer", () => {
  const conflict = (indent: string, length: number) =>
    changed("    port: 15443\n".trimStart(), "port: 15443\n").replace(
      "        port: 15443\n",
      () =>
        `${["<", "=", ">"].map((sign, i) => `${indent}${sign.repeat(length)}${sign === "=" ? "" : " x"}\n        port: ${15443 + i}\n`).join("")}`,
    );
  for (const [indent, length] of [
    ["", 7],
    ["", 12],
    ["        ", 7],
    ["  ", 9],
  ] as const) {
    const found = findingsOf(conflict(indent, length));
    assert.equal(
      found.map(({ code }) => code),
      ["FED124"],
    );
    assert.is((found[0]?.at?.end ?? 0) - (found[0]?.at?.start ?? 0), length);
  }
  const said = changed("protocol: http", "description: |\n      <<<<<<< HEAD\n      =======\n      >>>>>>> x\n    protocol: http");
  assert.equal(findingsOf(said), []);
  const jujutsu = changed("  name: bookinfo", "<<<<<<< 1\n%%%%%%% from\n-  name: a\n+  name: b\n+++++++ of\n  name: c\n>>>>>>> 1");
  assert.match(reported(jujutsu).join(), /^FED124 .*`%%%%%%%`, `\+\+\+\+\+\+\+` and `>>>>>>>`/);
});

meant.run();
