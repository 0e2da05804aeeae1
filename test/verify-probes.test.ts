/** The calls that are tried, and the facts that they are tried with. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { matching } from "../compiler/2-resolve/matching-request.ts";
import { factsOf } from "../compiler/5-verify/facts.ts";
import { Intents } from "../compiler/5-verify/intent/intents.ts";
import { probesOf } from "../compiler/5-verify/probes/probes.ts";
import { check } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { matchesWhole } from "../compiler/regular-expressions/re2.ts";
import { compileSample, textOfBuild } from "./support/builds.ts";
import { http, reported } from "./support/calls.ts";
import { withPartners } from "./support/partners.ts";
import { within } from "./support/processor-time.ts";
import { sampleTime } from "./support/samples.ts";

const test = suite("verify: probes");
const samples = new Map(["example", "mosaic", "medley", "corners"].map((name) => [name, compileSample(name).federation]));
const intents = new Map([...samples].map(([name, federation]) => [name, new Intents(federation)]));

test("a federation's calls are the same each time, and of every kind of answer", () => {
  for (const [name, known] of intents) {
    const calls = [...probesOf(known.facts)];
    assert.equal([...probesOf(known.facts)], calls);
    const kinds = new Set(calls.map((call) => known.of(call).kind));
    assert.ok(kinds.has("granted") && kinds.has("refused"), name);
  }
});

test("every grant in force is called as one that is granted", () => {
  for (const [name, known] of intents) {
    const reached = new Set([...probesOf(known.facts)].map((call) => reported(known.of(call))).flatMap((text) => text.split(", ")));
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

test("the calls grow with the partners, and not with their square", () => {
  const calls = (partners: number) => {
    const text = JSON.stringify(withPartners(partners, "workloads"));
    const { federation } = check(new Source("federation.yaml", text), { readFile: () => ({ problem: "is not there" }), now: sampleTime });
    assert.ok(federation);
    return [...probesOf(new Intents(federation).facts)].length;
  };
  const [some, more] = [calls(40), calls(160)];
  assert.ok(more < some * 5, `${some} calls, and ${more} with four times the partners`);
});

test("a request is found for the routes that people write", () => {
  const plain = http("GET /");
  const headers = [
    "we.*",
    "a|b",
    "v[0-9]+",
    "(alpha|beta)",
    "x{2,3}?",
    "[^/]+",
    "(?i)ABC",
    "\\pL{3}",
    "[[:digit:]]+-\\d",
    "\\Qa|b\\E",
    "(a+)+b",
  ];
  for (const regex of [...headers, "[ab]{0,60}[ab]{0,60}[ab]{0,60}[ab]{0,60}[ab]{0,60}[ab]{0,60}c", "v\\b.{40}"])
    assert.ok(matchesWhole(regex, matching(plain, { headers: { "x-a": { regex } } })?.headers["x-a"] ?? "\n"), regex);
  for (const regex of ["/api/v\\d+/.*", ".*[.]js", "/(en|de)/[^/]+/", "[^x]{3}"]) {
    const path = matching(plain, { path: { regex } })?.path ?? "";
    assert.ok(path.startsWith("/") && matchesWhole(regex, path), `${regex}: ${path}`);
  }
  assert.is(matching(plain, { path: { regex: "reviews/.*" } }), undefined);
  assert.equal(matching(http("PUT /a"), { methods: ["GET"], path: { prefix: "/b" } }), http("GET /bprobe"));
  assert.equal(matching(http("GET /b/c"), { path: { prefix: "/b" } }), http("GET /b/c"));
});

test("whatever RE2 reads compiles, and soon", () => {
  const route = (regex: string) => `
            - match: { headers: { x-to: { exact: ${"a".repeat(200)}c } } }
              to: [{ cluster: d }]
            - match: { headers: { x-to: { regex: ${JSON.stringify(regex)} } } }
              to: [{ cluster: d }]`;
  const before = "          routes:\n            - match: { headers: { x-to: { exact: d } } }\n              to: [{ cluster: d }]";
  for (const regex of [
    "(a+)+b",
    "(?i)abc",
    "\\pL{900}\\pL{900}\\pL{900}\\pL{900}\\pL{900}",
    "[[:alpha:]]+",
    "[ab]{0,60}[ab]{0,60}[ab]{0,60}[ab]{0,60}[ab]{0,60}[ab]{0,60}c",
  ]) {
    const text = textOfBuild("medley").replace(before, `          routes:${route(regex)}`);
    assert.ok(text.includes(JSON.stringify(regex)));
    const { overlays } = within(15_000, regex, () => compileSample("medley", text).built);
    assert.ok(overlays.length > 0);
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
