/** What commands say of a half of a grant that waits, and what they write. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inFederation } from "./support/edited-federation.ts";
import { allowsGet, federationText, stateOf, use, waitsToAllowGet } from "./support/half-grants.ts";

const test = suite("awaits, in commands");

test("always about a grant that waits fails, and says what it waits for", async () => {
  const always = (at: string) => `assertions:\n  - always: { from: shop, to: stock${at}, method: GET }\n`;
  for (const [text, code, reason] of [
    [federationText({ west: waitsToAllowGet, rest: always("") }), "FED386", "waits for shop to consume it"],
    [federationText({ west: "", shop: use(", awaits: exposer"), rest: always("") }), "FED386", "waits for west to allow it"],
    [
      federationText({
        west: "",
        east: allowsGet,
        shop: use(", routes: [{ to: [{ cluster: east, weight: 50 }, { cluster: west, weight: 50 }] }], awaits: exposer"),
        rest: always(", at: west"),
      }),
      "FED388",
      "waits for west to allow it",
    ],
  ] as const)
    await inFederation(text, async (run) => {
      const { status, stderr } = await run("check");
      assert.is(status, 1);
      assert.match(stderr, code);
      assert.match(stderr, reason);
    });
  assert.equal(stateOf(federationText({ west: waitsToAllowGet, shop: use(), rest: always("") }))[0], []);
  const never = "assertions:\n  - never: { from: shop, to: stock }\n";
  assert.equal(stateOf(federationText({ west: waitsToAllowGet, rest: never }))[0], []);
  assert.equal(stateOf(federationText({ west: waitsToAllowGet, shop: use(), rest: never }))[0], ["FED388"]);
});

test("every command says what waits, and for whom", async () => {
  await inFederation(federationText({ west: waitsToAllowGet }), async (run) => {
    const line = /stock of west for shop: waits for shop to consume it \(federation\.yaml:\d+\)/;
    assert.match((await run("check")).stdout.replace(/\s+/g, " "), line);
    assert.match((await run("access")).stdout.replace(/\s+/g, " "), line);
    assert.not.match((await run("access", "--to", "east")).stdout, "waits");
    assert.match((await run("build")).stdout.replace(/\s+/g, " "), new RegExp(`awaits ${line.source}`));
    const { awaits } = JSON.parse((await run("check", "--json")).stdout);
    const { line: row, ...half } = awaits[0];
    assert.equal(
      [half.half, half.service, half.exposer, half.consumer, half.state, half.reason, half.file, typeof row],
      ["allow", "stock", "west", "shop", "waiting", "waits for shop to consume it", "federation.yaml", "number"],
    );
    assert.equal(JSON.parse((await run("access", "--json")).stdout).awaits, awaits);
    const why = (await run("why", "shop", "stock")).stdout.replace(/\s+/g, " ");
    assert.match(why, "shop does not consume stock at present");
    assert.match(why, "west allows it to shop; not in force: waits for shop to consume it");
    assert.match(why, "let the cluster consume it");
  });
  await inFederation(federationText({ west: "", shop: use(", awaits: exposer") }), async (run) => {
    const why = (await run("why", "shop", "stock")).stdout.replace(/\s+/g, " ");
    assert.match(why, "shop consumes stock as stock.shop; not in force: waits for west to allow it");
    assert.match(why, "let `west` allow it");
    assert.match((await run("access", "--from", "shop")).stdout, "waits for west to allow it");
  });
  await inFederation(federationText({ west: waitsToAllowGet, shop: use(", inactive: the audit") }), async (run) => {
    assert.match((await run("build")).stdout.replace(/\s+/g, " "), "shop consumes it, but not in force: every use of it is inactive");
  });
  await inFederation(federationText({ west: waitsToAllowGet, shop: use() }), async (run) => {
    assert.not.match((await run("build")).stdout, "awaits");
    assert.match((await run("check")).stderr, "note[FED339]");
    assert.equal(JSON.parse((await run("check", "--json")).stdout).awaits[0].state, "in force");
    assert.not.match((await run("access")).stdout, "waits");
  });
});

test("expose for a second exposer lets it wait, and the first one keeps the calls", async () => {
  const one = federationText({ west: waitsToAllowGet, shop: use() });
  await inFederation(one, async (run, read) => {
    const { status, stdout, stderr } = await run(
      ...["expose", "stock", "--cluster", "east", "--service", "stock.core", "--port", "8080", "--to", "shop", "--methods", "GET"],
    );
    assert.is(status, 0, stderr);
    assert.match(stdout.replace(/\s+/g, " "), "`shop` consumes it from elsewhere");
    assert.match(stdout, "add `cluster: east` to the routes");
    assert.match(read(), "allow: { shop: { methods: [GET] } }");
    assert.match(read(), "shop: { methods: [GET], awaits: consumer }");
    assert.equal(stateOf(read()), [[], ["west -> shop"]]);
  });
});

test("the word stays in the entry of a group while another member waits", async () => {
  const groups = "groups:\n  all: [shop, east]\n";
  const text = federationText({ west: "", above: groups, shop: use(", awaits: exposer").replace("shop:", "all:") });
  await inFederation(text, async (run, read) => {
    const allow = async (consumer: string) =>
      (await run("expose", "stock", "--cluster", "west", "--to", consumer, "--methods", "GET")).status;
    assert.is(await allow("shop"), 0);
    assert.match(read(), "awaits: exposer");
    assert.equal(stateOf(read()), [[], ["west -> shop"]]);
    assert.is(await allow("east"), 0);
    assert.not.match(read(), "awaits");
    assert.equal(stateOf(read()), [[], ["west -> east", "west -> shop"]]);
  });
});

test.run();
