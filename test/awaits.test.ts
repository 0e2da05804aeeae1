/** A half of a grant that says `awaits`: when it waits, when it comes into force, and what every command says of it. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { resolve } from "../compiler/2-resolve/resolve.ts";
import { compile, examine } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { inFederation } from "./support/edited-federation.ts";
import { rootTexts } from "./support/random-federation.ts";
import { sampleTime } from "./support/samples.ts";

const test = suite("awaits");

const roots = ["shop", "west", "east"].map(
  (name, i) => `    ${name}:\n      - pem: |\n${(rootTexts[i] ?? "").trim().replace(/^/gm, "          ")}\n`,
);

const clusterText = (name: string, i: number) => `  ${name}:
    hostname: ${name}.example.com
    owner: "@example/${name}"
    trust: { gateways: { root: ${name}, certificate: { issuerRef: { kind: ClusterIssuer, name: ca } } } }
    gateways: { ingress: { addresses: [192.0.2.${i + 1}] }, egress: {} }
    gitops: { repository: https://github.com/example/${name}, path: federation, delivery: directory }
`;

/** Three clusters; `exposed` are the allows of `west` and `east`, `consumed` is the entry of `shop`. */
function federationText({ west, east, shop, protocol = "http", rest = "", above = "" }: Readonly<Record<string, string>>): string {
  const exposer = (name: string, allow: string | undefined) =>
    allow === undefined ? "" : `      ${name}: { service: stock.core, port: 8080${allow === "" ? "" : `, allow: ${allow}`} }\n`;
  return `apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata: { name: halves }
clusters:
${["shop", "west", "east"].map(clusterText).join("")}${above}trust:
  roots:
${roots.join("")}services:
  other:
    protocol: http
    expose:
      shop: { service: other.core, port: 8080, allow: { west: { methods: [GET] }, east: { methods: [GET] } } }
    consume:
      west: { as: other.west, port: 80, localService: create, callers: [west/web] }
      east: { as: other.east, port: 80, localService: create, callers: [east/web] }
  stock:
    protocol: ${protocol}
${west === undefined && east === undefined ? "" : `    expose:\n${exposer("east", east)}${exposer("west", west)}`}${shop === undefined ? "" : `    consume:\n${shop}`}${rest}`;
}

const use = (more = "") => `      shop: { as: stock.shop, port: 80, localService: create, callers: [shop/web]${more} }\n`;

function examined(text: string) {
  const { findings, known } = examine(new Source("federation.yaml", text), { readFile: () => ({ problem: "none" }), now: sampleTime });
  return { codes: findings.sorted().map(({ code }) => code), known };
}

/** The codes of findings, and the grants of `stock` in force as `exposer -> consumer`. */
function stateOf(text: string): readonly [readonly string[], readonly string[]] {
  const { codes, known } = examined(text);
  const grants = known ? resolve(known.loaded).grants : [];
  const inForce = grants.filter(({ exposure, inactive }) => exposure.service.name === "stock" && inactive === undefined);
  return [codes, inForce.map(({ exposure, consumer }) => `${exposure.cluster.name} -> ${consumer.name}`)];
}

/** The files that each cluster gets. */
function bytes(text: string): Readonly<Record<string, string>> {
  const { built, findings } = compile(new Source("federation.yaml", text), { readFile: () => ({ problem: "none" }), now: sampleTime });
  if (!built)
    throw new Error(
      findings
        .sorted()
        .map(({ message }) => message)
        .join("\n"),
    );
  return Object.fromEntries(
    built.overlays.flatMap(({ cluster, files }) => [...files].map(([path, file]) => [`${cluster}/${path}`, JSON.stringify(file)])),
  );
}

const GET = "{ shop: { methods: [GET] } }";
const GETWaiting = "{ shop: { methods: [GET], awaits: consumer } }";
const nothing = federationText({ west: "" });

