import { suite } from "uvu";
import * as assert from "uvu/assert";
import { matchesStatus, mayMatchTheSame } from "../compiler/2-resolve/status-pattern.ts";
import type { CommitReport } from "../compiler/publish/forges/commit-report.ts";
import { judgeSync } from "../compiler/publish/sync/judge-sync.ts";

const test = suite("whether a cluster has synced");
const minute = 60_000;
const now = 1_000 * minute;
const name = "kustomization/federation/1a2b";
let made = 0;

/** A report `ago` minutes before now. */
function report(state: CommitReport["state"], ago: number, context = name): CommitReport {
  made += 1;
  return { name: context, state, at: now - ago * minute, id: made };
}

/** The kind of the answer, for the reports of commits from the newest back. */
function judged(commits: readonly (readonly CommitReport[])[], hold = 2 * minute, statuses = ["kustomization/federation*"]) {
  const named = commits.map((reports, i) => ({ commit: `${9 - i}`.repeat(40), reports }));
  return judgeSync({ statuses, hold }, named, now);
}
const kind = (...args: Parameters<typeof judged>) => judged(...args).kind;

test("a success of the commit that holds the overlay counts, and so does one of a later commit", () => {
  assert.is(kind([[report("success", 10)]]), "synced");
  assert.is(kind([[report("success", 10)], []]), "synced");
  assert.is(kind([[], [report("success", 10)]]), "synced");
});

test("nothing, another status, or work that goes on is no success", () => {
  assert.is(kind([[], []]), "waiting");
  assert.match(judged([[report("success", 10, "ci/lint")]]).message, /has not reported: no status .*; only `ci\/lint` has$/);
  assert.is(kind([[report("success", 10, "x/kustomization/federation")]]), "waiting");
  assert.is(kind([[report("pending", 10)]]), "waiting");
  assert.is(kind([[report("success", 10), report("pending", 5)]]), "waiting");
});

test("a success of an older commit stands while a later one is at work, and not once that has failed", () => {
  assert.is(kind([[report("pending", 1)], [report("success", 10)]]), "synced");
  assert.is(kind([[report("failure", 5)], [report("success", 10)]]), "failed");
  assert.is(kind([[report("success", 5)], [report("failure", 10)]]), "synced");
});

test("a failure after a success counts, in whatever order both arrive", () => {
  assert.is(kind([[report("success", 10), report("failure", 5)]]), "failed");
  assert.is(kind([[report("failure", 5), report("success", 10)]]), "failed");
  assert.is(kind([[report("failure", 10), report("success", 5)]]), "synced");
  // In the same second, the number of the report tells.
  assert.is(kind([[report("success", 5), report("failure", 5)]]), "failed");
  assert.is(kind([[report("failure", 5), report("success", 5)]]), "synced");
  // A failure of an older commit that comes later than the success of a newer one.
  assert.match(judged([[report("success", 10)], [report("failure", 5)]]).message, /is a failure, which came after a success/);
});

test("a success must have stood for a while; a clock that is behind makes it wait longer", () => {
  assert.is(kind([[report("success", 1)]]), "waiting");
  assert.match(judged([[report("success", 1)]]).message, /just now: fedc waits 60 s for a failure after it/);
  assert.is(kind([[report("success", 2)]]), "synced");
  assert.is(kind([[report("success", 1)]], 0), "synced");
  assert.is(kind([[report("success", -5)]]), "waiting");
});

test("of several statuses that match, each must have succeeded", () => {
  const other = "kustomization/federation/9z8y";
  assert.is(kind([[report("success", 10), report("pending", 10, other)]]), "waiting");
  assert.is(kind([[report("success", 10), report("failure", 10, other)]]), "failed");
  assert.is(kind([[report("success", 10)], [report("success", 12, other)]]), "synced");
  assert.is(kind([[report("success", 10), report("success", 1, other)]]), "waiting");
});

test("no order of arrival makes a success of a failure that is the last on the newest commit", () => {
  const states = ["success", "failure", "pending"] as const;
  for (const first of states)
    for (const second of states)
      for (const third of states) {
        const all = [report(first, 9), report(second, 8), report(third, 7)];
        const answers = [0, 1, 2].map((turn) => kind([[...all.slice(turn), ...all.slice(0, turn)]]));
        assert.is(new Set(answers).size, 1, `${first} ${second} ${third}`);
        if (third !== "success") assert.is.not(answers[0], "synced");
      }
});

/** All texts of up to `length` of these characters. */
function texts(characters: string, length: number): readonly string[] {
  const shorter = length === 0 ? [] : texts(characters, length - 1);
  return length === 0 ? [""] : ["", ...shorter.flatMap((text) => [...characters].map((character) => text + character))];
}

test("a pattern matches what the regular expression for it matches, and two overlap where some name matches both", () => {
  const patterns = texts("ab*", 3);
  const names = texts("ab", 6);
  const matched = new Map(
    patterns.map((pattern) => {
      const expression = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
      const all = new Set(names.filter((one) => expression.test(one)));
      for (const one of names) assert.is(matchesStatus(pattern, one), all.has(one), `${pattern} ${one}`);
      return [pattern, all] as const;
    }),
  );
  for (const [one, ofOne] of matched)
    for (const [other, ofOther] of matched)
      assert.is(
        mayMatchTheSame(one, other),
        [...ofOne].some((text) => ofOther.has(text)),
        `${one} ${other}`,
      );
  assert.ok(matchesStatus("argo [shop] (a+b)*", "argo [shop] (a+b)/x"));
  assert.ok(matchesStatus("🚀 shop/*", "🚀 shop/x"));
  assert.ok(mayMatchTheSame("🚀 shop/*", "🚀 */x"));
});

test("of several patterns, each needs a status that has succeeded", () => {
  const both = ["kustomization/federation*", "kustomization/gateways*"];
  const gateways = "kustomization/gateways/1a2b";
  const of = (...commits: readonly (readonly CommitReport[])[]) => judged(commits, 2 * minute, both);
  assert.match(of([report("success", 10)]).message, /has not reported: no status `kustomization\/gateways\*`/);
  assert.is(of([report("success", 10), report("success", 9, gateways)]).kind, "synced");
  assert.is(of([report("success", 10)], [report("success", 9, gateways)]).kind, "synced");
  assert.is(of([report("success", 10), report("success", 1, gateways)]).kind, "waiting");
  assert.is(of([report("success", 10), report("failure", 9, gateways)]).kind, "failed");
  assert.is(of([report("failure", 10)]).kind, "failed");
});

test.run();
