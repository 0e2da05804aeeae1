import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { WireAnswer } from "./conformance/app/wire-call.ts";
import { merged, readChange } from "./conformance/changes/read-change.ts";
import { documentedObject } from "./conformance/gitops/documented.ts";
import { type CallFate, type Grant, judgeFate } from "./conformance/steady/judge-change.ts";

const changes = suite("changes of the conformance suite");
const [old, next] = ["b/shop/stock-v1", "c/shop/stock-v2"];
const apps = new Set([old, next]);
const granted = (by = old): WireAnswer => ({ result: "200", by });
const refused: WireAnswer = { result: "403" };

/** One answer each second from 0 on; the change begins at 2 s, its wave is published at 4 s and held at 5 s. */
function fateOf(grants: readonly [Grant, Grant], ...answers: readonly WireAnswer[]): CallFate {
  const made = answers.map((answer, second) => ({ begin: second * 1000, end: second * 1000 + 100, answer }));
  return judgeFate(made, grants, apps, { begun: 2000, ended: 60_000, waves: [{ number: 2, published: 4000, held: 5000 }] });
}

changes("a call that is granted before and after may not fail", () => {
  assert.equal(fateOf([true, true], granted(), granted(), granted(), granted(next)), { kind: "kept", made: 2, wrong: 0, said: "" });
  const hit = fateOf([true, true], granted(), granted(), granted(), refused, granted());
  assert.is(hit.wrong, 1);
  assert.match(hit.said, "1 of 3 FAILED, from 1 to 1 s: 403");
});

changes("failures before the change are not the change's", () => {
  assert.is(fateOf([true, true], refused, refused, granted()).wrong, 0);
});

changes("a call that is in neither may not pass", () => {
  assert.is(fateOf([false, false], refused, refused, refused).wrong, 0);
  const hit = fateOf([false, false], refused, refused, refused, granted(), refused);
  assert.is(hit.wrong, 1);
  assert.match(hit.said, `LET IN 1 times, from 1 to 1 s: 200 by ${old}`);
});

changes("an application that is in neither may not answer", () => {
  assert.is(fateOf([true, true], granted(), granted(), granted("b/shop/other-v1")).wrong, 1);
});

changes("times count from the wave that changes what comes of a call", () => {
  const withdrawn = fateOf([true, false], ...Array.from({ length: 8 }, () => granted()), refused);
  assert.is(withdrawn.kind, "withdrawn");
  assert.is(withdrawn.secondsAfterPublished, 3.1);
  assert.is(withdrawn.said, "withdrawn: passed until 3.1 s after wave 2 was published, 2.1 s after all held it");
  const added = fateOf([false, true], refused, refused, refused, refused, granted(), refused, granted());
  assert.is(
    added.said,
    "added: passes from 0.1 s after wave 2 was published, 0.9 s before all held it; failed 1 times after that, from 3 to 3 s: 403",
  );
  assert.is(added.wrong, 0);
});

changes("what nothing decides is not judged", () => {
  assert.is(fateOf([undefined, true], granted(), refused, granted(), refused).kind, "unclear");
});

changes("a merge patch follows RFC 7396", () => {
  assert.equal(merged({ a: 1, b: { c: [1, 2], d: 2 } }, { a: null, b: { c: [3] }, e: { f: null, g: 1 } }), {
    b: { c: [3], d: 2 },
    e: { g: 1 },
  });
});

changes("issuers change beside the federation, or without it", () => {
  const folder = mkdtempSync(join(tmpdir(), "fedc-changes-"));
  const file = join(folder, "change.yaml");
  const read = (text: string) => {
    writeFileSync(file, text);
    return readChange(file, { clusters: { a: {} } });
  };
  assert.equal(read("issuers: { a: { ca: next } }"), { issuers: { a: { ca: "next" } }, roots: {}, kubectl: [], wait: 0 });
  assert.equal(read("clusters: { b: {} }"), { issuers: {}, roots: {}, kubectl: [], wait: 0, federation: { clusters: { a: {}, b: {} } } });
  assert.equal(read("kind: Federation\nclusters: { b: {} }"), {
    issuers: {},
    roots: {},
    kubectl: [],
    wait: 0,
    federation: { kind: "Federation", clusters: { b: {} } },
  });
  rmSync(folder, { recursive: true });
});

changes("the objects of GitOps tools are those of the documentation, with another repository", () => {
  const address = "https://localhost:1/a/b";
  assert.equal(documentedObject("AppProject", address).spec.sourceRepos, [address]);
  assert.is(documentedObject("GitRepository", address).spec.url, address);
  assert.is(documentedObject("Kustomization", address).spec.prune, true);
  assert.equal((documentedObject("Application", address).spec.syncPolicy as { automated: object }).automated, {
    prune: true,
    selfHeal: true,
  });
});

changes.run();