test("a half alone is an error without the word, and none with it", () => {
  assert.equal(stateOf(federationText({ west: GET })), [["FED307"], []]);
  assert.equal(stateOf(federationText({ west: GETWaiting })), [[], []]);
  assert.equal(stateOf(federationText({ west: "", shop: use() })), [["FED308"], []]);
  assert.equal(stateOf(federationText({ west: "", shop: use(", awaits: exposer") })), [[], []]);
  assert.equal(stateOf(federationText({ shop: use(", awaits: exposer") })), [[], []]);
  for (const wrong of ["awaits: exposer", "awaits: true", "awaits: shop"])
    assert.match(stateOf(federationText({ west: `{ shop: { methods: [GET], ${wrong} } }` }))[0].join(), /^FED1\d\d$/, wrong);
});

test("nothing is emitted for a half that waits", () => {
  const expected = bytes(nothing);
  assert.equal(bytes(federationText({ west: GETWaiting })), expected);
  assert.equal(bytes(federationText({ west: "", shop: use(", awaits: exposer") })), expected);
  assert.equal(bytes(federationText({ shop: use(", awaits: exposer") })), expected);
});

test("it comes into force when the other half is there, whichever of them has the word, and the word changes no byte", () => {
  const full = federationText({ west: GET, shop: use() });
  assert.equal(stateOf(full), [[], ["west -> shop"]]);
  for (const text of [
    federationText({ west: GETWaiting, shop: use() }),
    federationText({ west: GET, shop: use(", awaits: exposer") }),
    federationText({ west: GETWaiting, shop: use(", awaits: exposer") }),
  ]) {
    assert.equal(stateOf(text), [[], ["west -> shop"]]);
    assert.equal(bytes(text), bytes(full));
  }
});

test("tcp: the word alone allows what `any` does", () => {
  const tcp = (allow: string, shop?: string) => federationText({ protocol: "tcp", west: allow, ...(shop !== undefined && { shop }) });
  assert.equal(stateOf(tcp("{ shop: { awaits: consumer } }")), [[], []]);
  assert.equal(bytes(tcp("{ shop: { awaits: consumer } }", use())), bytes(tcp("{ shop: any }", use())));
  assert.equal(stateOf(federationText({ west: "{ shop: { awaits: consumer } }" }))[0], ["FED342"]);
});

test("alternatives: the allow waits only if all of them say so; what is inactive stays so", () => {
  const list = (second: string, shop?: string) =>
    federationText({
      west: `{ shop: [{ methods: [GET], awaits: consumer }, { methods: [POST]${second} }] }`,
      ...(shop !== undefined && { shop }),
    });
  assert.equal(stateOf(list(""))[0], ["FED307"]);
  assert.equal(stateOf(list(", awaits: consumer")), [[], []]);
  assert.equal(stateOf(list(", inactive: later")), [[], []]);
  const firstOnly = federationText({ west: GET, shop: use() });
  assert.equal(bytes(list(", inactive: later", use())), bytes(firstOnly));
});

test("inactive wins over awaits, on either side", () => {
  const off = "{ shop: { methods: [GET], awaits: consumer, inactive: later } }";
  assert.equal(stateOf(federationText({ west: off, shop: use() })), [[], []]);
  assert.equal(stateOf(federationText({ west: GETWaiting, shop: use(", inactive: later") })), [[], []]);
  assert.equal(stateOf(federationText({ west: GET, shop: use(", awaits: exposer, inactive: later") })), [[], []]);
  assert.equal(bytes(federationText({ west: GETWaiting, shop: use(", inactive: later") })), bytes(nothing));
});

test("routes and failover: a destination that waits drops out, as one that is inactive does", () => {
  const ways = [
    ", routes: [{ to: [{ cluster: east, weight: 60 }, { cluster: west, weight: 40 }] }]",
    ", failover: [{ cluster: east }, { cluster: west }]",
  ];
  for (const way of ways) {
    const waiting = federationText({ west: "", east: GET, shop: use(`${way}, awaits: exposer`) });
    const inactive = federationText({ west: "{ shop: { methods: [GET], inactive: later } }", east: GET, shop: use(way) });
    assert.equal(stateOf(waiting), [stateOf(inactive)[0], ["east -> shop"]]);
    assert.equal(bytes(waiting), bytes(inactive));
    assert.equal(stateOf(waiting.replace("port: 8080 }", `port: 8080, allow: ${GET} }`))[1], ["east -> shop", "west -> shop"]);
  }
});

