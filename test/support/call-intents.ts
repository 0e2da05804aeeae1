/** Calls of each sample, and what its federation.yaml says of them. */
import type { Call } from "../../compiler/istio/call.ts";
import { by, http, partner, signed } from "./calls.ts";

const c1 = signed("example-ca", "spiffe://c1.example.com/istio-private-egressgateway");
const page = { app: "productpage" };
const product = "default/bookinfo-productpage";

const east = (...service: string[]) => {
  const pair = "east.south.corp.example";
  return partner("south", pair, [...service, pair].join("."), signed("east", "spiffe://east.partner.example/ns/fed-gw/sa/out"));
};

export const callIntents: Readonly<Record<string, readonly { readonly what: string; readonly call: Call; readonly meant: string }[]>> = {
  example: [
    {
      what: "half of a listed caller's calls",
      call: { from: by("cluster1", product, "reviews:9080", page), request: http("GET /") },
      meant: "50 own local reviews.default, 50 cluster2 myreviews.bookinfo",
    },
    {
      what: "a header's route",
      call: { from: by("cluster1", product, "reviews.default:9080", page), request: http("GET /", { "end-user": "jason" }) },
      meant: "100 cluster2 myreviews.bookinfo",
    },
    {
      what: "another method keeps the local half",
      call: { from: by("cluster1", product, "reviews:9080", page), request: http("POST /") },
      meant: "50 own local reviews.default",
    },
    {
      what: "pods without the labels",
      call: { from: by("cluster1", product, "reviews:9080"), request: http("GET /") },
      meant: "100 own local reviews.default",
    },
    {
      what: "an unlisted account in the namespace",
      call: { from: by("cluster1", "default/x", "reviews:9080", page), request: http("GET /") },
      meant: "50 own local reviews.default",
    },
    {
      what: "a prefix",
      call: { from: by("cluster1", "default/bookinfo-reviews", "ratings:9080"), request: http("GET /ratings/0?x=1") },
      meant: "100 cluster2 ratings.bookinfo",
    },
    {
      what: "a prefix without its slash",
      call: { from: by("cluster1", "default/bookinfo-reviews", "ratings:9080"), request: http("GET /ratings") },
      meant: "refused",
    },
    {
      what: "another namespace",
      call: { from: by("cluster1", "x/bookinfo-reviews", "ratings.default:9080"), request: http("GET /ratings/0") },
      meant: "refused",
    },
    {
      what: "the egress gateway's failure",
      call: {
        from: by("cluster1", "default/bookinfo-reviews", "ratings:9080"),
        request: http("GET /ratings/0"),
        unavailable: ["cluster1/egress"],
      },
      meant: "refused",
    },
    {
      what: "protected from local callers",
      call: { from: by("cluster2", "bookinfo/x", "ratings:9080"), request: http("GET /ratings/0") },
      meant: "refused",
    },
    {
      what: "a local caller that is listed",
      call: { from: by("cluster2", "bookinfo/bookinfo-reviews", "ratings:9080"), request: http("POST /") },
      meant: "100 cluster2 ratings.bookinfo",
    },
    {
      what: "unprotected for local callers",
      call: { from: by("cluster2", "bookinfo/x", "myreviews:9080"), request: http("POST /") },
      meant: "100 cluster2 myreviews.bookinfo",
    },
    {
      what: "a partner's own key",
      call: {
        from: partner("cluster2", "cluster1.c2.example.com", "ratings.cluster1.c2.example.com:80", c1),
        request: http("GET /ratings/0"),
      },
      meant: "100 cluster2 ratings.bookinfo",
    },
    {
      what: "a partner that wants more",
      call: {
        from: partner("cluster2", "cluster1.c2.example.com", "ratings.cluster1.c2.example.com", c1),
        request: http("POST /ratings/0"),
      },
      meant: "refused",
    },
    {
      what: "no certificate",
      call: { from: partner("cluster2", "cluster1.c2.example.com", "ratings.cluster1.c2.example.com"), request: http("GET /ratings/0") },
      meant: "refused",
    },
    {
      what: "an unknown root",
      call: {
        from: partner("cluster2", "cluster1.c2.example.com", "ratings.cluster1.c2.example.com", { ...c1, root: "nobody" }),
        request: http("GET /ratings/0"),
      },
      meant: "refused",
    },
    {
      what: "a DNS name for an identity",
      call: {
        from: partner("cluster2", "cluster1.c2.example.com", "ratings.cluster1.c2.example.com", {
          uris: [],
          dns: c1.uris,
          root: "example-ca",
        }),
        request: http("GET /ratings/0"),
      },
      meant: "refused",
    },
  ],
  mosaic: [
    {
      what: "below its path, on its own host",
      call: { from: east("admin"), request: http("GET /admin-api/status") },
      meant: "100 south admin.shop",
    },
    { what: "on the pair's host", call: { from: east(), request: http("GET /admin-api/status") }, meant: "refused" },
    { what: "on the host of another", call: { from: east("stock"), request: http("GET /admin-api/status") }, meant: "refused" },
    { what: "out of its path", call: { from: east("stock"), request: http("GET /stock/../admin-api/status") }, meant: "refused" },
    { what: "the path without its prefix", call: { from: east("admin"), request: http("GET /status") }, meant: "refused" },
    {
      what: "an application that climbs out of it",
      call: { from: by("east", "data/reader", "stock.data:82"), request: http("GET /a/../../admin-api/status") },
      meant: "refused",
    },
    {
      what: "a consumer sees no prefix",
      call: { from: by("east", "apps/x", "admin:8081"), request: http("GET /status") },
      meant: "100 south admin.shop",
    },
    {
      what: "the first of a failover",
      call: { from: by("west", "a/b", "stock.shop:82"), request: http("GET /") },
      meant: "100 south stock.shop",
    },
    {
      what: "the second, when that is gone",
      call: { from: by("west", "a/b", "stock.shop:82"), request: http("GET /"), unavailable: ["south"] },
      meant: "100 east stock.apps",
    },
    {
      what: "what is inactive leaves its share to the rest",
      call: { from: by("north", "web/x", "ads:83"), request: http("GET /") },
      meant: "100 east ads.apps",
    },
    {
      what: "an rpc",
      call: { from: by("south", "shop/clerk", "billing:9301"), request: http("POST /pay.v1.Bill/Get") },
      meant: "100 west billing.pay",
    },
    {
      what: "another rpc",
      call: { from: by("south", "shop/clerk", "billing:9301"), request: http("POST /pay.v1.Bill/Set") },
      meant: "refused",
    },
    { what: "tcp under a full host name", call: { from: by("east", "apps/ops", "feed.north.global:7000") }, meant: "100 north feed.data" },
    { what: "a caller of another name of the service", call: { from: by("east", "apps/ops", "feed.data:7000") }, meant: "refused" },
    {
      what: "no route takes it, and the local Service does",
      call: { from: by("west", "shop/till", "cart:80", { tier: "gold" }), request: http("DELETE /v2/x") },
      meant: "100 own local cart.shop",
    },
  ],
  medley: [
    {
      what: "an alternative for one account",
      call: { from: by("a", "shop/foo", "bar:80"), request: http("POST /w", { "x-to": "b" }) },
      meant: "100 b bar.xyz",
    },
    {
      what: "and not for another",
      call: { from: by("a", "shop/other", "bar:80"), request: http("POST /w", { "x-to": "b" }) },
      meant: "refused",
    },
    {
      what: "a workload by the gateway",
      call: {
        from: partner("b", "bar.a.b.example.com", "bar.xyz", signed("wa", "spiffe://a.example/ns/shop/sa/foo")),
        request: http("GET /x"),
      },
      meant: "100 b bar.xyz",
    },
    {
      what: "the same name in another mesh",
      call: {
        from: partner("b", "bar.a.b.example.com", "bar.xyz", signed("wbc", "spiffe://c.example/ns/shop/sa/foo")),
        request: http("GET /x"),
      },
      meant: "refused",
    },
    {
      what: "signed by a root of other clusters",
      call: {
        from: partner("b", "bar.a.b.example.com", "bar.xyz", signed("gd", "spiffe://a.example/ns/shop/sa/foo")),
        request: http("GET /x"),
      },
      meant: "refused",
    },
  ],
  corners: [
    {
      what: "a cluster that configures itself",
      call: { from: by("partner", "a/b", "orders.trade:8080"), request: http("GET /") },
      meant: "undecided",
    },
    {
      what: "shares in proportion",
      call: { from: by("hub", "media/reader", "news:80", { app: "reader" }), request: http("GET /v1/x") },
      meant: "66 own local news.media, 34 beyond partner news.media",
    },
  ],
};
