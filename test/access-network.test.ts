/** What networks must let through, as `fedc access --network` and the overlays' READMEs say it; and that the objects dial exactly that. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Federation } from "../compiler/2-resolve/federation.ts";
import { type AwaitedConnection, type NetworkConnection, networkNeeds } from "../compiler/4-plan/network/connections.ts";
import { networkAsCsv } from "../compiler/commands/access/network-report.ts";
import { compile } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { blockText } from "./support/block-text.ts";
import { buildNames, compileSample } from "./support/builds.ts";
import { root } from "./support/fedc.ts";
import { legalFederation } from "./support/legal-federation.ts";
import { Medley } from "./support/medley.ts";
import { type Anything, plannedObjects } from "./support/planned.ts";
import { sampleTime } from "./support/samples.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("what networks must let through");

interface Needs {
  readonly connections: readonly NetworkConnection[];
  readonly awaited: readonly AwaitedConnection[];
}

const sample = (name: string) => new Medley(temporaryFolder(), name);
const needsOf = (files: Medley, ...args: readonly string[]) => files.json<Needs>(["access", "--network", ...args]);
const short = ({ from, to, address, port, services }: NetworkConnection) => `${from} -> ${to} ${address} ${port}: ${services.join(" ")}`;

test("mode workloads dials from pods, or through the egress gateway, and mode gateways from there alone", async () => {
  const { connections } = await needsOf(sample("medley"), "--from", "a");
  assert.equal(connections.map(short), [
    "a -> b 198.51.100.2 15443: bar bar-admin ledger store",
    "a -> c 198.51.100.3 15443: cache ledger quotes store",
    "a -> d 198.51.100.4 15443: bar",
  ]);
  const egress = { kind: "egress gateway", pods: { namespace: "istio-private-gateways", labels: { istio: "private-egressgateway" } } };
  assert.equal(
    connections.map(({ mode, sources }) => [mode, sources]),
    [
      ["workloads", [egress, { kind: "workloads", callers: ["ops/root", "shop/foo"] }]],
      ["workloads", [egress, { kind: "workloads", callers: ["shop/foo"] }]],
      ["gateways", [egress]],
    ],
  );
});

test("the server names are those of pairs, of services and of failover groups", async () => {
  const names = async (name: string, from: string, to: string) =>
    (await needsOf(sample(name), "--from", from, "--to", to)).connections[0]?.serverNames;
  assert.equal(await names("medley", "a", "d"), ["a.d.example.com"]);
  assert.equal(await names("medley", "a", "c"), ["cache.a.c.example.com", "ledger.a.medley", "quotes.a.c.example.com", "store.a.medley"]);
  assert.equal(await names("mosaic", "west", "south"), ["stock.west.mosaic"]);
  assert.equal(await names("mosaic", "east", "north"), ["feed.east.north.corp.example", "log.east.north.corp.example"]);
});

test("every address of an ingress gateway has a row, with the port of its load balancer and its node port", async () => {
  const { connections } = await needsOf(sample("corners"), "--to", "hub");
  assert.equal(connections.map(short), [
    "partner -> hub 192.0.2.10 443: orders",
    "partner -> hub 2001:db8::10 443: orders",
    "waiting -> hub 192.0.2.10 443: orders ticker",
    "waiting -> hub 2001:db8::10 443: orders ticker",
  ]);
  assert.ok(connections.every(({ nodePort, protocol }) => nodePort === 31443 && protocol === "TCP"));
  const assigned = sample("corners");
  assigned.edit("federation.yaml", "type: NodePort, nodePort: 31443", "type: NodePort");
  assert.is((await needsOf(assigned, "--to", "hub")).connections[0]?.nodePort, "assigned");
  assert.match(
    (await assigned.run("access", "--network", "--to", "hub")).stdout,
    "  [2001:db8::10]:443 of hub\n    behind a node port that Kubernetes assigns\n",
  );
});

test("a partner that configures itself is dialled and dials, and says nothing of its gateway", async () => {
  const files = sample("corners");
  const { connections } = await needsOf(files, "--from", "partner");
  assert.equal(connections[0]?.sources, [{ kind: "egress gateway" }]);
  const { stdout } = await files.run("access", "--network", "--from", "partner");
  assert.match(stdout, "    from   egress gateway: federation.yaml does not say where it runs\n");
  assert.equal((await needsOf(files, "--from", "hub")).connections.map(short), ["hub -> partner 198.51.100.7 15443: news wire"]);
});

test("in mode workloads, a partner that configures itself may dial from pods or from a gateway", async () => {
  const files = sample("medley");
  files.edit("federation.yaml", "hostname: c.example.com\n", "hostname: c.example.com\n    managed: false\n");
  const [connection] = (await needsOf(files, "--from", "c")).connections;
  assert.equal(connection?.sources, [{ kind: "workloads or a gateway", callers: ["any"] }]);
  assert.equal(connection?.serverNames, ["bar.c.b.example.com"]);
});

test("the Service of an existing ingress gateway is not known, so neither is its node port", async () => {
  const files = sample("corners");
  const settings =
    /replicas: \{ min: 2, max: 6 \}\n +service: .*/.exec(readFileSync(join(files.folder, "federation.yaml"), "utf8"))?.[0] ?? "";
  files.edit("federation.yaml", settings, "deploy: false\n        selector: { app: edge }\n        serviceAccount: edge");
  const [connection] = (await needsOf(files, "--to", "hub")).connections;
  assert.is(connection?.port, 443);
  assert.is(connection?.nodePort, undefined);
});

