/** How Istio compares, chooses and refuses, piece by piece. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { authorize } from "../compiler/istio/data-path/authorization.ts";
import { type Normalization, normalized, withoutQuery } from "../compiler/istio/data-path/request-path.ts";
import { Fields } from "../compiler/istio/objects/fields.ts";
import { FilterChains } from "../compiler/istio/objects/filter-chains.ts";
import { readHead } from "../compiler/istio/objects/object-head.ts";

import { PolicyIndex } from "../compiler/istio/objects/policy-index.ts";
import { Patterns, readAuthorizationPolicy } from "../compiler/istio/objects/read-authorization-policy.ts";
import { readGateway } from "../compiler/istio/objects/read-gateway.ts";
import { readObjects } from "../compiler/istio/objects/read-objects.ts";

import { readStringMatch, readVirtualService } from "../compiler/istio/objects/read-virtual-service.ts";
import { UnsupportedObject } from "../compiler/istio/objects/unsupported-object.ts";
import type { Loose } from "./support/meshes.ts";

const test = suite("verify: how Istio compares");

test("values of policies match exactly, by prefix, by suffix, or at all", () => {
  const matches = (pattern: string, ...values: (string | undefined)[]) => values.map((value) => new Patterns([pattern]).matches(value));
  assert.equal(matches("/x", "/x", "/x/", "/X", undefined), [true, false, false, false]);
  assert.equal(matches("/x/*", "/x/", "/x/y/z", "/x", "/xy"), [true, true, false, false]);
  assert.equal(matches("*.example", "a.example", ".example", "a.example.com"), [true, true, false]);
  assert.equal(matches("*", "a", "", undefined), [true, false, false]);
});

test("a route's regular expression matches the whole value, and none is guessed", () => {
  const match = (wanted: Loose) => readStringMatch(new Fields({ uri: wanted }, "", "x"), "uri");
  assert.equal(["/n/1", "/n/12", "/n/1x", "x/n/1"].map(match({ regex: "/n/[0-9]+" })), [true, true, false, false]);
  assert.equal(["a", "b", "ab"].map(match({ regex: "a|b" })), [true, true, false]);
  assert.equal(["/v2", "/v2/x", "/v1"].map(match({ prefix: "/v2" })), [true, true, false]);
  for (const regex of ["(?i)a", "(?P<n>a)", "[[:alpha:]]", "\\pL", "a\\z"]) assert.is(match({ regex })("a"), true, regex);
  for (const regex of ["(a", "(a)\\1"]) assert.throws(() => match({ regex }), isUnmodelled);
  assert.throws(() => match({ exact: "a", prefix: "b" }), isUnmodelled);
});

test("paths are compared as the mesh's proxies normalize them", () => {
  const cases: readonly { readonly normalization: Normalization; readonly path: string; readonly expected: string | undefined }[] = [
    { normalization: "BASE", path: "/items/../orders", expected: "/orders" },
    { normalization: "BASE", path: "/items/%2e%2E/orders?x=/../y", expected: "/orders?x=/../y" },
    { normalization: "BASE", path: "/x/./y/.", expected: "/x/y/" },
    { normalization: "BASE", path: "/ratings/..%2fother", expected: "/ratings/..%2fother" },
    { normalization: "BASE", path: "//items", expected: "//items" },
    { normalization: "BASE", path: "/a\\..\\b", expected: "/b" },
    { normalization: "BASE", path: "/items%00/7", expected: undefined },
    { normalization: "NONE", path: "/items/../orders", expected: "/items/../orders" },
    { normalization: "MERGE_SLASHES", path: "//items///7", expected: "/items/7" },
    { normalization: "DECODE_AND_MERGE_SLASHES", path: "/ratings/..%2fother", expected: "/other" },
  ];
  for (const { normalization, path, expected } of cases) assert.is(normalized(path, normalization), expected, `${normalization} ${path}`);
  assert.is(withoutQuery("/a?b#c"), "/a");
});

const gateway = (...servers: Loose[]) =>
  readGateway(
    readHead({
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: { name: "g", namespace: "edge" },
      spec: { selector: { istio: "in" }, servers },
    }),
  );
const server = (name: string, protocol: string, mode: string, ...hosts: string[]) => ({
  port: { number: 15443, name, protocol },
  hosts,
  tls: { mode, ...(mode === "MUTUAL" && { credentialName: "pair" }) },
});
const route = (name: string, spec: Loose) =>
  readVirtualService(
    readHead({
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name, namespace: "edge" },
      spec: { gateways: ["g"], exportTo: ["."], ...spec },
    }),
  );
const to = { destination: { host: "a.b.svc.cluster.local", port: { number: 80 } } };

test("an exact server name wins over the longest with a star, and no name gets in without", () => {
  const servers = [
    server("https-a", "HTTPS", "MUTUAL", "./a.example", "./*.a.example"),
    server("tls-x", "TLS", "MUTUAL", "./x.a.example"),
    server("tls-p", "TLS", "PASSTHROUGH", "./*.b.a.example"),
  ];
  const routes = [
    route("x", { hosts: ["x.a.example"], tcp: [{ route: [to] }] }),
    route("p", { hosts: ["y.b.a.example"], tls: [{ match: [{ port: 15443, sniHosts: ["y.b.a.example"] }], route: [to] }] }),
  ];
  const chains = new FilterChains([gateway(...servers)], routes, (port) => port);
  const found = (sni: string | undefined, port = 15443) => chains.find(port, sni)?.server.name.field?.slice(-2, -1);
  const names = [
    "a.example",
    "x.a.example",
    "X.a.example",
    "z.a.example",
    "q.z.a.example",
    "y.b.a.example",
    "example",
    "xa.example",
    undefined,
  ];
  assert.equal(
    names.map((sni) => found(sni)),
    ["0", "1", "1", "0", "0", "2", undefined, undefined, undefined],
  );
  // Of the passing server only what a route names is listened for.
  assert.is(found("w.b.a.example"), "0");
  assert.is(found("x.a.example", 443), undefined);
});

test("what would be told by age is not guessed", () => {
  const one = route("one", { hosts: ["h.a.example"], http: [{ match: [{ uri: { prefix: "/x/" } }], route: [to] }] });
  const other = (prefix: string) => route("other", { hosts: ["h.a.example"], http: [{ match: [{ uri: { prefix } }], route: [to] }] });
  const chains = (second: ReturnType<typeof route>) =>
    new FilterChains([gateway(server("https-a", "HTTPS", "MUTUAL", "./*.a.example"))], [one, second], (port) => port);
  chains(other("/y/"));
  assert.throws(() => chains(other("/x/y/")), isUnmodelled);
  assert.throws(
    () => new FilterChains([gateway(server("a", "HTTPS", "MUTUAL", "./h"), server("b", "HTTPS", "MUTUAL", "./h"))], [], (port) => port),
    isUnmodelled,
  );
});

const policy = (name: string, spec: Loose) =>
  readAuthorizationPolicy(
    readHead({ apiVersion: "security.istio.io/v1", kind: "AuthorizationPolicy", metadata: { name, namespace: "edge" }, spec }),
  );
const request = { method: "GET", path: "/x/1?q", host: "H.example:15443", headers: {} };
const asked = { principals: ["c1/egress"], sni: "h.example", port: 9080, request };
const decide = (policies: readonly ReturnType<typeof policy>[], more = {}) => {
  const { allowed, by } = authorize(new PolicyIndex(policies, "root").of("edge", { app: "x" }), { ...asked, ...more });
  return `${allowed ? "yes" : "no"} ${by?.name ?? ""}`.trim();
};

test("DENY comes before ALLOW, and one ALLOW closes the rest", () => {
  const allow = policy("allow", {
    rules: [
      {
        from: [{ source: { principals: ["c1/*"] } }],
        to: [{ operation: { hosts: ["h.example", "h.example:*"], methods: ["GET"], paths: ["/x/*"] } }],
      },
    ],
  });
  const deny = policy("deny", { action: "DENY", rules: [{ from: [{ source: { notPrincipals: ["c1/egress"] } }] }] });
  assert.is(decide([]), "yes");
  assert.is(decide([policy("nothing", { selector: { matchLabels: { app: "x" } } })]), "no nothing");
  assert.is(decide([policy("elsewhere", { selector: { matchLabels: { app: "y" } } })]), "yes");
  assert.is(decide([policy("nothing", {}), allow]), "yes allow");
  assert.is(decide([allow], { request: { ...request, method: "PUT" } }), "no allow");
  assert.is(decide([allow], { request: { ...request, host: "h.example.evil" } }), "no allow");
  assert.is(decide([allow, deny]), "yes allow");
  assert.is(decide([allow, deny], { principals: ["c1/other"] }), "no deny");
  assert.is(decide([deny], { principals: [] }), "no deny", "who shows no certificate is none of them");
});

test("where HTTP is not seen, an ALLOW rule that asks of it vanishes and a DENY rule denies more", () => {
  const rules = [{ to: [{ operation: { methods: ["PUT"], ports: ["9080"] } }] }];
  assert.is(decide([policy("allow", { rules })], { request: undefined }), "no allow");
  assert.is(decide([policy("deny", { action: "DENY", rules })], { request: undefined }), "no deny");
  assert.is(decide([policy("deny", { action: "DENY", rules })]), "yes");
  assert.is(decide([policy("deny", { action: "DENY", rules })], { request: undefined, port: 1 }), "yes");
});

test("server names and ports are asked by their values and by what they are not", () => {
  const sni = (condition: Loose) => [policy("deny", { action: "DENY", rules: [{ when: [{ key: "connection.sni", ...condition }] }] })];
  assert.is(decide(sni({ values: ["h.example"] })), "no deny");
  assert.is(decide(sni({ notValues: ["h.example"] })), "yes");
  assert.is(decide(sni({ notValues: ["h.example"] }), { sni: undefined }), "no deny");
  const ports = [policy("deny", { action: "DENY", rules: [{ to: [{ operation: { notPorts: ["9080"] } }] }] })];
  assert.equal([decide(ports), decide(ports, { port: 9081 })], ["yes", "no deny"]);
});

test("what is not modelled is said, with its place, and never guessed", () => {
  const head = { apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: { name: "v", namespace: "n" } };
  const http = [{ route: [to], fault: { abort: { httpStatus: 500 } } }];
  const read =
    (...objects: Loose[]) =>
    () =>
      readObjects(objects, "istio-system");
  const at = (run: () => void) => {
    try {
      run();
    } catch (error) {
      if (error instanceof UnsupportedObject) return `${error.object} | ${error.path}`;
      throw error;
    }
    return "read";
  };
  assert.is(at(read({ ...head, spec: { hosts: ["a.b.c"], http } })), "VirtualService n/v | spec.http[0].fault");
  assert.is(at(read({ ...head, spec: { hosts: "a.b.c" } })), "VirtualService n/v | spec.hosts");
  assert.is(at(read({ ...head, spec: { hosts: ["a.b.c"], exportTo: ["~"] } })), "VirtualService n/v | spec.exportTo");
  assert.is(at(read({ ...head, kind: "EnvoyFilter", spec: {} })), "EnvoyFilter n/v | kind");
  assert.is(
    at(read({ ...head, apiVersion: "v1", kind: "ConfigMap", metadata: { name: "istio", namespace: "istio-system" }, data: {} })),
    "ConfigMap istio-system/istio | metadata",
  );
  const labelled = { ...head.metadata, annotations: { "networking.istio.io/exportTo": "x" } };
  assert.is(at(read({ ...head, metadata: labelled, spec: { hosts: [] } })), "VirtualService n/v | metadata.annotations");
  assert.is(at(read(head, head)), "VirtualService n/v | ");
  assert.is(at(read({ apiVersion: "v1", kind: "Namespace", metadata: { name: "n", labels: { any: "thing" } } })), "read");
});

function isUnmodelled(error: unknown): boolean {
  return error instanceof UnsupportedObject;
}

test.run();