test("several local names: the half of a second exposer waits until one of them leads there", () => {
  const names = (second: string) =>
    `      shop:\n        - { as: stock.shop, port: 80, localService: create, callers: [shop/web], routes: [{ to: [{ cluster: east }] }] }\n        - { as: stock2.shop, port: 80, localService: create, callers: [shop/web], routes: [{ to: [{ cluster: ${second} }] }] }\n`;
  assert.equal(stateOf(federationText({ west: GETWaiting, east: GET, shop: names("east") })), [[], ["east -> shop"]]);
  assert.equal(stateOf(federationText({ west: GETWaiting, east: GET, shop: names("west") })), [[], ["east -> shop", "west -> shop"]]);
});

test("without routes calls stay with the exposer that does not wait, also while that one is inactive", () => {
  assert.equal(stateOf(federationText({ west: GETWaiting, east: GET, shop: use() })), [[], ["east -> shop"]]);
  const revoked = federationText({ west: GETWaiting, east: "{ shop: { methods: [GET], inactive: in a hurry } }", shop: use() });
  assert.equal(stateOf(revoked), [[], []]);
  assert.equal(stateOf(federationText({ west: GETWaiting, east: GETWaiting, shop: use() }))[0], ["FED315"]);
  assert.equal(stateOf(federationText({ west: GET, east: GET, shop: use() }))[0], ["FED315"]);
});

test("groups: the members that consume are served, the others wait", () => {
  const groups = "groups:\n  all: [shop, east]\n";
  const shared = federationText({ west: "{ all: { methods: [GET], awaits: consumer } }", shop: use(), above: groups });
  assert.equal(stateOf(shared), [[], ["west -> shop"]]);
  const consuming = federationText({
    west: GET,
    shop: use(", awaits: exposer").replace("shop:", "all:"),
    above: groups,
  });
  assert.equal(stateOf(consuming), [[], ["west -> shop"]]);
  assert.equal(stateOf(consuming.replace(", awaits: exposer", ""))[0], ["FED308"]);
});

test("the other half is there and disagrees: that is found as always", () => {
  const workloads = "  mode: workloads\n";
  const text = federationText({ west: GETWaiting, shop: use() }).replace("trust:\n  roots:", `trust:\n${workloads}  roots:`);
  const without = federationText({ west: GET, shop: use() }).replace("trust:\n  roots:", `trust:\n${workloads}  roots:`);
  assert.equal(stateOf(text)[0], stateOf(without)[0]);
  assert.ok(stateOf(text)[0].length > 0);
  const route = use(", routes: [{ match: { methods: [POST] }, to: [{ cluster: west }] }, { to: [{ cluster: west }] }]");
  assert.equal(stateOf(federationText({ west: GETWaiting, shop: route }))[0], stateOf(federationText({ west: GET, shop: route }))[0]);
  assert.ok(stateOf(federationText({ west: GETWaiting, shop: route }))[0].length > 0);
});

test("always about a grant that waits fails, and says what it waits for", () => {
  const always = (at: string) => `assertions:\n  - always: { from: shop, to: stock${at}, method: GET }\n`;
  for (const [text, code, reason] of [
    [federationText({ west: GETWaiting, rest: always("") }), "FED386", "waits for shop to consume it"],
    [federationText({ west: "", shop: use(", awaits: exposer"), rest: always("") }), "FED386", "waits for west to allow it"],
    [
      federationText({
        west: "",
        east: GET,
        shop: use(", routes: [{ to: [{ cluster: east, weight: 50 }, { cluster: west, weight: 50 }] }], awaits: exposer"),
        rest: always(", at: west"),
      }),
      "FED388",
      "waits for west to allow it",
    ],
  ] as const)
    inFederation(text, (run) => {
      const { status, stderr } = run("check");
      assert.is(status, 1);
      assert.match(stderr, code);
      assert.match(stderr, reason);
    });
  assert.equal(stateOf(federationText({ west: GETWaiting, shop: use(), rest: always("") }))[0], []);
  const never = "assertions:\n  - never: { from: shop, to: stock }\n";
  assert.equal(stateOf(federationText({ west: GETWaiting, rest: never }))[0], []);
  assert.equal(stateOf(federationText({ west: GETWaiting, shop: use(), rest: never }))[0], ["FED388"]);
});

