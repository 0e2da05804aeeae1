import * as assert from "uvu/assert";
import { withMailNames } from "./mail-names.ts";
import type { Anything } from "./planned.ts";

const gateways = "istio-private-gateways";
const drop = () => false;
/** Changes the rules of a policy. */
export const rules = (change: (rules: Anything[]) => void) => (policy: Anything) => change(policy.spec.rules);

/** What somebody might break one day, in one object. */
export const faults: readonly (readonly [
  what: string,
  sample: string,
  cluster: string,
  object: string,
  change: (object: Anything) => unknown,
])[] = [
  [
    "any partner's certificate",
    "mosaic",
    "south",
    `Gateway ${gateways}/consumer-east`,
    ({ spec }) => delete spec.servers[0].tls.subjectAltNames,
  ],
  [
    "the certificate of another consumer",
    "mosaic",
    "south",
    `Gateway ${gateways}/consumer-east`,
    ({ spec }) => (spec.servers[0].tls.subjectAltNames = ["spiffe://west.partner.example/istio-private-egressgateway"]),
  ],
  [
    "any certificate of an exposer",
    "mosaic",
    "north",
    `DestinationRule ${gateways}/exposer-west`,
    ({ spec }) => delete spec.trafficPolicy.tls.subjectAltNames,
  ],
  [
    "a stranger at the egress gateway, by settings of its own",
    "example",
    "cluster1",
    `AuthorizationPolicy ${gateways}/exposer-cluster2`,
    rules((all) => all.at(-1).from[0].source.principals.push("*/ns/evil/sa/evil")),
  ],
  [
    "another service's operations",
    "mosaic",
    "west",
    "AuthorizationPolicy border/consumer-north",
    rules(([rule]) => rule.to[0].operation.hosts.push("*")),
  ],
  [
    "a prefix without its slash",
    "example",
    "cluster2",
    `AuthorizationPolicy ${gateways}/consumer-cluster1`,
    (policy) => swap(policy, "/ratings/*", "/ratings*"),
  ],
  [
    "another service's hosts",
    "example",
    "cluster2",
    `AuthorizationPolicy ${gateways}/consumer-cluster1`,
    (policy) => swap(policy, "ratings.cluster1.c2.example.com", "reviews.cluster1.c2.example.com"),
  ],
  [
    "a method too many",
    "example",
    "cluster2",
    `AuthorizationPolicy ${gateways}/consumer-cluster1`,
    rules(([rule]) => rule.to[0].operation.methods.push("POST")),
  ],
  [
    "a method too few",
    "mosaic",
    "east",
    "AuthorizationPolicy fed-gw/consumer-north",
    rules(([rule]) => rule.to.find(({ operation }: Anything) => operation.methods.length > 1).operation.methods.pop()),
  ],
  [
    "no methods",
    "example",
    "cluster2",
    `AuthorizationPolicy ${gateways}/consumer-cluster1`,
    rules(([rule]) => delete rule.to[0].operation.methods),
  ],
  [
    "no paths",
    "example",
    "cluster2",
    `AuthorizationPolicy ${gateways}/consumer-cluster1`,
    rules(([rule]) => rule.to.map(({ operation }: Anything) => delete operation.paths)),
  ],
  [
    "nobody at the ingress gateway",
    "example",
    "cluster2",
    `AuthorizationPolicy ${gateways}/consumer-cluster1`,
    rules(([rule]) => (rule.from[0].source.principals = [])),
  ],
  [
    "an account too many at the egress gateway",
    "example",
    "cluster1",
    `AuthorizationPolicy ${gateways}/exposer-cluster2`,
    rules(([rule]) => (rule.from[0].source.principals = ["*"])),
  ],
  [
    "a namespace instead of an account",
    "example",
    "cluster1",
    `AuthorizationPolicy ${gateways}/exposer-cluster2`,
    (policy) => swap(policy, "/sa/bookinfo-reviews", "/sa/bookinfo-reviews*"),
  ],
  [
    "a policy in the wrong namespace",
    "example",
    "cluster2",
    `AuthorizationPolicy ${gateways}/consumer-cluster1`,
    ({ metadata }) => (metadata.namespace = "bookinfo"),
  ],
  ["the deny-all of an ingress gateway", "one-root", "b", `AuthorizationPolicy ${gateways}/consumer-a`, drop],
  ["a bundle of roots", "mosaic", "south", `Secret ${gateways}/federation-ingress-cacert`, drop],
  ["a bundle of roots for the egress gateway", "mosaic", "north", `Secret ${gateways}/federation-egress-cacert`, drop],
  [
    "protection that spares everyone",
    "example",
    "cluster2",
    "AuthorizationPolicy bookinfo/federation-deny-ratings",
    rules(([rule]) => rule.from[0].source.notPrincipals.push("cluster.local/*")),
  ],
  [
    "protection from the gateway",
    "example",
    "cluster2",
    "AuthorizationPolicy bookinfo/federation-deny-ratings",
    (policy) => swap(policy, "istio-private-ingressgateway", "other"),
  ],
  [
    "protection on another port",
    "example",
    "cluster2",
    "AuthorizationPolicy bookinfo/federation-deny-ratings",
    (policy) => swap(policy, "9080", "9081"),
  ],
  [
    "protection of other pods",
    "example",
    "cluster2",
    "AuthorizationPolicy bookinfo/federation-deny-ratings",
    ({ spec }) => (spec.selector.matchLabels.app = "other"),
  ],
  [
    "denial of what all may",
    "example",
    "cluster2",
    "AuthorizationPolicy bookinfo/federation-deny-ratings",
    rules(([rule]) => delete rule.from),
  ],
  [
    "other shares",
    "example",
    "cluster1",
    "VirtualService default/federation-reviews",
    ({ spec }) => Object.assign(spec.http[1].route[0], { weight: 60 }),
  ],
  [
    "a route for everyone",
    "example",
    "cluster1",
    "VirtualService default/federation-reviews",
    (service) => swap(service, '"sourceLabels":{"app":"productpage"}', '"port":9080'),
  ],
  [
    "a name that nobody sees",
    "example",
    "cluster1",
    "VirtualService default/federation-ratings",
    ({ spec }) => (spec.exportTo = ["elsewhere"]),
  ],
  ["routes in another order", "mosaic", "north", "VirtualService web/federation-search", ({ spec }) => spec.http.reverse()],
  [
    "another local Service behind a grant",
    "example",
    "cluster2",
    `VirtualService ${gateways}/expose-ratings`,
    (service) => swap(service, "ratings.bookinfo.svc", "details.bookinfo.svc"),
  ],
  [
    "other pods behind a grant",
    "example",
    "cluster2",
    `VirtualService ${gateways}/expose-reviews`,
    (service) => swap(service, ',"subset":"reviews"', ""),
  ],
  [
    "another exposer's address",
    "mosaic",
    "north",
    `ServiceEntry ${gateways}/exposer-west`,
    (entry) => swap(entry, "10.66.4.5", "10.66.3.5"),
  ],
  [
    "no path before the path",
    "mosaic",
    "south",
    `AuthorizationPolicy ${gateways}/consumer-east`,
    (policy) => swap(policy, "/admin-api/status", "/status"),
  ],
  [
    "workloads of a partner under any name",
    "medley",
    "b",
    "AuthorizationPolicy xyz/federation-deny-bar",
    rules((all) => all.splice(0, all.length, all.at(-1))),
  ],
  ["one alternative for all", "medley", "b", "AuthorizationPolicy xyz/federation-deny-bar", (policy) => swap(policy, '"POST"', '"PUT"')],
  [
    "any server",
    "medley",
    "a",
    `DestinationRule ${gateways}/consume-bar--b`,
    ({ spec }) => (spec.trafficPolicy.tls.subjectAltNames = ["spiffe://b.example/ns/xyz/sa/other"]),
  ],
  ["TLS in TLS", "medley", "b", `VirtualService ${gateways}/expose-bar`, (service) => swap(service, ',"subset":"tls-passthrough"', "")],
  [
    "a partner's root for all names",
    "medley",
    "b",
    "ConfigMap istio-system/istio-federation",
    (map) => swap(map, "a.example", "c.example"),
  ],
  ["anchors that leave mail names free", "medley", "b", "ConfigMap istio-system/istio-federation", ({ data }) => withMailNames(data)],
  ["the guard against partners", "medley", "b", "AuthorizationPolicy istio-system/federation-partners", drop],
];

/** Changes text in an object, in place; fails where it is not there. */
function swap(object: Anything, from: string, to: string): void {
  const text = JSON.stringify(object);
  assert.ok(text.includes(from), `${from} in ${text}`);
  const changed = JSON.parse(text.replaceAll(from, to));
  for (const key of Object.keys(object)) object[key] = changed[key];
}
