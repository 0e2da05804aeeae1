/** What a change is not about need not be asked for: following every call in both states tells the same. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Federation } from "../compiler/2-resolve/federation.ts";
import { ClusterPlans } from "../compiler/4-plan/cluster-plans.ts";
import { makePlan, objectsOf } from "../compiler/4-plan/plan.ts";
import { vocabularyIn } from "../compiler/5-verify/vocabulary.ts";
import { accessOf } from "../compiler/access/access.ts";
import { type AccessChange, accessChanges } from "../compiler/access/changes/access-change.ts";
import { callersOfOneState, plannedChanges } from "../compiler/access/changes/planned-changes.ts";
import { check } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { largeFederation } from "./support/large-federation.ts";
import { randomChange } from "./support/random-change.ts";
import { sampleTime } from "./support/samples.ts";

const concerned = suite("what a change can be about");
const seeds = Array.from({ length: Number(process.env.SEEDS ?? 6) }, (_, i) => i + 1);

concerned("of random changes, the calls that are followed tell what all calls tell", () => {
  let reported = 0;
  for (const seed of seeds) {
    const { before, after } = randomChange(seed);
    const found = compared(JSON.stringify(before), JSON.stringify(after), `seed ${seed}`);
    if (found && found.changes > 0) reported += 1;
  }
  assert.ok(reported > 0);
});

concerned("of one change among many clusters few calls are followed, and they tell all of it", () => {
  const text = largeFederation({ clusters: 12, exposures: 24, consumptions: 48 });
  const start = text.indexOf("  service-7:\n");
  const service = text.slice(start, text.indexOf("  service-8:\n"));
  const edits: readonly { readonly from: string; readonly to: string; readonly changes: number }[] = [
    { from: service, to: service.replace("[GET, POST]", "[GET, POST, DELETE]"), changes: 2 },
    { from: service, to: service.replace("[GET, POST]", "[GET]"), changes: 2 },
    { from: service, to: service.replace("/health", "/health/*"), changes: 4 },
    { from: service, to: service.replace("callers: [", "callers: [shop/new, "), changes: 1 },
    { from: service, to: service.replace("{ methods", "{ inactive: it rests, methods"), changes: 2 },
    { from: service, to: "", changes: 4 },
    { from: "    hostname: c3.example.com\n", to: "    hostname: c3.example.com\n    inactive: it leaves\n", changes: 16 },
    { from: "198.18.0.3]", to: "198.18.0.77]", changes: 0 },
    { from: "kind: Federation", to: "kind: Federation # as it was", changes: 0 },
  ];
  for (const { from, to, changes } of edits) {
    assert.ok(text.includes(from) && from !== to);
    const found = compared(text, text.replace(from, to), to);
    assert.ok(found, to);
    assert.is(found.changes, changes, to);
    assert.ok(found.followed < found.all, `${found.followed} of ${found.all}: ${to}`);
  }
});

concerned("of a change that is about everybody all calls are followed", () => {
  const text = largeFederation({ clusters: 4, exposures: 4, consumptions: 4 });
  const found = compared(text, text.replace("metadata: { name: large }", "metadata: { name: larger }"), "name");
  assert.ok(found && found.followed === found.all && found.all > 0);
});

concerned("whoever may call as anybody gains nothing by being named for something else, and loses nothing", () => {
  // cluster-0 uses service-1 and service-2.
  const callers = (text: string, service: number, list: string) =>
    text.replace(new RegExp(`(as: service-${service}\\.(?:.*\\n){3} *callers: ).*`), `$1${list}`);
  const before = callers(largeFederation({ clusters: 3, exposures: 3, consumptions: 3 }), 1, "any");
  const after = callers(before, 2, "[shop/new]");
  assert.equal(
    compared(before, after, "named")?.lines.filter((line) => line.includes("shop/new")),
    ['gained cluster-0 shop/new cluster-2 app-2.team-2:8080 [{"methods":["GET","POST"],"paths":["/api/v1/*","/health"]}]'],
  );
  assert.equal(
    compared(after, before, "not named")?.lines.flatMap((line) => /^\w+ \S+ shop\/new \S+ \S+/.exec(line) ?? []),
    ["lost cluster-0 shop/new cluster-2 app-2.team-2:8080"],
  );
});

/** Holds what is followed against all; undefined where one of the states has errors. */
function compared(old: string, now: string, what: string) {
  const [before, after] = [checked(old), checked(now)];
  if (!before || !after) return undefined;
  const planned = (federation: Federation) => ({ federation, plans: new ClusterPlans(federation) });
  const limited = plannedChanges(planned(before), planned(after));
  const changes = lines(accessChanges(limited.before, limited.after));
  const [were, are] = [before, after].map((one) => objectsOf(makePlan(one))) as [Objects, Objects];
  const besides = callersOfOneState(vocabularyIn(were), vocabularyIn(are));
  const everything = [accessOf(before, were, besides), accessOf(after, are, besides)] as const;
  assert.equal(changes, lines(accessChanges(...everything)), what);
  return { lines: changes, changes: changes.length, followed: limited.after.length, all: everything[1].length };
}

type Objects = ReturnType<typeof objectsOf>;

function lines(changes: readonly AccessChange[]): readonly string[] {
  return changes
    .map(({ kind, access }) => [kind, access.from, access.caller, access.to, access.local, JSON.stringify(access.requests)].join(" "))
    .sort();
}

function checked(text: string): Federation | undefined {
  const source = new Source("federation.yaml", text);
  return check(source, { readFile: () => ({ problem: "there is none" }), now: sampleTime }).federation;
}

concerned.run();