test("a cluster without an address is not dialled, and is named; an inactive one is not named", async () => {
  const files = sample("corners");
  const { connections, awaited } = await needsOf(files);
  assert.equal(awaited, [{ from: "hub", to: "waiting", services: ["news"] }]);
  assert.not.match(JSON.stringify(connections), "sleeping");
  assert.not.match(JSON.stringify(connections), "later");
  const csv = await files.run("access", "--network", "--format", "csv", "--from", "hub");
  assert.match(csv.stderr, "warning: hub will dial waiting for news when federation.yaml has an address of waiting\n");
  assert.is(csv.stdout.trimEnd().split("\n").length, 2);
});

test("a destination of weight 0 is not dialled until it gets a share", async () => {
  const files = sample("medley");
  files.edit(
    "federation.yaml",
    "{ cluster: b, weight: 50 }, { cluster: d, weight: 50 }",
    "{ cluster: b, weight: 100 }, { cluster: d, weight: 0 }",
  );
  files.edit("federation.yaml", "to: [{ cluster: d }]\n", "to: [{ cluster: b }]\n");
  files.edit("federation.yaml", "{ to: [{ cluster: d }] }", "{ to: [{ cluster: b }] }");
  assert.equal((await needsOf(files, "--from", "a", "--to", "d")).connections, []);
  assert.is(
    (await files.run("access", "--network", "--from", "a", "--to", "d")).stdout,
    "no cluster dials another that matches --from a --to d\n",
  );
});

test("filters choose by caller and by service", async () => {
  const files = sample("medley");
  assert.equal((await needsOf(files, "--from", "a/ops")).connections.map(short), ["a -> b 198.51.100.2 15443: bar-admin"]);
  assert.equal((await needsOf(files, "--to", "page")).connections.map(short), [
    "b -> a 198.51.100.1 15443: page",
    "d -> a 198.51.100.1 15443: page",
  ]);
  assert.match((await files.run("access", "--network", "--from", "e")).stderr, "there is no cluster `e`");
});

test("the CSV has a heading and a row for each connection, and quotes what needs it", async () => {
  const files = sample("medley");
  assert.equal((await files.run("access", "--network", "--format", "csv", "--to", "page")).stdout.split("\n"), [
    "from,source,to,address,port,node_port,protocol,tls,server_names,services",
    "b,egress gateway: pods in istio-private-gateways with istio=private-egressgateway,a,198.51.100.1,15443,,TCP,mutual TLS 1.2 or later,page.b.a.example.com,page",
    "d,egress gateway: pods in istio-private-gateways with istio=private-egressgateway,a,198.51.100.1,15443,,TCP,mutual TLS 1.2 or later,d.a.example.com,page",
    "",
  ]);
  assert.match(
    networkAsCsv((await needsOf(files, "--from", "a", "--to", "bar-admin")).connections),
    ",workloads: ops/root,b,198.51.100.2,",
  );
  assert.match(
    (await files.run("access", "--network", "--format", "csv", "--from", "a", "--to", "b")).stdout,
    '; workloads: ops/root, shop/foo",b,',
  );
});

