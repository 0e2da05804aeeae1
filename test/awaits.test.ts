/** A half of a grant that says `awaits`: when it waits, and when it comes into force. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Source } from "../compiler/findings/source.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { allowsGet, federationText, stateOf, use, waitsToAllowGet } from "./support/half-grants.ts";
import { sampleTime } from "./support/samples.ts";

const test = suite("awaits");

/** The files that each cluster gets. */
function bytes(text: string): Readonly<Record<string, string>> {
  const { built, findings } = compileWhole(new Source("federation.yaml", text), { readFile: () => ({ problem: "none" }), now: sampleTime });
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

const nothing = federationText({ west: "" });

test("a half alone is an error without the word, and none with it", () => {
  assert.equal(stateOf(federationText({ west: allowsGet })), [["FED307"], []]);
  assert.equal(stateOf(federationText({ west: waitsToAllowGet })), [[], []]);
  assert.equal(stateOf(federationText({ west: "", shop: use() })), [["FED308"], []]);
  assert.equal(stateOf(federationText({ west: "", shop: use(", awaits: exposer") })), [[], []]);
  assert.equal(stateOf(federationText({ shop: use(", awaits: exposer") })), [[], []]);
  for (const wrong of ["awaits: exposer", "awaits: true", "awaits: shop"])
    assert.match(stateOf(federationText({ west: `{ shop: { methods: [GET], ${wrong} } }` }))[0].join(), /^FED1\d\d$/, wrong);
});

test("nothing is emitted for a half that waits", () => {
  const expected = bytes(nothing);
  assert.equal(bytes(federationText({ west: waitsToAllowGet })), expected);
  assert.equal(bytes(federationText({ west: "", shop: use(", awaits: exposer") })), expected);
  assert.equal(bytes(federationText({ shop: use(", awaits: exposer") })), expected);
});

test("it comes into force when the other half is there, whichever of them has the word, and the word changes no byte", () => {
  const full = federationText({ west: allowsGet, shop: use() });
  assert.equal(stateOf(full), [[], ["west -> shop"]]);
  for (const text of [
    federationText({ west: waitsToAllowGet, shop: use() }),
    federationText({ west: allowsGet, shop: use(", awaits: exposer") }),
    federationText({ west: waitsToAllowGet, shop: use(", awaits: exposer") }),
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
  const firstOnly = federationText({ west: allowsGet, shop: use() });
  assert.equal(bytes(list(", inactive: later", use())), bytes(firstOnly));
});

test("inactive wins over awaits, on either side", () => {
  const off = "{ shop: { methods: [GET], awaits: consumer, inactive: later } }";
  assert.equal(stateOf(federationText({ west: off, shop: use() })), [[], []]);
  assert.equal(stateOf(federationText({ west: waitsToAllowGet, shop: use(", inactive: later") })), [[], []]);
  assert.equal(stateOf(federationText({ west: allowsGet, shop: use(", awaits: exposer, inactive: later") })), [[], []]);
  assert.equal(bytes(federationText({ west: waitsToAllowGet, shop: use(", inactive: later") })), bytes(nothing));
});

test("routes and failover: a destination that waits drops out, as one that is inactive does", () => {
  const ways = [
    ", routes: [{ to: [{ cluster: east, weight: 60 }, { cluster: west, weight: 40 }] }]",
    ", failover: [{ cluster: east }, { cluster: west }]",
  ];
  for (const way of ways) {
    const waiting = federationText({ west: "", east: allowsGet, shop: use(`${way}, awaits: exposer`) });
    const inactive = federationText({ west: "{ shop: { methods: [GET], inactive: later } }", east: allowsGet, shop: use(way) });
    assert.equal(stateOf(waiting), [stateOf(inactive)[0], ["east -> shop"]]);
    assert.equal(bytes(waiting), bytes(inactive));
    assert.equal(stateOf(waiting.replace("port: 8080 }", `port: 8080, allow: ${allowsGet} }`))[1], ["east -> shop", "west -> shop"]);
  }
});

test("several local names: the half of a second exposer waits until one of them leads there", () => {
  const names = (second: string) =>
    `      shop:\n        - { as: stock.shop, port: 80, localService: create, callers: [shop/web], routes: [{ to: [{ cluster: east }] }] }\n        - { as: stock2.shop, port: 80, localService: create, callers: [shop/web], routes: [{ to: [{ cluster: ${second} }] }] }\n`;
  assert.equal(stateOf(federationText({ west: waitsToAllowGet, east: allowsGet, shop: names("east") })), [[], ["east -> shop"]]);
  assert.equal(stateOf(federationText({ west: waitsToAllowGet, east: allowsGet, shop: names("west") })), [
    [],
    ["east -> shop", "west -> shop"],
  ]);
});

test("without routes calls stay with the exposer that does not wait, also while that one is inactive", () => {
  assert.equal(stateOf(federationText({ west: waitsToAllowGet, east: allowsGet, shop: use() })), [[], ["east -> shop"]]);
  const revoked = federationText({ west: waitsToAllowGet, east: "{ shop: { methods: [GET], inactive: in a hurry } }", shop: use() });
  assert.equal(stateOf(revoked), [[], []]);
  assert.equal(stateOf(federationText({ west: waitsToAllowGet, east: waitsToAllowGet, shop: use() }))[0], ["FED315"]);
  assert.equal(stateOf(federationText({ west: allowsGet, east: allowsGet, shop: use() }))[0], ["FED315"]);
});

test("groups: the members that consume are served, the others wait", () => {
  const groups = "groups:\n  all: [shop, east]\n";
  const shared = federationText({ west: "{ all: { methods: [GET], awaits: consumer } }", shop: use(), above: groups });
  assert.equal(stateOf(shared), [[], ["west -> shop"]]);
  const consuming = federationText({
    west: allowsGet,
    shop: use(", awaits: exposer").replace("shop:", "all:"),
    above: groups,
  });
  assert.equal(stateOf(consuming), [[], ["west -> shop"]]);
  assert.equal(stateOf(consuming.replace(", awaits: exposer", ""))[0], ["FED308"]);
});

test("the other half is there and disagrees: that is found as always", () => {
  const workloads = "  mode: workloads\n";
  const text = federationText({ west: waitsToAllowGet, shop: use() }).replace("trust:\n  roots:", `trust:\n${workloads}  roots:`);
  const without = federationText({ west: allowsGet, shop: use() }).replace("trust:\n  roots:", `trust:\n${workloads}  roots:`);
  assert.equal(stateOf(text)[0], stateOf(without)[0]);
  assert.ok(stateOf(text)[0].length > 0);
  const route = use(", routes: [{ match: { methods: [POST] }, to: [{ cluster: west }] }, { to: [{ cluster: west }] }]");
  assert.equal(
    stateOf(federationText({ west: waitsToAllowGet, shop: route }))[0],
    stateOf(federationText({ west: allowsGet, shop: route }))[0],
  );
  assert.ok(stateOf(federationText({ west: waitsToAllowGet, shop: route }))[0].length > 0);
});

test.run();
