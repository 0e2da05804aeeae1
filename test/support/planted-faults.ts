import * as assert from "uvu/assert";
import { withMailNames } from "./mail-names.ts";
import type { Anything } from "./planned.ts";

const gateways = "istio-private-gateways";
const drop = () => false;
/** Changes the rules of a policy. */
export const rules = (change: (rules: Anything[]) => void) => (policy: Anything) => change(policy.spec.rules);

/** Faults that somebody might write one day, each in one object of a sample. */
export const faults: Readonly<
  Record<
    string,
    readonly {
      readonly what: string;
      readonly cluster: string;
      readonly object: string;
      readonly change: (object: Anything) => unknown;
    }[]
  >
> = {
  mosaic: [
    {
      what: "any partner's certificate",
      cluster: "south",
      object: `Gateway ${gateways}/consumer-east`,
      change: ({ spec }) => delete spec.servers[0].tls.subjectAltNames,
    },
    {
      what: "the certificate of another consumer",
      cluster: "south",
      object: `Gateway ${gateways}/consumer-east`,
      change: ({ spec }) => (spec.servers[0].tls.subjectAltNames = ["spiffe://west.partner.example/istio-private-egressgateway"]),
    },
    {
      what: "any certificate of an exposer",
      cluster: "north",
      object: `DestinationRule ${gateways}/exposer-west`,
      change: ({ spec }) => delete spec.trafficPolicy.tls.subjectAltNames,
    },
    {
      what: "another service's operations",
      cluster: "west",
      object: "AuthorizationPolicy border/consumer-north",
      change: rules(([rule]) => rule.to[0].operation.hosts.push("*")),
    },
    {
      what: "a method too few",
      cluster: "east",
      object: "AuthorizationPolicy fed-gw/consumer-north",
      change: rules(([rule]) => rule.to.find(({ operation }: Anything) => operation.methods.length > 1).operation.methods.pop()),
    },
    { what: "a bundle of roots", cluster: "south", object: `Secret ${gateways}/federation-ingress-cacert`, change: drop },
    {
      what: "a bundle of roots for the egress gateway",
      cluster: "north",
      object: `Secret ${gateways}/federation-egress-cacert`,
      change: drop,
    },
    {
      what: "routes in another order",
      cluster: "north",
      object: "VirtualService web/federation-search",
      change: ({ spec }) => spec.http.reverse(),
    },
    {
      what: "another exposer's address",
      cluster: "north",
      object: `ServiceEntry ${gateways}/exposer-west`,
      change: (entry) => swap(entry, "10.66.4.5", "10.66.3.5"),
    },
    {
      what: "no path before the path",
      cluster: "south",
      object: `AuthorizationPolicy ${gateways}/consumer-east`,
      change: (policy) => swap(policy, "/admin-api/status", "/status"),
    },
  ],
  example: [
    {
      what: "a stranger at the egress gateway, by settings of its own",
      cluster: "cluster1",
      object: `AuthorizationPolicy ${gateways}/exposer-cluster2`,
      change: rules((all) => all.at(-1).from[0].source.principals.push("*/ns/evil/sa/evil")),
    },
    {
      what: "a prefix without its slash",
      cluster: "cluster2",
      object: `AuthorizationPolicy ${gateways}/consumer-cluster1`,
      change: (policy) => swap(policy, "/ratings/*", "/ratings*"),
    },
    {
      what: "another service's hosts",
      cluster: "cluster2",
      object: `AuthorizationPolicy ${gateways}/consumer-cluster1`,
      change: (policy) => swap(policy, "ratings.cluster1.c2.example.com", "reviews.cluster1.c2.example.com"),
    },
    {
      what: "a method too many",
      cluster: "cluster2",
      object: `AuthorizationPolicy ${gateways}/consumer-cluster1`,
      change: rules(([rule]) => rule.to[0].operation.methods.push("POST")),
    },
    {
      what: "no methods",
      cluster: "cluster2",
      object: `AuthorizationPolicy ${gateways}/consumer-cluster1`,
      change: rules(([rule]) => delete rule.to[0].operation.methods),
    },
    {
      what: "no paths",
      cluster: "cluster2",
      object: `AuthorizationPolicy ${gateways}/consumer-cluster1`,
      change: rules(([rule]) => rule.to.map(({ operation }: Anything) => delete operation.paths)),
    },
    {
      what: "nobody at the ingress gateway",
      cluster: "cluster2",
      object: `AuthorizationPolicy ${gateways}/consumer-cluster1`,
      change: rules(([rule]) => (rule.from[0].source.principals = [])),
    },
    {
      what: "an account too many at the egress gateway",
      cluster: "cluster1",
      object: `AuthorizationPolicy ${gateways}/exposer-cluster2`,
      change: rules(([rule]) => (rule.from[0].source.principals = ["*"])),
    },
    {
      what: "a namespace instead of an account",
      cluster: "cluster1",
      object: `AuthorizationPolicy ${gateways}/exposer-cluster2`,
      change: (policy) => swap(policy, "/sa/bookinfo-reviews", "/sa/bookinfo-reviews*"),
    },
    {
      what: "a policy in the wrong namespace",
      cluster: "cluster2",
      object: `AuthorizationPolicy ${gateways}/consumer-cluster1`,
      change: ({ metadata }) => (metadata.namespace = "bookinfo"),
    },
    {
      what: "protection that spares everyone",
      cluster: "cluster2",
      object: "AuthorizationPolicy bookinfo/federation-deny-ratings",
      change: rules(([rule]) => rule.from[0].source.notPrincipals.push("cluster.local/*")),
    },
    {
      what: "protection from the gateway",
      cluster: "cluster2",
      object: "AuthorizationPolicy bookinfo/federation-deny-ratings",
      change: (policy) => swap(policy, "istio-private-ingressgateway", "other"),
    },
    {
      what: "protection on another port",
      cluster: "cluster2",
      object: "AuthorizationPolicy bookinfo/federation-deny-ratings",
      change: (policy) => swap(policy, "9080", "9081"),
    },
    {
      what: "protection of other pods",
      cluster: "cluster2",
      object: "AuthorizationPolicy bookinfo/federation-deny-ratings",
      change: ({ spec }) => (spec.selector.matchLabels.app = "other"),
    },
    {
      what: "denial of what all may",
      cluster: "cluster2",
      object: "AuthorizationPolicy bookinfo/federation-deny-ratings",
      change: rules(([rule]) => delete rule.from),
    },
    {
      what: "other shares",
      cluster: "cluster1",
      object: "VirtualService default/federation-reviews",
      change: ({ spec }) => Object.assign(spec.http[1].route[0], { weight: 60 }),
    },
    {
      what: "a route for everyone",
      cluster: "cluster1",
      object: "VirtualService default/federation-reviews",
      change: (service) => swap(service, '"sourceLabels":{"app":"productpage"}', '"port":9080'),
    },
    {
      what: "a name that nobody sees",
      cluster: "cluster1",
      object: "VirtualService default/federation-ratings",
      change: ({ spec }) => (spec.exportTo = ["elsewhere"]),
    },
    {
      what: "another local Service behind a grant",
      cluster: "cluster2",
      object: `VirtualService ${gateways}/expose-ratings`,
      change: (service) => swap(service, "ratings.bookinfo.svc", "details.bookinfo.svc"),
    },
    {
      what: "other pods behind a grant",
      cluster: "cluster2",
      object: `VirtualService ${gateways}/expose-reviews`,
      change: (service) => swap(service, ',"subset":"reviews"', ""),
    },
  ],
  "one-root": [
    { what: "the deny-all of an ingress gateway", cluster: "b", object: `AuthorizationPolicy ${gateways}/consumer-a`, change: drop },
  ],
  medley: [
    {
      what: "workloads of a partner under any name",
      cluster: "b",
      object: "AuthorizationPolicy xyz/federation-deny-bar",
      change: rules((all) => all.splice(0, all.length, all.at(-1))),
    },
    {
      what: "one alternative for all",
      cluster: "b",
      object: "AuthorizationPolicy xyz/federation-deny-bar",
      change: (policy) => swap(policy, '"POST"', '"PUT"'),
    },
    {
      what: "any server",
      cluster: "a",
      object: `DestinationRule ${gateways}/consume-bar--b`,
      change: ({ spec }) => (spec.trafficPolicy.tls.subjectAltNames = ["spiffe://b.example/ns/xyz/sa/other"]),
    },
    {
      what: "TLS in TLS",
      cluster: "b",
      object: `VirtualService ${gateways}/expose-bar`,
      change: (service) => swap(service, ',"subset":"tls-passthrough"', ""),
    },
    {
      what: "a partner's root for all names",
      cluster: "b",
      object: "ConfigMap istio-system/istio-federation",
      change: (map) => swap(map, "a.example", "c.example"),
    },
    {
      what: "anchors that leave mail names free",
      cluster: "b",
      object: "ConfigMap istio-system/istio-federation",
      change: ({ data }) => withMailNames(data),
    },
    { what: "the guard against partners", cluster: "b", object: "AuthorizationPolicy istio-system/federation-partners", change: drop },
  ],
};

/** Changes text in an object, in place; fails where it is not there. */
function swap(object: Anything, from: string, to: string): void {
  const text = JSON.stringify(object);
  assert.ok(text.includes(from), `${from} in ${text}`);
  Object.assign(object, JSON.parse(text.replaceAll(from, to)));
}
