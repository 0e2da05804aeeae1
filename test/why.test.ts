import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ObjectPlace } from "../compiler/commands/why/object-places.ts";
import type { Outcome } from "../compiler/istio/verdict.ts";
import { fedc } from "./support/fedc.ts";
import { Medley } from "./support/medley.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const why = suite("why");

interface Document {
  readonly outcomes: readonly Outcome[];
  readonly written: readonly { line: number; what: string }[];
  readonly changes?: readonly { line: number; what: string; write?: string }[];
}

const ends = ({ outcomes }: Document) =>
  outcomes.map(
    ({ share, end }) =>
      `${share} ${end.kind === "reached" ? `${end.cluster} ${end.service}` : end.kind === "refused" ? end.answer : end.kind}`,
  );

why("follows a call to its end, with the place of what decides each hop", async () => {
  const medley = new Medley(temporaryFolder());
  await medley.run("build");
  const document = await medley.json<Document>(["why", "d/shop/foo", "bar", "GET", "/x"]);
  assert.equal(ends(document), ["100 b bar.xyz"]);
  const decided = document.outcomes.flatMap(({ hops }) => hops.flatMap(({ by }) => by)) as unknown as readonly ObjectPlace[];
  const places = decided.map(({ file }) => file);
  for (const file of ["d/generated/as-bar.shop.yaml", "d/generated/exposer-b.yaml", "b/generated/consumer-d.yaml"])
    assert.ok(places.includes(file), file);
  assert.equal(
    document.written.map(({ what }) => what),
    ["d consumes bar as bar.shop", "b allows it to d"],
  );
  const { stdout } = await medley.run("why", "d/shop/foo", "bar.shop:9080");
  assert.match(
    stdout,
    /^GET \/probe of bar\.shop\.svc\.cluster\.local:9080 by shop\/foo in d\n\(fedc chose the request, since none is given\)\n/,
  );
  assert.match((await medley.run("why", "d/shop/foo", "bar", "GET", "/x")).stdout, /in d\n\n/);
  assert.match(stdout, "arrives   at bar.xyz:9080 of b\n");
});

/** Each with the edit that is named, which must grant it when it is made. */
const refusedCalls: readonly { call: readonly string[]; answer: string; what: string; edit: readonly [string, string] }[] = [
  {
    call: ["d/shop/foo", "bar", "PUT", "/x"],
    answer: "100 403",
    what: "add `PUT` to `methods` of `b`",
    edit: ["d: { methods: [GET] }\n", "d: { methods: [GET, PUT] }\n"],
  },
  {
    call: ["d/shop/other", "bar", "GET", "/x"],
    answer: "100 403",
    what: "add `shop/other` to `callers` of the consuming cluster",
    edit: [
      "d: { as: bar.shop, port: 9080, localService: create, callers: [shop/foo] }",
      "d: { as: bar.shop, port: 9080, localService: create, callers: [shop/foo, shop/other] }",
    ],
  },
  {
    call: ["b/xyz/peer", "page", "GET", "/q"],
    answer: "100 403",
    what: "add `/q` to `paths` of `a`",
    edit: ["methods: [GET], paths: [/p/*] }", "methods: [GET], paths: [/p/*, /q] }"],
  },
  {
    call: ["a/shop/foo", "quotes", "POST", "/q.Quotes/Set"],
    answer: "100 403",
    what: "add `q.Quotes/Set` to `rpcs` of `c`",
    edit: ["rpcs: [q.Quotes/Get]", "rpcs: [q.Quotes/Get, q.Quotes/Set]"],
  },
];

for (const { call, answer, what, edit } of refusedCalls)
  why(`tells the smallest change that grants ${call.join(" ")}, and it does`, async () => {
    const medley = new Medley(temporaryFolder());
    const refused = await medley.json<Document>(["why", ...call]);
    assert.equal(ends(refused), [answer]);
    assert.equal(
      refused.changes?.map((change) => change.what),
      [what],
    );
    medley.edit("federation.yaml", ...edit);
    const granted = await medley.json<Document>(["why", ...call]);
    assert.match(ends(granted)[0] ?? "", /^100 [abcd] /);
    assert.not.ok(granted.changes);
  });

why("names both halves where a cluster has nothing to do with a service", async () => {
  const { changes } = await new Medley(temporaryFolder()).json<Document>(["why", "d/shop/foo", "quotes"]);
  assert.equal(
    changes?.map(({ write }) => write),
    ["allow:\n  d: { rpcs: any }", "consume:\n  d: { as: quotes.shop, port: 9100, localService: create, callers: [shop/foo] }"],
  );
});

