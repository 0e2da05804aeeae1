import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { AccessChange } from "../compiler/access/changes/access-change.ts";
import type { Access } from "../compiler/access/who-may-call.ts";
import { root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";
import { Medley } from "./support/medley.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const access = suite("access");

const short = ({ caller, to, requests, when, share, order }: Access) =>
  [
    `${caller} -> ${to}`,
    ...(when === undefined ? [] : [when]),
    ...(share === 100 ? [] : [`${share} %`]),
    ...(order === undefined ? [] : [`number ${order}`]),
    ...(requests ?? [{ methods: "tcp", paths: "" }]).map(({ methods, paths }) => `${methods} ${paths}`.trim()),
  ].join("; ");

access("tells callers, routes, shares, methods and paths, as the objects have them", async () => {
  const medley = new Medley(temporaryFolder());
  const all = (await medley.json<{ access: Access[] }>(["access", "--to", "bar"])).access;
  const ofShop = all.filter(({ as }) => as === "bar.shop.svc.cluster.local:80").map(short);
  assert.equal(ofShop, [
    "shop/foo -> d; x-to is d; GET,POST any",
    "shop/other -> d; x-to is d; GET,POST any",
    "shop/foo -> b; x-to is b; GET any; POST /w,/w/*",
    "shop/other -> b; x-to is b; GET any",
    "shop/foo -> b; 50 %; GET any; POST /w,/w/*",
    "shop/foo -> d; 50 %; GET,POST any",
    "shop/other -> b; 50 %; GET any",
    "shop/other -> d; 50 %; GET,POST any",
  ]);
  assert.equal(all.filter(({ from }) => from === "c").map(short), ["any -> b; any /pub/*"]);
  assert.equal(all.filter(({ from }) => from === "d").map(short), ["shop/foo -> b; GET any"]);
});

access("tells the order of a failover, tcp too", async () => {
  const medley = new Medley(temporaryFolder());
  const found = (await medley.json<{ access: Access[] }>(["access", "--to", "ledger", "--from", "a/shop/foo"])).access;
  assert.equal(found.map(short), ["shop/foo -> b; number 1; tcp", "shop/foo -> c; number 2; tcp"]);
});

access("shows one caller alone, and knows no name that does not exist", async () => {
  const medley = new Medley(temporaryFolder());
  const rows = async (from: string) => (await medley.json<{ access: Access[] }>(["access", "--from", from])).access;
  assert.ok((await rows("a/ops/root")).every(({ caller }) => caller === "ops/root"));
  assert.is((await rows("a/ops/root")).length, 1);
  assert.equal(await rows("a/ops/nobody"), []);
  assert.is(
    (await medley.run("access", "--from", "a/ops/nobody")).stdout,
    "no call across clusters is allowed that matches --from a/ops/nobody\n",
  );
  assert.match((await medley.run("access", "--from", "e")).stderr, "there is no cluster `e`");
  assert.match((await medley.run("access", "--to", "baz")).stderr, "there is no cluster or service `baz`");
});

access("tells what partners that configure themselves may call, and what may be called there", async () => {
  const { status, stdout } = await fedcInside(["access", join(root, "test/samples/build/corners/federation.yaml"), "--json"], root);
  assert.is(status, 0);
  const { access: all } = JSON.parse(stdout) as { access: Access[] };
  const reported = all.filter(({ from, to }) => [from, to].includes("partner")).map((row) => `${row.from} ${row.as} ${short(row)}`);
  assert.equal(reported, [
    "hub news.media.svc.hub.internal-dns.example:80 edge/prober -> partner; 34 %; GET /health,/v1/*",
    "hub news.media.svc.hub.internal-dns.example:80 media/reader -> partner; 34 %; GET /health,/v1/*",
    "hub wire.media.svc.hub.internal-dns.example:6000 media/reader -> partner; tcp",
    "hub wire.partner.global:6000 media/reader -> partner; tcp",
    "partner orders.partner.hub.example.com any -> hub; GET /orders/*; POST /orders",
  ]);
});

access("counts a service once, however many clusters expose it, and a pair once, whichever of the two calls", async () => {
  const medley = new Medley(temporaryFolder());
  assert.match((await medley.run("access")).stdout, /\n7 services across 5 pairs of clusters\n$/);
  assert.match((await medley.run("access", "--to", "ledger", "--from", "a")).stdout, /\n1 service across 2 pairs of clusters\n$/);
});

access("is readable at 80 columns", async () => {
  const { stdout } = await new Medley(temporaryFolder()).run("access");
  assert.match(
    stdout,
    "  bar-admin.ops.svc.cluster.local:9080\n    -> bar-admin of b (bar.xyz:9080)\n      ops/root: DELETE on every path\n",
  );
  assert.equal(
    stdout.split("\n").filter((line) => line.length > 80),
    [],
  );
});

access("tells what a change gives and takes", async () => {
  const medley = new Medley(temporaryFolder());
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: medley.folder });
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "before");
  assert.equal((await medley.json<{ changes: AccessChange[] }>(["access", "--base", "HEAD"])).changes, []);
  medley.edit(
    "federation.yaml",
    "c: { callers: any, methods: any, paths: [/pub/*] }",
    "c: { callers: any, methods: [GET], paths: [/pub/*] }",
  );
  medley.edit("federation.yaml", "d: { methods: [GET] }\n", "d: { methods: [GET, PUT] }\n");
  medley.edit("federation.yaml", "callers: [ops/root], via", "callers: [ops/second], via");
  const { changes } = await medley.json<{ changes: AccessChange[] }>(["access", "--base", "HEAD"]);
  const reported = changes.map(({ kind, access: { from, caller, service } }) => `${kind} ${from} ${caller} ${service}`);
  assert.equal(reported.sort(), [
    "gained a ops/second bar-admin",
    "lost a ops/root bar-admin",
    "narrowed c any bar",
    "widened d shop/foo bar",
  ]);
  const { stdout } = await medley.run("access", "--base", "HEAD");
  assert.match(stdout, "widened\n  shop/foo in d -> bar of b (bar.xyz:9080): GET, PUT on every path; before:\n    GET on every path\n");
  assert.match((await medley.run("access", "--base", "nowhere")).stderr, "nowhere");
});

access.run();