test("every command says what waits, and for whom", () => {
  inFederation(federationText({ west: GETWaiting }), (run) => {
    const line = /stock of west for shop: waits for shop to consume it \(federation\.yaml:\d+\)/;
    assert.match(run("check").stdout.replace(/\s+/g, " "), line);
    assert.match(run("access").stdout.replace(/\s+/g, " "), line);
    assert.not.match(run("access", "--to", "east").stdout, "waits");
    assert.match(run("build").stdout.replace(/\s+/g, " "), new RegExp(`awaits ${line.source}`));
    const { awaits } = JSON.parse(run("check", "--json").stdout);
    const { line: row, ...half } = awaits[0];
    assert.equal(
      [half.half, half.service, half.exposer, half.consumer, half.state, half.reason, half.file, typeof row],
      ["allow", "stock", "west", "shop", "waiting", "waits for shop to consume it", "federation.yaml", "number"],
    );
    assert.equal(JSON.parse(run("access", "--json").stdout).awaits, awaits);
    const why = run("why", "shop", "stock").stdout.replace(/\s+/g, " ");
    assert.match(why, "shop does not consume stock at present");
    assert.match(why, "west allows it to shop; not in force: waits for shop to consume it");
    assert.match(why, "let the cluster consume it");
  });
  inFederation(federationText({ west: "", shop: use(", awaits: exposer") }), (run) => {
    const why = run("why", "shop", "stock").stdout.replace(/\s+/g, " ");
    assert.match(why, "shop consumes stock as stock.shop; not in force: waits for west to allow it");
    assert.match(why, "let `west` allow it");
    assert.match(run("access", "--from", "shop").stdout, "waits for west to allow it");
  });
  inFederation(federationText({ west: GETWaiting, shop: use(", inactive: the audit") }), (run) => {
    assert.match(run("build").stdout.replace(/\s+/g, " "), "shop consumes it, but not in force: every use of it is inactive");
  });
  inFederation(federationText({ west: GETWaiting, shop: use() }), (run) => {
    assert.match(run("build").stdout.replace(/\s+/g, " "), "awaits stock of west for shop: in force, so the word may go");
    assert.equal(JSON.parse(run("check", "--json").stdout).awaits[0].state, "in force");
    assert.not.match(run("access").stdout, "waits");
  });
});

test("expose for a second exposer lets it wait, and the first one keeps the calls", () => {
  const one = federationText({ west: GETWaiting, shop: use() });
  inFederation(one, (run, read) => {
    const { status, stdout, stderr } = run(
      ...["expose", "stock", "--cluster", "east", "--service", "stock.core", "--port", "8080", "--to", "shop", "--methods", "GET"],
    );
    assert.is(status, 0, stderr);
    assert.match(stdout.replace(/\s+/g, " "), "`shop` consumes it from elsewhere");
    assert.match(stdout, "add `cluster: east` to the routes");
    assert.match(read(), "allow: { shop: { methods: [GET] } }");
    assert.match(read(), "shop: { methods: [GET], awaits: consumer }");
    assert.equal(stateOf(read()), [[], ["west -> shop"]]);
  });
});

test("the word stays in the entry of a group while another member waits", () => {
  const text = federationText({
    west: GETWaiting,
    above: "groups:\n  all: [shop, east]\n",
    shop: use(", awaits: exposer").replace("shop:", "all:"),
  });
  inFederation(text, (run, read) => {
    assert.is(run("expose", "stock", "--cluster", "west", "--to", "east", "--methods", "GET").status, 0);
    assert.match(read(), "awaits: exposer");
    assert.equal(stateOf(read()), [[], ["west -> east", "west -> shop"]]);
  });
});

test.run();
