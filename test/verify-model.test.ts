/** What comes of calls, by the rendered objects of whole federations. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Call, ClientCertificate } from "../compiler/istio/call.ts";
import { outcomeOf } from "../compiler/istio/data-path/outcome-of.ts";
import { by, http, partner, signed } from "./support/calls.ts";
import { type Loose, meshesOf, outcome } from "./support/meshes.ts";

const test = suite("verify: what comes of calls");
const page = { app: "productpage" };
const product = "default/bookinfo-productpage";
const reviewer = "default/bookinfo-reviews";
const egress = "spiffe://c1.example.com/istio-private-egressgateway";

const example = meshesOf("example");
const reviews = (line: string, headers = {}): Call => ({
  from: by("cluster1", product, "reviews:9080", page),
  request: http(line, headers),
});
const ratings = (line: string, who = reviewer): Call => ({ from: by("cluster1", who, "ratings:9080"), request: http(line) });

test("gateways: from an application's proxy to the pods of another cluster", () => {
  assert.is(outcome(example, reviews("GET /reviews/0", { "end-user": "jason" })), "100 cluster2 myreviews.bookinfo");
  assert.is(outcome(example, reviews("GET /reviews/0")), "50 cluster1 reviews.default, 50 cluster2 myreviews.bookinfo");
  assert.is(outcome(example, reviews("POST /reviews/0", { "end-user": "jason" })), "100 403");
  assert.is(
    outcome(example, { from: by("cluster1", "default/sleep", "reviews:9080"), request: http("GET /") }),
    "100 cluster1 reviews.default",
  );
  assert.is(outcome(example, ratings("GET /ratings/0")), "100 cluster2 ratings.bookinfo");
  assert.is(outcome(example, ratings("GET /ratings/../other")), "100 403");
  assert.is(outcome(example, ratings("GET /ratings/0", product)), "100 403");
  assert.is(outcome(example, { ...ratings("GET /ratings/0"), unavailable: ["cluster2/ingress"] }), "100 503");
  assert.is(outcome(example, { ...ratings("GET /ratings/0"), unavailable: ["cluster1/egress"] }), "100 503");
  assert.is(
    outcome(example, { from: by("cluster2", "bookinfo/bookinfo-reviews", "ratings:9080"), request: http("GET /") }),
    "100 cluster2 ratings.bookinfo",
  );
  assert.is(outcome(example, { from: by("cluster2", "bookinfo/other", "ratings:9080"), request: http("GET /") }), "100 403");
  assert.is(outcome(example, { from: by("cluster2", "bookinfo/other", "details:9080"), request: http("GET /") }), "100 outside");
});

test("gateways: past the local name nobody gets more", () => {
  const straight = (who: string, host: string): Call => ({
    from: by("cluster1", who, "istio-private-egressgateway.istio-private-gateways:15443"),
    request: http("GET /ratings/0", { host }),
  });
  assert.is(outcome(example, straight(reviewer, "ratings.cluster1.c2.example.com")), "100 cluster2 ratings.bookinfo");
  assert.is(outcome(example, straight(product, "ratings.cluster1.c2.example.com")), "100 403");
  assert.is(outcome(example, straight(reviewer, "ratings.default.svc.cluster.local")), "100 403");
  assert.is(outcome(example, { from: by("cluster1", "elsewhere/x", "ratings.default:9080"), request: http("GET /ratings/0") }), "100 503");
});

const ask = (
  certificate: ClientCertificate | undefined,
  sni = "cluster1.c2.example.com",
  host = "reviews.cluster1.c2.example.com",
): Call => ({
  from: partner("cluster2", sni, host, certificate),
  request: http("GET /reviews/0"),
});

test("gateways: who a stranger says he is, and who signed it", () => {
  assert.is(outcome(example, ask(signed("example-ca", egress))), "100 cluster2 myreviews.bookinfo");
  assert.is(outcome(example, ask(undefined)), "100 none");
  assert.is(outcome(example, ask(signed("anyone", egress))), "100 none");
  assert.is(outcome(example, ask(signed("example-ca", "spiffe://c1.example.com/another"))), "100 none");
  assert.is(outcome(example, ask(signed("example-ca", egress, "spiffe://c2.example.com/x"))), "100 none", "one name outside the anchor's");
  assert.is(outcome(example, ask({ uris: [], dns: [egress], root: "example-ca" })), "100 none");
  assert.is(outcome(example, ask(signed("example-ca", egress), "cluster3.c2.example.com")), "100 none");
  assert.is(outcome(example, ask(signed("example-ca", egress), undefined, "details.cluster1.c2.example.com")), "100 403");
  assert.is(
    outcome(example, ask(signed("example-ca", egress), undefined, "REVIEWS.cluster1.c2.example.com:15443")),
    "100 cluster2 myreviews.bookinfo",
  );
});

test("gateways: without its Secret a server falls back to the whole root, and without names to anyone under it", () => {
  const without = (kind: string) => (object: Loose) =>
    object.kind === kind && object.metadata.name === "federation-ingress-cacert" ? undefined : object;
  const unnamed = (object: Loose) => {
    if (object.kind === "Gateway") for (const { tls } of object.spec.servers) delete tls.subjectAltNames;
    return object;
  };
  const two = signed("example-ca", egress, "spiffe://c2.example.com/x");
  assert.is(outcome(meshesOf("example", without("Secret")), ask(two)), "100 cluster2 myreviews.bookinfo");
  assert.is(outcome(meshesOf("example", unnamed), ask(signed("example-ca", "spiffe://c1.example.com/another"))), "100 403");
});

test("gateways: a key pair needs the right to read Secrets, a server the names that callers expect", () => {
  const unbound = (object: Loose) => (object.kind === "RoleBinding" ? undefined : object);
  assert.is(outcome(meshesOf("example", unbound), ratings("GET /ratings/0")), "100 503");
  const renamed = (object: Loose) => {
    if (object.kind === "Certificate") object.spec.uris = object.spec.uris.map((uri: string) => `${uri}2`);
    return object;
  };
  assert.is(outcome(meshesOf("example", renamed), ratings("GET /ratings/0")), "100 503");
});

const medley = meshesOf("medley");
const foo = (to: string, line: string, headers = {}): Call => ({ from: by("a", "shop/foo", to), request: http(line, headers) });

test("workloads: identities go from end to end, and both modes stand beside each other", () => {
  assert.is(outcome(medley, foo("bar:80", "GET /x", { "x-to": "b" })), "100 b bar.xyz");
  assert.is(outcome(medley, foo("bar:80", "GET /x", { "x-to": "d" })), "100 d bar.xyz");
  assert.is(outcome(medley, foo("bar:80", "GET /x")), "50 b bar.xyz, 50 d bar.xyz");
  assert.is(outcome(medley, foo("bar:80", "POST /w/1", { "x-to": "b" })), "100 b bar.xyz");
  assert.is(outcome(medley, foo("bar:80", "POST /wx", { "x-to": "b" })), "100 403");
  assert.is(outcome(medley, { from: by("a", "shop/page", "bar:80"), request: http("GET /x", { "x-to": "b" }) }), "100 403");
});

test("workloads: a forged name is refused by the handshake, an own root may sign any name", () => {
  const at = (root: string, uri: string) =>
    outcome(medley, { from: partner("b", "bar.a.b.example.com", "bar.a.b.example.com", signed(root, uri)), request: http("GET /x") });
  assert.is(at("wa", "spiffe://a.example/ns/shop/sa/foo"), "100 b bar.xyz");
  assert.is(at("wa", "spiffe://b.example/ns/xyz/sa/peer"), "100 none");
  assert.is(at("ga", "spiffe://a.example/ns/shop/sa/foo"), "100 none");
  assert.is(at("wbc", "spiffe://a.example/ns/shop/sa/foo"), "100 b bar.xyz");
  assert.is(at("wbc", "spiffe://elsewhere/ns/shop/sa/foo"), "100 none");
  const nobody: Call = { from: partner("b", "bar.a.b.example.com", "bar.a.b.example.com"), request: http("GET /x") };
  assert.is(outcome(medley, nobody), "100 none");
});

test("workloads: the called mesh is closed to partners but for what is exposed", () => {
  const straight = (sni: string, port: number): Call => ({
    from: {
      kind: "externalClient",
      at: { cluster: "b", namespace: "xyz", labels: { app: "hidden" } },
      port,
      sni,
      host: sni,
      certificate: signed("wa", "spiffe://a.example/ns/shop/sa/foo"),
    },
    request: http("GET /"),
  });
  assert.is(outcome(medley, straight("hidden.xyz.svc.cluster.local", 9080)), "100 403");
  // Envoy reads no HTTP at a port that no Service names, so it closes the connection (measured: scenario `exchanged-roots`).
  assert.is(outcome(medley, straight("bar.a.b.example.com", 9090)), "100 none");
  // What its page admits: an exposed port with a granted server name, on a pod that is not exposed.
  assert.is(outcome(medley, straight("bar.a.b.example.com", 9080)), "100 outside");
});

test("failover takes the next in order, and the last is the end of it", () => {
  const ledger = (...down: string[]): string => outcome(medley, { from: by("a", "shop/foo", "ledger:9000"), unavailable: down });
  assert.equal([ledger(), ledger("b/ingress"), ledger("b", "c/ingress")], ["100 b bar.xyz", "100 c ledger.fin", "100 none"]);
  const cache = (...down: string[]): string => outcome(medley, { from: by("a", "shop/foo", "cache:9000"), unavailable: down });
  assert.equal([cache(), cache("a/cache.shop")], ["100 a cache.shop", "100 c cache.fin"]);
  assert.is(outcome(medley, { from: by("a", "shop/other", "ledger:9000") }), "100 none");
});

test("every sample can be read, and what configures itself is not told", () => {
  for (const sample of ["mosaic", "corners", "one-root"]) meshesOf(sample);
  const corners = meshesOf("corners");
  const news: Call = { from: by("hub", "media/reader", "news:80", { app: "reader" }), request: http("GET /v1/x") };
  assert.is(outcome(corners, news), "66 hub news.media, 34 outside");
});

test("the steps of a call are told where they are asked for", () => {
  const call = ratings("GET /ratings/0");
  const [only] = outcomeOf(example, call, { trace: true }).outcomes;
  const steps = only?.hops.map(({ cluster, at, by: [first] }) =>
    `${cluster} ${at} ${first?.kind} ${first?.name} ${first?.field ?? ""}`.trim(),
  );
  assert.equal(steps?.[0], "cluster1 caller VirtualService federation-ratings spec.http[0]");
  assert.equal([...new Set(only?.hops.map(({ at }) => at))], ["caller", "egress", "ingress", "workload"]);
  assert.equal(outcomeOf(example, call).outcomes[0]?.hops, []);
});

test.run();
