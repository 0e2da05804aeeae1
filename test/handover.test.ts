/** What a partner that configures itself gets: the page, and the overlay that fedc would make if it managed the partner's cluster. */
import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Ran, root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";
import { newRoots } from "./support/new-roots.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("fedc handover");

/** A partner in both modes, which calls and is called; with everything that its overlay needs. */
const whole = readFileSync(join(root, "test/conformance/scenarios/handed-over/federation.yaml"), "utf8");
const roots = new Map(newRoots(4).map(({ pem }, i) => [["warehouse", "depot", "shop-mesh", "depot-mesh"][i] ?? "", pem]));

/** The same partner, as far as the others have to know it. */
const short = whole
  .replace(
    ", certificate: { issuerRef: { kind: ClusterIssuer, name: federation-ca } } }, workloads: { domain: depot",
    " }, workloads: { domain: depot",
  )
  .replace("gateways: { ingress: { addresses: [10.66.3.2] }, egress: {} }", "gateways: { ingress: { addresses: [10.66.3.2] } }")
  .replaceAll(/\n {4}consume:\n {6}depot: .*/g, "")
  .replace("        port: 8080\n        selector: { app: parts }\n        targetPort: 8080\n", "")
  .replace("shop: { callers: [default/web], methods: [GET, POST], paths: [/parts/7, /orders] }", "shop: {}")
  .replace("warehouse: { methods: [GET], paths: [/parts/7] }", "warehouse: {}");

function folderWith(federation: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "trust"));
  for (const [name, pem] of roots) writeFileSync(join(folder, "trust", `${name}.pem`), pem);
  writeFileSync(join(folder, "federation.yaml"), federation);
  return folder;
}

function run(folder: string, ...args: readonly string[]): Promise<Ran> {
  return fedcInside(args, folder);
}

/** All files below a folder, with their texts. */
function filesBelow(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => statSync(join(folder, path)).isFile());
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

