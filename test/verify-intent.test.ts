/** What federation.yaml says of single calls, told from the file alone. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Intents } from "../compiler/5-verify/intent/intents.ts";
import type { Call } from "../compiler/istio/call.ts";
import { compileSample } from "./support/builds.ts";
import { by, http, partner, reported, signed } from "./support/calls.ts";

const test = suite("verify: intent");
const samples = new Map(["example", "mosaic", "medley", "corners"].map((name) => [name, compileSample(name).federation]));
const intents = new Map([...samples].map(([name, federation]) => [name, new Intents(federation)]));

const c1 = signed("example-ca", "spiffe://c1.example.com/istio-private-egressgateway");
const page = { app: "productpage" };
const product = "default/bookinfo-productpage";

const east = (...service: string[]) => {
  const pair = "east.south.corp.example";
  return partner("south", pair, [...service, pair].join("."), signed("east", "spiffe://east.partner.example/ns/fed-gw/sa/out"));
};

const cases: readonly (readonly [sample: string, what: string, call: Call, meant: string])[] = [
  [
    "example",
    "half of a listed caller's calls",
    { from: by("cluster1", product, "reviews:9080", page), request: http("GET /") },
    "50 own local reviews.default, 50 cluster2 myreviews.bookinfo",
  ],
  [
    "example",
    "a header's route",
    { from: by("cluster1", product, "reviews.default:9080", page), request: http("GET /", { "end-user": "jason" }) },
    "100 cluster2 myreviews.bookinfo",
  ],
  [
    "example",
    "another method keeps the local half",
    { from: by("cluster1", product, "reviews:9080", page), request: http("POST /") },
    "50 own local reviews.default",
  ],
  [
    "example",
    "pods without the labels",
    { from: by("cluster1", product, "reviews:9080"), request: http("GET /") },
    "100 own local reviews.default",
  ],
  [
    "example",
    "an unlisted account in the namespace",
    { from: by("cluster1", "default/x", "reviews:9080", page), request: http("GET /") },
    "50 own local reviews.default",
  ],
  [
    "example",
    "a prefix",
    { from: by("cluster1", "default/bookinfo-reviews", "ratings:9080"), request: http("GET /ratings/0?x=1") },
    "100 cluster2 ratings.bookinfo",
  ],
  [
    "example",
    "a prefix without its slash",
    { from: by("cluster1", "default/bookinfo-reviews", "ratings:9080"), request: http("GET /ratings") },
    "refused",
  ],
  [
    "example",
    "another namespace",
    { from: by("cluster1", "x/bookinfo-reviews", "ratings.default:9080"), request: http("GET /ratings/0") },
    "refused",
  ],
  [
    "example",
    "the egress gateway's failure",
    { from: by("cluster1", "default/bookinfo-reviews", "ratings:9080"), request: http("GET /ratings/0"), unavailable: ["cluster1/egress"] },
    "refused",
  ],
  [
    "example",
    "protected from local callers",
    { from: by("cluster2", "bookinfo/x", "ratings:9080"), request: http("GET /ratings/0") },
    "refused",
  ],
  [
    "example",
    "a local caller that is listed",
    { from: by("cluster2", "bookinfo/bookinfo-reviews", "ratings:9080"), request: http("POST /") },
    "100 cluster2 ratings.bookinfo",
  ],
  [
    "example",
    "unprotected for local callers",
    { from: by("cluster2", "bookinfo/x", "myreviews:9080"), request: http("POST /") },
    "100 cluster2 myreviews.bookinfo",
  ],
  [
    "example",
    "a partner's own key",
    { from: partner("cluster2", "cluster1.c2.example.com", "ratings.cluster1.c2.example.com:80", c1), request: http("GET /ratings/0") },
    "100 cluster2 ratings.bookinfo",
  ],
  [
    "example",
    "a partner that wants more",
    { from: partner("cluster2", "cluster1.c2.example.com", "ratings.cluster1.c2.example.com", c1), request: http("POST /ratings/0") },
    "refused",
  ],
  [
    "example",
    "no certificate",
    { from: partner("cluster2", "cluster1.c2.example.com", "ratings.cluster1.c2.example.com"), request: http("GET /ratings/0") },
    "refused",
  ],
  [
    "example",
    "an unknown root",
    {
      from: partner("cluster2", "cluster1.c2.example.com", "ratings.cluster1.c2.example.com", { ...c1, root: "nobody" }),
      request: http("GET /ratings/0"),
    },
    "refused",
  ],
  [
    "example",
    "a DNS name for an identity",
    {
      from: partner("cluster2", "cluster1.c2.example.com", "ratings.cluster1.c2.example.com", {
        uris: [],
        dns: c1.uris,
        root: "example-ca",
      }),
      request: http("GET /ratings/0"),
    },
    "refused",
  ],
  ["mosaic", "below its path, on its own host", { from: east("admin"), request: http("GET /admin-api/status") }, "100 south admin.shop"],
  ["mosaic", "on the pair's host", { from: east(), request: http("GET /admin-api/status") }, "refused"],
  ["mosaic", "on the host of another", { from: east("stock"), request: http("GET /admin-api/status") }, "refused"],
  ["mosaic", "out of its path", { from: east("stock"), request: http("GET /stock/../admin-api/status") }, "refused"],
  ["mosaic", "the path without its prefix", { from: east("admin"), request: http("GET /status") }, "refused"],
  [
    "mosaic",
    "an application that climbs out of it",
    { from: by("east", "data/reader", "stock.data:82"), request: http("GET /a/../../admin-api/status") },
    "refused",
  ],
  [
    "mosaic",
    "a consumer sees no prefix",
    { from: by("east", "apps/x", "admin:8081"), request: http("GET /status") },
    "100 south admin.shop",
  ],
  ["mosaic", "the first of a failover", { from: by("west", "a/b", "stock.shop:82"), request: http("GET /") }, "100 south stock.shop"],
  [
    "mosaic",
    "the second, when that is gone",
    { from: by("west", "a/b", "stock.shop:82"), request: http("GET /"), unavailable: ["south"] },
    "100 east stock.apps",
  ],
  [
    "mosaic",
    "what is inactive leaves its share to the rest",
    { from: by("north", "web/x", "ads:83"), request: http("GET /") },
    "100 east ads.apps",
  ],
  ["mosaic", "an rpc", { from: by("south", "shop/clerk", "billing:9301"), request: http("POST /pay.v1.Bill/Get") }, "100 west billing.pay"],
  ["mosaic", "another rpc", { from: by("south", "shop/clerk", "billing:9301"), request: http("POST /pay.v1.Bill/Set") }, "refused"],
  ["mosaic", "tcp under a full host name", { from: by("east", "apps/ops", "feed.north.global:7000") }, "100 north feed.data"],
  ["mosaic", "a caller of another name of the service", { from: by("east", "apps/ops", "feed.data:7000") }, "refused"],
  [
    "mosaic",
    "no route takes it, and the local Service does",
    { from: by("west", "shop/till", "cart:80", { tier: "gold" }), request: http("DELETE /v2/x") },
    "100 own local cart.shop",
  ],
  [
    "medley",
    "an alternative for one account",
    { from: by("a", "shop/foo", "bar:80"), request: http("POST /w", { "x-to": "b" }) },
    "100 b bar.xyz",
  ],
  ["medley", "and not for another", { from: by("a", "shop/other", "bar:80"), request: http("POST /w", { "x-to": "b" }) }, "refused"],
  [
    "medley",
    "a workload by the gateway",
    { from: partner("b", "bar.a.b.example.com", "bar.xyz", signed("wa", "spiffe://a.example/ns/shop/sa/foo")), request: http("GET /x") },
    "100 b bar.xyz",
  ],
  [
    "medley",
    "the same name in another mesh",
    { from: partner("b", "bar.a.b.example.com", "bar.xyz", signed("wbc", "spiffe://c.example/ns/shop/sa/foo")), request: http("GET /x") },
    "refused",
  ],
  [
    "medley",
    "signed by a root of other clusters",
    { from: partner("b", "bar.a.b.example.com", "bar.xyz", signed("gd", "spiffe://a.example/ns/shop/sa/foo")), request: http("GET /x") },
    "refused",
  ],
  ["corners", "a cluster that configures itself", { from: by("partner", "a/b", "orders.trade:8080"), request: http("GET /") }, "undecided"],
  [
    "corners",
    "shares in proportion",
    { from: by("hub", "media/reader", "news:80", { app: "reader" }), request: http("GET /v1/x") },
    "66 own local news.media, 34 beyond partner news.media",
  ],
];

for (const [sample, what, call, meant] of cases)
  test(`${sample}: ${what}`, () => {
    assert.is(reported(intents.get(sample)?.of(call)), meant);
  });

test.run();
