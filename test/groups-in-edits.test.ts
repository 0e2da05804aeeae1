/** Edits keep groups and defaults, and a diff tells what becomes of them. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inRetail, retail as text } from "./support/retail.ts";

const edits = suite("edits of a file with groups and defaults");

edits("`expose` and `consume` write a service of a group, without what the defaults say", () =>
  inRetail(async (run, read) => {
    const exposed = await run(
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
    const unordered = await run("consume", "orders", "--cluster", "hub", "--as", "orders.default", "--callers", "any", "--create");
    assert.match(unordered.stderr, "without saying which of `shop-1`, `shop-2` and `shop-3` it uses");
    const offered = ["--service", "returns.default", "--port", "80", "--to", "shops", "--methods", "POST"];
    await run("expose", "returns", "--cluster", "hub", ...offered);
    const consumed = await run("consume", "returns", "--cluster", "shops", "--as", "returns.default", "--callers", "any", "--create");
    assert.is(consumed.status, 0, consumed.stderr);
    assert.match(consumed.stdout, "`shops` consumes `returns` as `returns.default`\n");
    assert.match(read(), /shops:\n {8}as: returns.default\n {8}localService: create\n/);
    assert.is((await run("check")).status, 0);
  }),
);

edits("a cluster that a group names already gets no entry of its own", () =>
  inRetail(async (run, read) => {
    const refused = async (...args: readonly string[]) => {
      const { status, stderr } = await run(...args);
      assert.is(status, 1);
      assert.is(read(), text);
      return stderr;
    };
    const through = (what: string) =>
      new RegExp(`^error: ${what} through the group \`\\w+\` already: federation\\.yaml:\\d+:\\d+\\n {2}= help: edit`);
    // With the options of a new exposure and without them.
    assert.match(
      await refused("expose", "stock", "--cluster", "shop-1", "--service", "other.default", "--port", "80"),
      through("`shop-1` exposes `stock`"),
    );
    assert.match(await refused("expose", "stock", "--cluster", "eu", "--to", "hub", "--any"), through("`eu` exposes `stock`"));
    const toShop = await refused("expose", "prices", "--cluster", "hub", "--to", "shop-1", "--any");
    assert.match(toShop, through("`hub` allows `prices` to `shop-1`"));
    assert.match(
      await refused("consume", "prices", "--cluster", "eu", "--as", "p.default", "--create", "--callers", "any"),
      through("`eu` consumes `prices`"),
    );
  }),
);

edits("`retract` takes back from a group, and says where a cluster is one of a group", () =>
  inRetail(async (run, read) => {
    const refused = async (...args: readonly string[]) => (await run("retract", ...args)).stderr;
    assert.match(await refused("prices", "--from", "shop-1"), "`hub` allows `prices` to `shop-1` through the group `shops`");
    assert.match(await refused("stock", "--from", "hub", "--at", "shop-1"), "`shop-1` exposes `stock` through the group `shops`");
    assert.is(read(), text);
    const { status, stderr } = await run("retract", "stock", "--from", "hub", "--exposure");
    assert.is(status, 0, stderr);
    assert.not.match(read(), "stock:");
    assert.is((await run("check")).status, 0);
  }),
);

edits("`retract` leaves a failover to an editor if one of its groups also holds others", () =>
  inRetail(async (run, _, folder) => {
    const own = text.replace(
      / {6}shops: \{ service: stock.*\n/,
      (line) => `${line.replace("shops", "eu")}${line.replace("shops", "shop-3")}`,
    );
    writeFileSync(join(folder, "federation.yaml"), own);
    assert.is((await run("check")).status, 0);
    const { status, stderr } = await run("retract", "stock", "--from", "hub", "--at", "eu");
    assert.is(status, 1);
    assert.match(stderr, /the failover of `hub` names the group `shops`: federation.yaml:\d+:69/);
  }),
);

edits("`rename cluster` renames in groups, and keeps what the cluster has by defaults with its name in them", () =>
  inRetail(async (run, read) => {
    const { status, stdout, stderr } = await run("rename", "cluster", "shop-1", "berlin");
    assert.is(status, 0, stderr);
    assert.match(read(), "eu: [berlin, shop-2]");
    assert.match(stdout, "`hostname` and `gitops.repository` had its name by default, and are now written in its entry as before");
    assert.match(read(), /\n {2}berlin: .*hostname: shop-1\..*repository: "https:[^"]*shop-1/);
    assert.is((await run("rename", "cluster", "berlin", "paris")).status, 0);
    assert.match(read(), /\n {2}paris: .*hostname: shop-1\./);
  }),
);

edits("`rename cluster` says that a group is one", () =>
  inRetail(async (run, read) => {
    const { status, stderr } = await run("rename", "cluster", "eu", "europe");
    assert.is(status, 1);
    assert.match(stderr, /^error: `eu` is a group: federation\.yaml:\d+:3\n {2}= help: a group has no name in the clusters/);
    assert.is(read(), text);
  }),
);

edits("`rename cluster` renames in a failover that stands alone and in pairs", () =>
  inRetail(async (run, read, folder) => {
    const own = text
      .replace("failover: shops", "failover: shop-3")
      .replace(/ {6}shops: \{ service: stock/, "      shop-3: { service: stock");
    writeFileSync(
      join(folder, "federation.yaml"),
      own.replace("trust:\n  roots", "trust:\n  pairs: [{ between: [eu, shop-3], mode: gateways }]\n  roots"),
    );
    const { status, stderr } = await run("rename", "cluster", "shop-3", "rome");
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
  inRetail(async (run, _, folder) => {
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
    const { stdout } = await run("diff", "--base", "HEAD");
    for (const shop of ["shop-1", "shop-2", "shop-3"])
      assert.match(stdout, `gitops.branch of cluster ${shop}: main -> release\n      federation.yaml:14`);
    assert.not.match(stdout, "cluster hub");
    assert.match(stdout, /lost: everyone in shop-2 -> prices of hub/);
    assert.match(stdout, /- stock of shop-2 goes away/);
  }),
);

changes.run();