function section(page: string, title: string): string {
  return page.split(/^#{2,3} /m).find((part) => part.startsWith(`${title}\n`)) ?? "";
}

test("the page says who proves what to whom, in mode gateways", async () => {
  const { stdout: page, status } = await run(folderWith(whole), "handover", "depot");
  assert.is(status, 0);
  assert.is(
    section(page, "stock, of warehouse").trim(),
    `stock, of warehouse

- HTTP/1.1 or HTTP/2, in mutual TLS 1.2 or later
- you dial \`10.66.2.2:15443\`
- server name in TLS (SNI): \`depot.warehouse.example.com\`
- HTTP host: \`stock.depot.warehouse.example.com\`, perhaps followed by a port
- you present a certificate with the URI name \`spiffe://depot.example.com/istio-private-egressgateway\`
- warehouse presents a certificate with the URI name \`spiffe://warehouse.example.com/istio-private-ingressgateway\`
- you may call:
  - GET on \`/items/*\``,
  );
  assert.match(section(page, "till, of warehouse"), "(SNI): `till.depot.warehouse.example.com`");
  assert.match(section(page, "parts, called by warehouse"), "GET on `/parts/7`");
  assert.match(section(page, "parts, called by warehouse"), "warehouse dials `10.66.3.2:15443`");
});

test("and in mode workloads, where workloads prove themselves", async () => {
  const { stdout: page } = await run(folderWith(whole), "handover", "depot");
  const prices = section(page, "prices, of shop");
  assert.match(prices, "you present a certificate with the URI name `spiffe://depot.example/ns/default/sa/fitter`");
  assert.match(prices, "shop presents a certificate with the URI name `spiffe://shop.example/ns/default/sa/prices`");
  assert.match(prices, "(SNI): `prices.depot.shop.example.com`");
  assert.not.match(prices, "HTTP host");
  const parts = section(page, "parts, called by shop");
  assert.match(parts, "`spiffe://shop.example/ns/default/sa/web`");
  assert.match(parts, "GET, POST on `/parts/7`, `/orders`, by `default/web`");
});

test("the page has the fingerprints and certificates of the others' roots, as openssl prints them", async () => {
  const { stdout: page } = await run(folderWith(whole), "handover", "depot");
  for (const [name, pem] of roots) {
    const own = name.startsWith("depot");
    assert.is(page.includes(pem.trim()), !own, name);
  }
  assert.match(section(page, "warehouse"), new X509Certificate(roots.get("warehouse") ?? "").fingerprint256);
});

test("the program's document has the same facts", async () => {
  const { stdout } = await run(folderWith(whole), "handover", "depot", "--json");
  const { partner, incoming, outgoing, network } = JSON.parse(stdout);
  assert.is(partner.name, "depot");
  assert.equal(
    [...incoming, ...outgoing].map(({ from, to, service, mode }) => `${from} ${to} ${service} ${mode}`),
    [
      "shop depot parts workloads",
      "warehouse depot parts gateways",
      "depot shop prices workloads",
      "depot warehouse stock gateways",
      "depot warehouse till gateways",
    ],
  );
  assert.is(network.connections.length, 4);
});

test("the overlay is, byte for byte, what fedc builds if it manages the cluster", async () => {
  const folder = folderWith(whole);
  const { status, stderr } = await run(folder, "handover", "depot", "--overlay", "package");
  assert.is(status, 0, stderr);
  const managed = folderWith(
    whole.replace(
      "managed: false",
      "gitops: { repository: https://github.com/example/depot-gitops, path: federation, delivery: directory }",
    ),
  );
  assert.is((await run(managed, "build")).status, 0);
  assert.equal([...filesBelow(join(folder, "package/depot"))], [...filesBelow(join(managed, "out/depot"))]);
  const page = readFileSync(join(folder, "package/depot.md"), "utf8");
  const overlay = section(page, "The overlay");
  assert.match(overlay, "`kubectl apply -k depot`");
  assert.is(page.replace(`## ${overlay}`, ""), (await run(folder, "handover", "depot")).stdout);
  assert.is((await run(folder, "handover", "depot", "--overlay", "package")).status, 0, "again");
});

test("the page needs no fact that is the partner's own, and the overlay asks for each of them", async () => {
  const folder = folderWith(short);
  assert.is((await run(folder, "check")).status, 0);
  const { stdout: page } = await run(folder, "handover", "depot");
  assert.match(section(page, "parts, called by warehouse"), "what you allow: the other side's federation.yaml does not say it");
  assert.match(section(page, "stock, of warehouse"), "GET on `/items/*`");
  const { status, stderr, stdout } = await run(folder, "handover", "depot", "--overlay", "package");
  assert.is(status, 1);
  assert.is(stdout, "");
  const codes = [...new Set([...stderr.matchAll(/error\[(FED\d+)\]/g)].map(([, code]) => code ?? ""))].sort();
  assert.equal(codes, ["FED307", "FED342", "FED348", "FED359", "FED392", "FED470"]);
  assert.match(stderr, "nothing was written: the overlay of `depot` needs facts that other clusters do not use");
  assert.not.ok(existsSync(join(folder, "package")));
});

test("the others' overlays are the same with either", async () => {
  const [one, other] = [folderWith(whole), folderWith(short)];
  for (const folder of [one, other]) assert.is((await run(folder, "build")).status, 0);
  assert.equal([...filesBelow(join(one, "out"))], [...filesBelow(join(other, "out"))]);
});

test("a Service that the file does not name is told as the partner's own, and so are its calls", async () => {
  const byHand = readFileSync(join(root, "test/conformance/scenarios/partner-without-fedc/federation.yaml"), "utf8");
  const folder = folderWith(
    byHand
      .replace("service: rates.default, port: 8080, allow: { shop: { methods: [GET] } }", "allow: { shop: {} }")
      .replaceAll("    consume:\n      partner: {}\n", ""),
  );
  writeFileSync(join(folder, "trust/consortium.pem"), roots.get("warehouse") ?? "");
  const access = (await run(folder, "access")).stdout;
  assert.match(access, /-> rates of partner \(a Service of its own\)\n +default\/web: every method on every path/);
  assert.match(access, /menu\.partner\.shop\.example\.com\n +-> menu of shop/);
  assert.match((await run(folder, "graph")).stdout, "http a Service of its own");
  assert.match(
    (await run(folder, "why", "shop/default/web", "rates")).stdout,
    "leaves    for partner, which configures itself: federation.yaml allows this call",
  );
  assert.match((await run(folder, "why", "partner", "menu")).stdout, "arrives   at menu.default:8080 of shop");
  const { status, stderr } = await run(
    folder,
    "expose",
    "soup",
    "--cluster",
    "shop",
    "--service",
    "soup.default",
    "--port",
    "80",
    "--protocol",
    "http",
    "--to",
    "partner",
    "--any",
  );
  assert.is(status, 0, stderr);
  assert.not.match(readFileSync(join(folder, "federation.yaml"), "utf8"), "inactive", "a partner consumes without an entry");
});

test("who configures nothing itself gets nothing, and no other file is replaced", async () => {
  const folder = folderWith(whole);
  const managed = await run(folder, "handover", "shop");
  assert.is(managed.status, 1);
  assert.match(managed.stderr, "fedc manages `shop`, so there is nothing to hand over");
  assert.match((await run(folder, "handover", "depo")).stderr, "did you mean `depot`");
  writeFileSync(join(folder, "depot.md"), "ours\n");
  const taken = await run(folder, "handover", "depot", "--out", ".");
  assert.is(taken.status, 1);
  assert.match(taken.stderr, "was not made by fedc handover");
  assert.is(readFileSync(join(folder, "depot.md"), "utf8"), "ours\n");
});

test("an inactive partner gets a page that says so, and a partner whose address is pending one without it", async () => {
  const inactive = await run(
    folderWith(whole.replace("managed: false", "managed: false\n    inactive: joins in March")),
    "handover",
    "depot",
  );
  assert.match(inactive.stdout, "Nothing is in force between `depot` and other clusters at present.");
  const pending = await run(folderWith(whole.replace("addresses: [10.66.2.2]", "addresses: pending")), "handover", "depot");
  assert.match(section(pending.stdout, "stock, of warehouse"), "you dial an address that is not known yet");
  assert.match(pending.stdout, "not yet: depot will dial warehouse for stock, till");
});

test.run();