why("takes an rpc in one word, and tells what would grant it", async () => {
  const medley = new Medley(temporaryFolder());
  assert.equal(ends(await medley.json<Document>(["why", "a/shop/foo", "quotes", "q.Quotes/Get"])), ["100 c quotes.fin"]);
  const refused = await medley.json<Document>(["why", "a/shop/foo", "quotes", "q.Quotes/Set"]);
  assert.equal([ends(refused), refused.changes?.map(({ what }) => what)], [["100 403"], ["add `q.Quotes/Set` to `rpcs` of `c`"]]);
  assert.equal(await medley.json<Document>(["why", "a/shop/foo", "quotes", "POST", "/q.Quotes/Set"]), refused);
});

why("follows a call of a partner that configures itself from the gateway on that it reaches", async () => {
  const corners = new Medley(temporaryFolder(), "corners");
  const ask = (...words: string[]) => corners.json<Document>(["why", "partner", "orders", ...words]);
  assert.equal(ends(await ask()), ["100 hub orders.trade"]);
  assert.equal(ends(await ask("POST", "/orders")), ["100 hub orders.trade"]);
  const refused = await ask("PUT", "/orders");
  assert.equal([ends(refused), refused.changes?.map(({ what }) => what)], [["100 403"], ["add `PUT` to `methods` of `hub`"]]);
  const { stdout } = await corners.run("why", "partner/x/y", "orders", "POST", "/orders");
  assert.match(stdout, /as\s+partner\.hub\.example\.com,\s+host\s+orders\.partner\.hub\.example\.com/);
  assert.match(stdout, "(partner configures itself: this is the call that it has to make)");
  assert.match(stdout, /x\/y makes no\s+difference/);
  assert.match((await corners.run("why", "partner", "ticker")).stdout, "partner does not consume ticker at present");
  assert.match((await corners.run("why", "partner", "ticker")).stdout, /take `inactive` away: `hub` allows nothing/);
});

why("says of a call to such a partner what federation.yaml has it allow", async () => {
  const corners = new Medley(temporaryFolder(), "corners");
  const leaves = async (...request: string[]) => {
    const { outcomes, changes } = await corners.json<Document>(["why", "hub/media/reader", "news", ...request]);
    return [outcomes.flatMap(({ end }) => ("granted" in end ? [end.granted] : [])), changes];
  };
  assert.equal(await leaves("GET", "/v1/a"), [[true], undefined]);
  const { stdout } = await corners.run("why", "hub", "wire");
  assert.match(stdout, /leaves {4}for partner, which configures itself: federation\.yaml\s+allows\s+this\s+call/);
  assert.not.match(stdout, "no grant is missing");
  corners.edit(
    "federation.yaml",
    "hub: any } } }\n    consume:\n      hub:\n        - { as: wire",
    "hub: { inactive: later } } } }\n    consume:\n      hub:\n        - { as: wire",
  );
  assert.match((await corners.run("why", "hub", "wire")).stdout, "allows nothing");
  const [granted] = await leaves("GET", "/v2");
  assert.equal(granted, [false]);
});

why("says of a cluster's own service that no grant is needed", async () => {
  const reported = (await new Medley(temporaryFolder(), "corners").run("why", "partner", "news")).stdout;
  assert.match(reported, "news is a service of partner itself, news.media:80");
  assert.not.match(reported, "to grant it");
});

