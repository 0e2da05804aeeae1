/** Commands that take the names of clusters take those of groups, and edits keep groups and defaults. */
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inFederation } from "./support/edited-federation.ts";
import { root } from "./support/fedc.ts";

const text = `apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata:
  name: retail

defaults:
  clusters:
    hostname: "{cluster}.example.com"
    trust: { gateways: { root: ca, certificate: { issuerRef: { kind: ClusterIssuer, name: ca } } } }
    gitops:
      repository: https://github.com/example/{cluster}-gitops
      path: federation
      delivery: directory
  services:
    protocol: http
    timeout: 5s

clusters:
  hub: { gateways: { ingress: { addresses: [192.0.2.9] } } }
  shop-1: { gateways: { ingress: { addresses: [192.0.2.1] } } }
  shop-2: { gateways: { ingress: { addresses: [192.0.2.2] } } }
  shop-3: { gateways: { ingress: { addresses: [192.0.2.3] } } }

groups:
  eu: [shop-1, shop-2]
  shops: [eu, shop-3]

trust:
  roots:
    ca: [{ file: ca.pem }]

services:
  prices:
    expose:
      hub: { service: prices.default, port: 8080, allow: { shops: { methods: [GET] } } }
    consume:
      shops: { as: prices.default, localService: create, callers: any }
  stock:
    expose:
      shops: { service: stock.default, port: 8080, allow: { hub: { methods: [GET] } } }
    consume:
      hub: { as: stock.default, localService: create, callers: any, failover: shops }
`;

type Work = Parameters<typeof inFederation>[1];

function inRetail(work: Work): void {
  inFederation(text, (run, read, folder) => {
    copyFileSync(join(root, "test/samples/trust/example-ca.pem"), join(folder, "ca.pem"));
    work(run, read, folder);
  });
}

const filters = suite("groups on the command line");

filters("`access` tells about each cluster of a group, as caller and as the one that is called", () =>
  inRetail((run) => {
    const shown = (...args: readonly string[]) =>
      (JSON.parse(run("access", "--json", ...args).stdout) as { access: { from: string; to: string }[] }).access
        .map(({ from, to }) => `${from} ${to}`)
        .sort();
    assert.equal(shown("--from", "eu"), ["shop-1 hub", "shop-2 hub"]);
    assert.equal(shown("--from", "shops/default/web"), ["shop-1 hub", "shop-2 hub", "shop-3 hub"]);
    assert.equal(shown("--to", "eu"), ["hub shop-1", "hub shop-2"]);
    assert.match(run("access", "--from", "shopps").stderr, "did you mean `shops`, `shop-1` or `shop-2`?");
  }),
);

filters("`access` names a group as the user wrote it when nothing matches", () =>
  inRetail((run) => {
    assert.is(
      run("access", "--from", "eu", "--to", "shop-3").stdout,
      "no call across clusters is allowed that matches --from eu --to shop-3\n",
    );
  }),
);

filters("`handover` names the clusters of a group", () =>
  inRetail((run) => {
    const { status, stderr } = run("handover", "shops");
    assert.is(status, 1);
    assert.match(stderr, "`shops` is a group, and each cluster has a page of its own");
    assert.match(stderr, "name one of them: shop-1, shop-2, shop-3");
  }),
);

filters("`build --cluster` writes the overlays of a group, and `graph` shows it", () =>
  inRetail((run, _, folder) => {
    assert.is(run("build", "--cluster", "eu").status, 0);
    assert.equal(readdirSync(join(folder, "out")).sort(), ["shop-1", "shop-2"]);
    assert.match(run("graph", "--cluster", "shops", "--format", "mermaid").stdout, "shop-3");
  }),
);

filters("`why` follows the call of one cluster, and names those of a group", () =>
  inRetail((run) => {
    const { status, stderr } = run("why", "eu/default/web", "prices", "GET", "/");
    assert.is(status, 1);
    assert.match(stderr, "`eu` is a group, and a call comes from one cluster");
    assert.match(stderr, "`shop-1` or `shop-2`");
    assert.match(run("why", "shop-1/default/web", "prices", "GET", "/").stdout, "arrives");
  }),
);

filters.run();

const edits = suite("edits of a file with groups and defaults");

edits("`expose` and `consume` write a service of a group, without what the defaults say", () =>
  inRetail((run, read) => {
    const exposed = run(
      "expose",
      "orders",
      "--cluster",
      "shops",
      "--service",
      "orders.default",
      "--port",
      "80",
      "--to",
      "hub",
      "--methods",
      "GET",
    );
    assert.is(exposed.status, 0, exposed.stderr);
    assert.match(read(), /orders:\n {4}expose:\n {6}shops:\n {8}service: orders.default\n {8}port: 80\n/);
    // Several exposers need an order, which only an editor can write.
    const unordered = run("consume", "orders", "--cluster", "hub", "--as", "orders.default", "--callers", "any", "--create");
    assert.match(unordered.stderr, "without saying which of `shop-1`, `shop-2` and `shop-3` it uses");
    run("expose", "returns", "--cluster", "hub", "--service", "returns.default", "--port", "80", "--to", "shops", "--methods", "POST");
    const consumed = run("consume", "returns", "--cluster", "shops", "--as", "returns.default", "--callers", "any", "--create");
    assert.is(consumed.status, 0, consumed.stderr);
    assert.match(consumed.stdout, "`shops` consumes `returns` as `returns.default`\n");
    assert.match(read(), /shops:\n {8}as: returns.default\n {8}localService: create\n/);
    assert.is(run("check").status, 0);
  }),
);