test("the text fits 80 columns", async () => {
  const { stdout } = await sample("medley").run("access", "--network");
  assert.match(stdout, "a dials\n  198.51.100.2:15443 of b\n    from   egress gateway: pods in istio-private-gateways with\n");
  assert.match(stdout, "\n7 connections between 7 pairs of clusters: TCP with mutual TLS 1.2 or later\n");
  assert.equal(
    stdout.split("\n").filter((line) => line.length > 80),
    [],
  );
});

test("options that do not go together are refused", async () => {
  const files = sample("medley");
  const refusal = async (...args: readonly string[]) => (await files.run("access", ...args)).stderr;
  assert.match(await refusal("--network", "--base", "HEAD"), "`--network` does not take `--base`");
  assert.match(await refusal("--format", "csv"), "`--format` needs `--network`");
  assert.match(await refusal("--network", "--format", "cvs"), "there is no format `cvs`");
});

test("the README of an overlay does not tell what dials in another cluster", () => {
  const readme = readFileSync(join(root, "test/samples/build/medley/expected/b/generated/README.md"), "utf8");
  const [, section = ""] = /## What the network must let through\n([\s\S]*?)\n## /.exec(readme) ?? [];
  assert.match(section, "| a | `198.51.100.2` | 15443 | ");
  const [, inbound = ""] = section.split("Into this cluster:");
  assert.match(inbound, "| a | ");
  assert.not.match(inbound, "egress gateway");
  assert.not.match(section, "shop/foo");
});

for (const name of buildNames())
  test(`${name}: the objects dial these addresses by these server names, and no others`, () => {
    assertDialled(compileSample(name).federation);
  });

test("the same of random federations", () => {
  let compiled = 0;
  for (let seed = 1; seed <= 30; seed += 1) {
    const source = new Source("federation.yaml", blockText(legalFederation(seed)));
    const { federation } = compile(source, { readFile: () => ({ problem: "is not there" }), now: sampleTime, verify: false });
    if (!federation) continue;
    compiled += 1;
    assertDialled(federation, `seed ${seed}`);
  }
  assert.ok(compiled > 10, `${compiled}`);
});

/** Compares the connections of managed clusters with the endpoints and the server names in their objects. */
function assertDialled(federation: Federation, about = ""): void {
  const { connections } = networkNeeds(federation.grants, federation.name);
  for (const [cluster, objects] of plannedObjects(federation) as Map<string, readonly Anything[]>) {
    const own = connections.filter(({ from }) => from === cluster);
    const addresses = objects
      .filter(({ kind }) => kind === "ServiceEntry")
      .flatMap(({ spec }) => spec.endpoints ?? [])
      .filter(({ address }) => !address.startsWith("istio-private-egressgateway."))
      .flatMap(({ address, ports }) => Object.values(ports).map((port) => `${address} ${port}`));
    assert.equal(new Set(own.map(({ address, port }) => `${address} ${port}`)), new Set(addresses.sort()), `${about} ${cluster}`);
    const rules = objects.filter(({ kind, metadata }) => kind === "DestinationRule" && metadata.name !== "federation-egress");
    const sent = new Set([...JSON.stringify(rules).matchAll(/"sni":"([^"]+)"/g)].map(([, sni]) => sni));
    const pairs = new Set([...federation.clusters.values()].map(({ hostname }) => `${cluster}.${hostname}`));
    const told = new Set(own.flatMap(({ serverNames }) => serverNames));
    // A pair's own name is in its objects, whether or not it shares anything but tcp.
    assert.equal(
      [...sent].filter((sni) => !told.has(sni ?? "") && !pairs.has(sni ?? "")),
      [],
      `${about} ${cluster}`,
    );
    assert.equal(
      [...told].filter((sni) => !sent.has(sni)),
      [],
      `${about} ${cluster}`,
    );
  }
}

test.run();
