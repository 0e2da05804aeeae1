import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inFederation } from "./support/edited-federation.ts";
import { example, inFolder } from "./support/fedc.ts";

const retracting = suite("retract");
const exampleText = readFileSync(example, "utf8");
const withoutAssertions = exampleText.replace(/\n# Statements that[\s\S]*$/, "");

/** A federation of cluster1 to cluster3 and the group `both` of cluster1 and cluster3, with these services and what follows them. */
function federation(services: string): string {
  const [second = ""] = /\n {2}cluster2:\n[\s\S]*?\n(?=\n)/.exec(exampleText) ?? [];
  const third = second.replaceAll("cluster2", "cluster3").replace("c2.", "c3.").replace("192.0.2.20", "192.0.2.30");
  return withoutAssertions
    .replace(second, `${second.replace("gateways:\n      ingress", "gateways:\n      egress: {}\n      ingress")}${third}`)
    .replaceAll("    gateways:\n      ingress", "    gateways:\n      egress: {}\n      ingress")
    .replace(/\nservices:\n[\s\S]*$/, `\nservices:\n${services}`);
}

const twoExposers = (consume: string, tail = "") =>
  federation(`  details:
    protocol: http
    expose:
      cluster2:
        service: details.bookinfo
        port: 9080
        allow:
          cluster1: { methods: [GET] }
      cluster3:
        service: details.bookinfo
        port: 9080
        allow:
          cluster1: { methods: [GET] }
    consume:
${consume}${tail}`);

retracting("both halves go, with their comments; the rest keeps its layout, and the file is fine", async () => {
  const commented = withoutAssertions.replace("        allow:\n          cluster1: { methods: [GET], paths", "        # who\n$&");
  await inFederation(commented, async (run, read) => {
    const { status, stdout, stderr } = await run("retract", "ratings", "--from", "cluster1");
    assert.equal([status, stderr], [0, ""]);
    assert.match(stdout, /^federation\.yaml:\d+: `cluster2` does not allow `ratings` to `cluster1` any more\n/);
    assert.match(stdout, "  gone: services.ratings.expose.cluster2.allow.cluster1\n  gone: services.ratings.consume.cluster1\n");
    assert.match(stdout, /comments of these entries went too: federation\.yaml:\d+, federation\.yaml:\d+\n/);
    assert.match(
      stdout,
      /left: `cluster2` exposes `ratings` to nobody now: federation\.yaml:\d+\n {2}fedc retract ratings --at cluster2 --exposure\n/,
    );
    const expected = withoutAssertions.replace(/(stay allowed; all others are denied\n) {8}allow:[\s\S]*$/, "$1");
    assert.is(read(), expected);
    assert.is((await run("check")).status, 0);
    const second = await run("retract", "ratings", "--exposure");
    assert.equal([second.status, second.stderr], [0, ""]);
    assert.is(read(), withoutAssertions.replace(/\n {2}ratings:\n[\s\S]*$/, ""));
  });
});

retracting("what it takes out is what expose and consume put in", async () => {
  await inFederation(exampleText, async (run, read) => {
    const exposing = [
      "expose",
      "details",
      "--cluster",
      "cluster2",
      "--service",
      "details.bookinfo",
      "--port",
      "9080",
      "--protocol",
      "http",
    ];
    await run(...exposing, "--to", "cluster1", "--methods", "GET");
    const used = ["--as", "details.default", "--port", "9080", "--callers", "default/web", "--create"];
    await run("consume", "details", "--cluster", "cluster1", ...used);
    assert.match(read(), "details.default");
    const { status, stderr } = await run("retract", "details", "--from", "cluster1", "--exposure");
    assert.equal([status, stderr, read()], [0, "", exampleText]);
  });
});

retracting("the last service leaves an empty mapping, and Windows' line ends stay", async () => {
  const one = withoutAssertions.replace(/ {2}reviews:\n[\s\S]*?\n\n(?= {2}ratings)/, "").replaceAll("\n", "\r\n");
  await inFederation(one, async (run, read) => {
    assert.is((await run("retract", "ratings", "--from", "cluster1")).status, 0);
    assert.not.match(read(), /[^\r]\n/);
    assert.is((await run("retract", "ratings", "--exposure")).status, 0);
    assert.match(read(), /\r\nservices: \{\}\r\n$/);
    assert.not.match(read(), /[^\r]\n/);
    assert.is((await run("check")).status, 0);
  });
});

retracting("one half alone: the other waits, and the commands that write halves put the grant in force again", async () => {
  await inFederation(withoutAssertions, async (run, read) => {
    const { stdout } = await run("retract", "ratings", "--from", "cluster1", "--half", "allow");
    assert.match(stdout, "  waits now: services.ratings.consume.cluster1\n");
    assert.match(read(), "        callers: [default/bookinfo-reviews]\n        awaits: exposer\n");
    assert.is((await run("check")).status, 0);
    await run("expose", "ratings", "--cluster", "cluster2", "--to", "cluster1", "--methods", "GET");
    assert.is(read(), withoutAssertions.replace(", paths: [/ratings/*] }", " }"));
    await run("retract", "ratings", "--from", "cluster1", "--half", "consume");
    assert.match(read(), "cluster1: { methods: [GET], awaits: consumer }\n");
    assert.is((await run("check")).status, 0);
    assert.match((await run("retract", "ratings", "--from", "cluster1")).stdout, "`cluster2` does not allow");
  });
});

retracting("where others still serve the consumer, failover loses one cluster and routes are refused", async () => {
  const failover = `      cluster1:
        as: details.default
        port: 9080
        localService: create
        callers: [default/web]
        failover: [{ cluster: cluster2 }, { cluster: cluster3 }]  # near first
`;
  await inFederation(twoExposers(failover), async (run, read) => {
    const { status, stdout, stderr } = await run("retract", "details", "--from", "cluster1", "--at", "cluster2");
    assert.is(status, 0);
    assert.match(stderr, /^warning\[FED379\].*one destination/);
    assert.match(stdout, "  gone: services.details.consume.cluster1.failover.cluster2\n");
    assert.match(read(), "        failover: [{ cluster: cluster3 }]  # near first\n");
    assert.is((await run("check")).status, 0);
    assert.is((await run("retract", "details", "--from", "cluster1")).status, 0);
    assert.not.match(read(), /failover|allow:/);
  });
  const routes = failover.replace(
    /failover: .*\n/,
    "routes:\n          - to:\n              - { cluster: cluster2, weight: 50 }\n              - { cluster: cluster3, weight: 50 }\n",
  );
  await inFederation(twoExposers(routes), async (run, read) => {
    const before = read();
    const line = before.split("\n").findIndex((one) => one.includes("- { cluster: cluster3, weight")) + 1;
    const { status, stderr } = await run("retract", "details", "--from", "cluster1", "--at", "cluster3");
    assert.is(status, 1);
    assert.match(stderr, `a route of \`cluster1\` leads to \`cluster3\`: federation.yaml:${line}:17\n`);
    assert.is(read(), before);
    assert.is((await run("retract", "details", "--from", "cluster1")).status, 0);
  });
});

retracting("of a list, the item that leads there goes, and what is accepted about it", async () => {
  const item = (name: string, cluster: string) =>
    `        - as: ${name}.default   # ${name}\n          port: 9080\n          localService: create\n          callers: [default/web]\n          failover: [{ cluster: ${cluster} }]\n`;
  const list = (...items: string[]) => `      cluster1:\n${items.join("")}`;
  const accepted = `accept:
  - finding: FED346
    at: services.details.expose.cluster2.allow.cluster1
    because: old
  - finding: FED346
    at: services.details.expose.cluster3
    because: new
`;
  await inFederation(twoExposers(list(item("near", "cluster2"), item("far", "cluster3")), accepted), async (run, read) => {
    const { status, stdout } = await run("retract", "details", "--from", "cluster1", "--at", "cluster2");
    assert.is(status, 0);
    assert.match(stdout, "  gone: services.details.consume.cluster1.near.default\n");
    assert.match(stdout, "  gone: accept.FED346\n");
    assert.ok(read().endsWith(`${list(item("far", "cluster3"))}accept:\n${accepted.slice(accepted.lastIndexOf("  - finding"))}`));
  });
});

retracting("a group loses what all its members lose; one member alone is refused where the entry is shared", async () => {
  const use = (key: string, callers = "default/web") =>
    `      ${key}: { as: details.default, port: 9080, localService: create, callers: [${callers}] }\n`;
  const text = federation(
    `  details:\n    protocol: http\n    expose:\n      cluster2: { service: details.bookinfo, port: 9080, allow: { both: { methods: [GET] } } }\n    consume:\n${use("cluster1")}${use("cluster3")}`,
  ).replace("\ntrust:\n", "\ngroups:\n  both: [cluster1, cluster3]\n\ntrust:\n");
  await inFederation(text, async (run, read) => {
    const refused = await run("retract", "details", "--from", "cluster1");
    assert.match(refused.stderr, /`cluster2` allows `details` to `cluster1` through the group `both`: federation\.yaml:\d+:\d+\n/);
    assert.match(refused.stderr, "take it back `--from both`");
    assert.is(read(), text);
    const { status } = await run("retract", "details", "--from", "both");
    assert.is(status, 0);
    assert.ok(
      read().endsWith("  details:\n    protocol: http\n    expose:\n      cluster2: { service: details.bookinfo, port: 9080 }\n"),
      read().slice(-300),
    );
  });
});

retracting("--dry-run writes nothing, and shows what patch would take; --json says the same", async () => {
  await inFederation(withoutAssertions, async (run, read) => {
    const args = ["retract", "reviews", "--from", "cluster1", "--half", "allow"];
    const { status, stdout } = await run(...args, "--dry-run");
    assert.equal([status, read()], [0, withoutAssertions]);
    assert.match(stdout, /-\s+allow:\n-\s+cluster1: \{ methods: \[GET\] \}\n[\s\S]*\+\s+awaits: exposer\n/);
    assert.is(stdout.split("\n").filter((line) => /^[-+] /.test(line)).length, 3);
    const reported = JSON.parse((await run(...args, "--json")).stdout) as Record<string, unknown>;
    assert.equal(
      [reported.ok, reported.written, reported.service, reported.consumer, reported.exposers, reported.diff],
      [true, true, "reviews", "cluster1", ["cluster2"], stdout],
    );
    assert.equal(reported.removed, ["services.reviews.expose.cluster2.allow.cluster1"]);
    assert.equal(reported.waiting, ["services.reviews.consume.cluster1"]);
    const written = read();
    inFolder((folder) => {
      writeFileSync(join(folder, "federation.yaml"), withoutAssertions);
      execFileSync("git", ["apply"], { cwd: folder, input: stdout });
      assert.is(readFileSync(join(folder, "federation.yaml"), "utf8"), written);
    });
  });
});

retracting("what cannot be is refused, and nothing is written", async () => {
  const line = exampleText.split("\n").findIndex((one) => one.includes("- always:")) + 1;
  // The places are those of the file as it is, though lines above them would go.
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["reviews", "--from", "cluster1"], new RegExp(`^error\\[FED386\\][\\s\\S]*--> federation.yaml:${line}:21[\\s\\S]*left as it is`)],
    [["ratings", "--from", "cluster1", "--exposure"], /^error\[FED303\][\s\S]*left as it is/],
    [["rating", "--from", "cluster1"], /no service `rating`[\s\S]*did you mean `ratings`/],
    [["ratings", "--from", "clustr1"], /no cluster or group `clustr1`[\s\S]*did you mean `cluster1`/],
    [["ratings", "--from", "cluster2"], /`cluster2` does not allow `ratings` to `cluster2`: federation\.yaml:\d+:3/],
    [["ratings", "--from", "cluster1", "--at", "cluster1"], /`cluster1` does not expose `ratings`: federation\.yaml:\d+:3/],
    [["ratings"], /from whom is it taken back\?[\s\S]*--from CLUSTER/],
    [["ratings", "--half", "allow", "--exposure"], /nobody is named/],
    [["ratings", "--from", "cluster1", "--half", "both"], /`--half both` is not a half/],
    [["ratings", "--from", "cluster1", "--half", "consume", "--exposure"], /exclude each other/],
    [
      ["ratings", "--exposure"],
      /`cluster2` allows `ratings` to `cluster1`: federation\.yaml:\d+:11[\s\S]*fedc retract ratings --from cluster1/,
    ],
  ];
  await inFederation(exampleText, async (run, read) => {
    for (const [args, expected] of wrong) {
      const { status, stdout, stderr } = await run("retract", ...args);
      assert.equal([status, stdout], [1, ""], args.join(" "));
      assert.match(stderr, expected);
      assert.is(read(), exampleText);
    }
  });
  await inFederation(exampleText.replace("cluster1: { methods: [GET] }", "cluster1: &one { methods: [GET] }"), async (run) =>
    assert.match((await run("retract", "ratings", "--from", "cluster1")).stderr, /^error\[FED105\][\s\S]*anchor[\s\S]*correct this first/),
  );
});

retracting.run();