edits("a cluster that a group names already gets no entry of its own", () =>
  inRetail((run, read) => {
    const refused = (...args: readonly string[]) => {
      const { status, stderr } = run(...args);
      assert.is(status, 1);
      assert.is(read(), text);
      return stderr;
    };
    const through = (what: string) =>
      new RegExp(`^error: ${what} through the group \`\\w+\` already: federation\\.yaml:\\d+:\\d+\\n {2}= help: edit`);
    // With the options of a new exposure and without them.
    assert.match(
      refused("expose", "stock", "--cluster", "shop-1", "--service", "other.default", "--port", "80"),
      through("`shop-1` exposes `stock`"),
    );
    assert.match(refused("expose", "stock", "--cluster", "eu", "--to", "hub", "--any"), through("`eu` exposes `stock`"));
    assert.match(refused("expose", "prices", "--cluster", "hub", "--to", "shop-1", "--any"), through("`hub` allows `prices` to `shop-1`"));
    assert.match(
      refused("consume", "prices", "--cluster", "eu", "--as", "p.default", "--create", "--callers", "any"),
      through("`eu` consumes `prices`"),
    );
  }),
);

edits("`retract` takes back from a group, and says where a cluster is one of a group", () =>
  inRetail((run, read) => {
    assert.match(run("retract", "prices", "--from", "shop-1").stderr, "`hub` allows `prices` to `shop-1` through the group `shops`");
    assert.match(run("retract", "stock", "--from", "hub", "--at", "shop-1").stderr, "`shop-1` exposes `stock` through the group `shops`");
    assert.is(read(), text);
    const { status, stderr } = run("retract", "stock", "--from", "hub", "--exposure");
    assert.is(status, 0, stderr);
    assert.not.match(read(), "stock:");
    assert.is(run("check").status, 0);
  }),
);

edits("`retract` leaves a failover to an editor if one of its groups also holds others", () =>
  inRetail((run, _, folder) => {
    const own = text.replace(
      / {6}shops: \{ service: stock.*\n/,
      (line) => `${line.replace("shops", "eu")}${line.replace("shops", "shop-3")}`,
    );
    writeFileSync(join(folder, "federation.yaml"), own);
    assert.is(run("check").status, 0);
    const { status, stderr } = run("retract", "stock", "--from", "hub", "--at", "eu");
    assert.is(status, 1);
    assert.match(stderr, /the failover of `hub` names the group `shops`: federation.yaml:\d+:69/);
  }),
);

edits("`rename cluster` renames in groups, and keeps what the cluster has by defaults with its name in them", () =>
  inRetail((run, read) => {
    const { status, stdout, stderr } = run("rename", "cluster", "shop-1", "berlin");
    assert.is(status, 0, stderr);
    assert.match(read(), "eu: [berlin, shop-2]");
    assert.match(stdout, "`hostname` and `gitops.repository` had its name by default, and are now written in its entry as before");
    assert.match(read(), /\n {2}berlin: .*hostname: shop-1\..*repository: "https:[^"]*shop-1/);
    assert.is(run("rename", "cluster", "berlin", "paris").status, 0);
    assert.match(read(), /\n {2}paris: .*hostname: shop-1\./);
  }),
);

edits("`rename cluster` says that a group is one", () =>
  inRetail((run, read) => {
    const { status, stderr } = run("rename", "cluster", "eu", "europe");
    assert.is(status, 1);
    assert.match(stderr, /^error: `eu` is a group: federation\.yaml:\d+:3\n {2}= help: a group has no name in the clusters/);
    assert.is(read(), text);
  }),
);

edits("`rename cluster` renames in a failover that stands alone and in pairs", () =>
  inRetail((run, read, folder) => {
    const own = text
      .replace("failover: shops", "failover: shop-3")
      .replace(/ {6}shops: \{ service: stock/, "      shop-3: { service: stock");
    writeFileSync(
      join(folder, "federation.yaml"),
      own.replace("trust:\n  roots", "trust:\n  pairs: [{ between: [eu, shop-3], mode: gateways }]\n  roots"),
    );
    const { status, stderr } = run("rename", "cluster", "shop-3", "rome");
    assert.is(status, 0, stderr);
    assert.match(read(), "failover: rome");
    assert.match(read(), "between: [eu, rome]");
    assert.match(read(), "shops: [eu, rome]");
    // Its hostname and its repository stay.
    assert.not.match(read().replace(/^ {2}rome: .*$/m, ""), "shop-3");
  }),
);

edits.run();

const changes = suite("changes of groups and defaults");

changes("`diff` reports a changed default for each cluster that it changes, and a larger group as access", () =>
  inRetail((run, _, folder) => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: folder });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "first");
    writeFileSync(
      join(folder, "federation.yaml"),
      text
        .replace("delivery: directory", "delivery: directory\n      branch: release")
        .replace("hub: { gateways", "hub: { gitops: { branch: main }, gateways")
        .replace("eu: [shop-1, shop-2]", "eu: [shop-1]"),
    );
    const { stdout } = run("diff", "--base", "HEAD");
    for (const shop of ["shop-1", "shop-2", "shop-3"])
      assert.match(stdout, `gitops.branch of cluster ${shop}: main -> release\n      federation.yaml:14`);
    assert.not.match(stdout, "cluster hub");
    assert.match(stdout, /lost: everyone in shop-2 -> prices of hub/);
    assert.match(stdout, /- stock of shop-2 goes away/);
  }),
);

changes.run();
