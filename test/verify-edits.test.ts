/** Every field of every object of all samples, edited by hand: what `fedc verify` passes stands in a list, with the reason for the very field. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Comparison } from "../compiler/5-verify/edits/edits.ts";
import { factsOf } from "../compiler/5-verify/facts.ts";
import { verify } from "../compiler/5-verify/verify.ts";
import { UnsupportedObject } from "../compiler/istio/objects/unsupported-object.ts";
import { buildNames, compileSample } from "./support/builds.ts";
import { gather, type HandEdit, handEdits } from "./support/edited-objects.ts";
import { root } from "./support/fedc.ts";
import { plannedObjects } from "./support/planned.ts";

const test = suite("verify: edits by hand");

interface Head {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const samples = buildNames().map((name) => {
  const { federation } = compileSample(name);
  return { name, federation, facts: factsOf(federation), planned: plannedObjects(federation) };
});

/** One edit of each kind per field and sample that passes, with the objects around it. */
interface Survivor extends HandEdit {
  readonly sample: (typeof samples)[number];
  readonly cluster: string;
  readonly object: unknown;
}

function survivors(): { readonly tried: number; readonly found: readonly Survivor[] } {
  const vocabulary = new Map<string, Set<unknown>>();
  for (const { planned } of samples) for (const object of [...planned.values()].flat()) gather(vocabulary, object);
  const found: Survivor[] = [];
  const tried = new Set<string>();
  for (const sample of samples)
    for (const [cluster, objects] of sample.planned) {
      const facts = sample.facts.get(cluster);
      assert.ok(facts);
      const comparison = new Comparison(facts, objects);
      for (const object of objects)
        for (const edit of handEdits(object, vocabulary)) {
          const key = `${sample.name} ${edit.field} ${edit.how}`;
          if (tried.has(key) || JSON.stringify(edit.instead) === JSON.stringify([object])) continue;
          tried.add(key);
          // All others are missing here: only what is told of this one counts.
          const { kind, metadata } = object as Head;
          const isOwn = (edit: { kind: string; namespace: string; name: string; change: string }) =>
            edit.change !== "missing" ||
            (edit.kind === kind && edit.name === metadata.name && edit.namespace === (metadata.namespace ?? ""));
          const { edits } = comparison.with(edit.instead);
          if (!edits.filter(isOwn).some(({ matters }) => matters)) found.push({ ...edit, sample, cluster, object });
        }
    }
  return { tried: tried.size, found };
}

const { tried, found } = survivors();

/** The list: per kind and field, what may be done to it. */
function listed(): ReadonlyMap<string, string> {
  const text = readFileSync(join(root, "test/samples/verify/survivors.txt"), "utf8");
  const rows = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    rows.flatMap((row) => {
      const [fields = "", hows = ""] = row.split(/: (.*)/);
      const [kinds = "", ...path] = fields.split(" ");
      return kinds.split("|").map((kind) => [[kind, ...path].join(" "), hows] as const);
    }),
  );
}

test("an edit that passes is in the list, for the very field", () => {
  assert.ok(tried > 5000, `${tried}`);
  const list = listed();
  const unlisted = found.filter(({ field, how }) => list.get(field) !== "any" && !list.get(field)?.split(", ").includes(how));
  const rows = [...new Set(unlisted.map(({ field, how }) => `${field}: ${how}`))];
  assert.equal(rows.sort(), []);
});

test("nothing is in the list that passes no more", () => {
  const passing = new Set(found.map(({ field }) => field));
  assert.equal(
    [...listed().keys()].filter((field) => !passing.has(field)),
    [],
  );
});

test("the second model, which follows calls, knows none that an edit in the list changes", () => {
  const seen = new Set<string>();
  const changing: string[] = [];
  for (const { sample, cluster, object, field, how, instead } of found) {
    if (/metadata\.|^Deployment|^HorizontalPodAutoscaler|^ConfigMap/.test(field) || seen.has(field)) continue;
    seen.add(field);
    const objects = sample.planned.get(cluster)?.flatMap((one) => (one === object ? instead : [one])) ?? [];
    if (!isAsMeant(() => verify(sample.federation, new Map([...sample.planned, [cluster, objects]]), { max: 1 })))
      changing.push(`${field}: ${how}`);
  }
  assert.equal(changing, []);
});

function isAsMeant(run: () => readonly unknown[]): boolean {
  try {
    return run().length === 0;
  } catch (error) {
    // It says nothing of what it does not know.
    if (error instanceof UnsupportedObject) return true;
    throw error;
  }
}

test.run();
