/** The calls that are tried, and the facts that they are tried with. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { factsOf } from "../compiler/6-verify/facts.ts";
import { Intentions } from "../compiler/6-verify/intent/intentions.ts";
import { matching } from "../compiler/6-verify/probes/matching-request.ts";
import { probesOf } from "../compiler/6-verify/probes/probes.ts";
import { triedRegex } from "../compiler/6-verify/tried-regex.ts";
import { compileSample, textOfBuild } from "./support/builds.ts";
import { http, told } from "./support/calls.ts";

const test = suite("verify: probes");
const samples = new Map(["example", "mosaic", "medley", "corners"].map((name) => [name, compileSample(name).federation]));
const intentions = new Map([...samples].map(([name, federation]) => [name, new Intentions(federation)]));

test("a federation's calls are the same each time, and of every kind of answer", () => {
  for (const [name, known] of intentions) {
    const calls = [...probesOf(known.known)];
    assert.equal([...probesOf(known.known)], calls);
    const kinds = new Set(calls.map((call) => known.of(call).kind));
    assert.ok(kinds.has("granted") && kinds.has("refused"), name);
  }
});

test("every grant in force is called as one that is granted", () => {
  for (const [name, known] of intentions) {
    const reached = new Set([...probesOf(known.known)].map((call) => told(known.of(call))).flatMap((text) => text.split(", ")));
    for (const { inactive, exposure } of samples.get(name)?.grants ?? []) {
      if (inactive !== undefined) continue;
      const end = `${exposure.cluster.name} ${exposure.local.name}.${exposure.local.namespace}`;
      assert.ok(
        [...reached].some((text) => text.endsWith(end)),
        `${name}: ${end}`,
      );
    }
  }
});

test("a request is found for the routes that people write", () => {
  const plain = http("GET /");
  for (const regex of ["we.*", "a|b", "v[0-9]+", "(alpha|beta)", "/api/v\\d+/.*", "x{2,3}?", "[^/]+"])
    assert.ok(triedRegex(regex)?.(matching(plain, { headers: { "x-a": { regex } } })?.headers["x-a"] ?? "\n"), regex);
  assert.equal(matching(http("PUT /a"), { methods: ["GET"], path: { prefix: "/b" } }), http("GET /bprobe"));
  assert.equal(matching(http("GET /b/c"), { path: { prefix: "/b" } }), http("GET /b/c"));
});

test("an expression that JavaScript reads otherwise, or slowly, is not tried", () => {
  for (const regex of ["(?i)abc", "[[:alpha:]]+", "\\p{L}+", "(?P<a>x)", "(a+)+b", "(a|a)*b", "a*a*a*b", "\\Qa\\E"])
    assert.is(triedRegex(regex), undefined, regex);
  for (const [regex, text] of [
    ["a.*b", "a\nb"],
    ["[)*+]x*", ")xx"],
    ["\\(a\\)+", "(a))"],
  ] as const)
    assert.ok(triedRegex(regex)?.(text), regex);
});

test("whatever RE2 reads compiles, and soon", () => {
  const route = (regex: string) => `
            - match: { headers: { x-to: { exact: ${"a".repeat(40)}c } } }
              to: [{ cluster: d }]
            - match: { headers: { x-to: { regex: ${JSON.stringify(regex)} } } }
              to: [{ cluster: d }]`;
  const before = "          routes:\n            - match: { headers: { x-to: { exact: d } } }\n              to: [{ cluster: d }]";
  for (const regex of ["(a+)+b", "(?i)abc", "[[:alpha:]]+"]) {
    const text = textOfBuild("medley").replace(before, `          routes:${route(regex)}`);
    assert.ok(text.includes(JSON.stringify(regex)));
    assert.ok(compileSample("medley", text).built.overlays.length > 0);
  }
});

test("facts tell of a cluster what its objects do not", () => {
  const federation = samples.get("corners");
  assert.ok(federation);
  const hub = factsOf(federation).get("hub");
  assert.equal(
    [hub?.trustDomain, hub?.domain, hub?.rootNamespace, hub?.gatewaysNamespace, hub?.ingressAddresses, hub?.ingressPort],
    ["hub.mesh", "hub.internal-dns.example", "mesh-root", "edge", ["192.0.2.10", "2001:db8::10"], 443],
  );
  assert.is(hub?.gateways.egress.credential, "edge-out");
  const orders = hub?.services.filter(({ name }) => name === "orders");
  assert.equal(orders, [
    {
      name: "orders",
      namespace: "trade",
      port: 8080,
      protocol: "http",
      pods: [{ labels: { app: "orders" }, selectors: "app=orders", targetPort: 9090, accounts: [], defaultDeny: true }],
    },
  ]);
  assert.equal(factsOf(federation).get("waiting")?.ingressAddresses, []);
});

test.run();