why("takes any call: an external client at a gateway, and gateways that are down", async () => {
  const medley = new Medley(temporaryFolder());
  const ask = async (call: object) => {
    writeFileSync(join(medley.folder, "call.json"), JSON.stringify(call));
    return medley.json<Document>(["why", "--call", "call.json"]);
  };
  const at = { cluster: "b", gateway: "ingress" };
  const externalClient = (root: string, uri: string) => ({
    from: {
      kind: "externalClient",
      at,
      port: 15443,
      sni: "d.b.example.com",
      host: "bar.d.b.example.com",
      certificate: { uris: [uri], dns: [], root },
    },
    request: { method: "GET", path: "/x", headers: {} },
  });
  assert.equal(ends(await ask(externalClient("gd", "spiffe://d.example.com/istio-private-egressgateway"))), ["100 b bar.xyz"]);
  assert.equal(ends(await ask(externalClient("ga", "spiffe://d.example.com/istio-private-egressgateway"))), ["100 none"]);
  assert.equal(ends(await ask(externalClient("gd", "spiffe://a.example.com/istio-private-egressgateway"))), ["100 none"]);
  const from = { kind: "workload", cluster: "a", namespace: "shop", account: "foo", labels: {}, host: "store", port: 8080 };
  const request = { method: "GET", path: "/", headers: {} };
  assert.equal(ends(await ask({ from, request })), ["100 b store.xyz"]);
  assert.equal(ends(await ask({ from, request, unavailable: ["b/ingress"] })), ["100 c store.fin"]);
  assert.equal(ends(await ask({ from, request, unavailable: ["b", "c"] })), ["100 503"]);
  assert.equal(ends(await ask({ from, request: { ...request, path: "/%00" } })), ["100 400"]);
  const client = externalClient("gd", "spiffe://d.example.com/istio-private-egressgateway");
  assert.equal(ends(await ask({ ...client, request: { ...client.request, path: "/%00" } })), ["100 400"]);
  assert.not.match((await medley.run("why", "--call", "call.json")).stdout, "no grant is missing");
});

why("says what is wrong with what it is asked", async () => {
  const medley = new Medley(temporaryFolder());
  const reported = async (...args: string[]) => {
    const { status, stderr } = await medley.run("why", ...args);
    assert.is(status, 1);
    return stderr;
  };
  assert.match(await reported(), "a caller and a service are needed");
  assert.match(await reported("a/shop/foo", "bat"), "there is no service or local name `bat` in `a`");
  assert.match(await reported("a/shop", "bar"), "a caller is `CLUSTER/NAMESPACE/ACCOUNT`");
  assert.match(await reported("d/shop/foo/x", "bar"), "a caller is `CLUSTER/NAMESPACE/ACCOUNT`");
  assert.match(await reported("d/Shop/foo", "bar"), "write `d/shop/foo`");
  assert.match(await reported("d/shop/foo_x", "bar"), "in lower case, with digits and `-`");
  assert.match(await reported("e", "bar"), "there is no cluster `e`");
  assert.match(await reported("a", "bar", "GET"), "a request is a method and a path");
  assert.match(await reported("a", "bar", "/x"), "write `GET /x`");
  assert.match(await reported("a", "bar", "get", "/x"), "write `GET`");
  assert.match(await reported("a", "bar", "GET", "x"), "write `/x`");
  assert.match(await reported("a", "bar", "CONNECT", "/x"), "no call with `CONNECT` ever arrives");
  assert.match(await reported("a", "bar", "GETT", "/x"), "did you mean `GET`?");
  assert.match(await reported("a", "bar", "G T", "/x"), "a method is one word");
  assert.match(await reported("a", "bar", "GET", "/a b"), "a request cannot have the path `/a b`");
  assert.match((await medley.run("why", "d/shop/foo", "bar", "GET", "/x?y=1")).stdout, /^GET \/x of /);
  assert.match(await reported("--call", "."), "name a file with a call");
  assert.match(await reported("a", "quotes", "GET", "/q.Quotes/Get"), "`quotes` speaks grpc, where every call is a POST, not `GET`");
  assert.match(await reported("a", "quotes", "Get"), "`Get` is not an rpc, and `quotes` speaks grpc");
  assert.match(await reported("a", "ledger", "GET", "/"), "`ledger` speaks tcp: a connection has no method and no path");
  assert.match(await reported("a", "elsewhere"), /no service or local name `elsewhere` in `a`\n {2}= help: there are `/);
  const piped = fedc(["why", "--call", "-"], { cwd: medley.folder, input: "{" });
  assert.match(piped.stderr, "`standard input` is not JSON");
  assert.match(await reported("a", "bar", "GET", "/", "more"), "not also `more`");
  for (const [text, message] of [
    ["{", "is not JSON"],
    ["[]", "the call must be an object"],
    ['{"from":{"kind":"pod"}}', "`from.kind` is `workload` or `externalClient`"],
    ['{"from":{"kind":"workload","cluster":"a","namespace":"x","account":"y","host":"z","port":0}}', "`port` must be a port number"],
    ['{"from":{},"to":1}', "the call has no field `to`"],
  ] as const) {
    writeFileSync(join(medley.folder, "call.json"), text);
    assert.match(await reported("--call", "call.json"), message);
  }
});

why.run();
