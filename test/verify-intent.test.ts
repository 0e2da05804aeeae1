/** What federation.yaml says of single calls, told from the file alone. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Intents } from "../compiler/5-verify/intent/intents.ts";
import { compileSample, textOfBuild } from "./support/builds.ts";
import { callIntents } from "./support/call-intents.ts";
import { http, partner, reported, signed } from "./support/calls.ts";

const test = suite("verify: intent");
const samples = new Map(["example", "mosaic", "medley", "corners"].map((name) => [name, compileSample(name).federation]));
const intents = new Map([...samples].map(([name, federation]) => [name, new Intents(federation)]));

for (const [sample, cases] of Object.entries(callIntents))
  for (const { what, call, meant } of cases)
    test(`${sample}: ${what}`, () => {
      assert.is(reported(intents.get(sample)?.of(call)), meant);
    });

test("the host of a failover, asked past the consumer's gateway: only the exposer's gateway has read the path, and need not let it through", () => {
  const text = textOfBuild("mosaic").replace(
    "allow: { west: { methods: [GET] }, east:",
    "allow: { west: { methods: [GET], paths: [/a/*] }, east:",
  );
  const { federation } = compileSample("mosaic", text);
  const west = federation.clusters.get("west");
  const certificate = signed(west?.root ?? "", west?.identity.egress ?? "");
  const from = partner("south", "west.south.corp.example", "stock.west.mosaic", certificate);
  const arrives = (path: string) => {
    const intent = new Intents(federation).of({ from, request: http(`GET ${path}`) });
    return intent.kind === "granted" && intent.ends.map(({ cluster, arrives }) => `${cluster} ${arrives}`);
  };
  assert.equal(arrives("/a/probe"), ["south must"]);
  assert.equal(arrives("/a/%2e%2e;/%2e%2e;/a/probe"), ["south may"]);
});

test.run();
