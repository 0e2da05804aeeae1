/** Nothing slips through: every field of the schema, changed one at a time, is in the report, in its section, with its owners. */

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { load } from "../compiler/1-load/load.ts";
import { schemaDocument } from "../compiler/1-load/schema-document.ts";
import { resolve } from "../compiler/2-resolve/resolve.ts";
import type { Entry } from "../compiler/change-report/change-report.ts";
import { changeReport, reportEntries, versionsCompared } from "../compiler/change-report/make-report.ts";
import { renamesBetween } from "../compiler/change-report/renames.ts";
import { Findings } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
import { blockText } from "./support/block-text.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { changedFields } from "./support/legal/changed-fields.ts";
import { changedStructures } from "./support/legal/changed-structure.ts";
import { wholeFederation } from "./support/legal/federation.ts";
import { valueFields } from "./support/legal/value-fields.ts";
import { shuffled } from "./support/legal-federation.ts";
import { owned, ownersOf } from "./support/owned-federation.ts";
import type { Anything } from "./support/planned.ts";
import { Chance, rootTexts } from "./support/random-federation.ts";
import { sampleTime } from "./support/samples.ts";

const test = suite("report of changes: every field");

/** What a field is about, by the beginning of its place; the longest counts. */
const expectedSections: Readonly<Record<string, string>> = {
  metadata: "delivery",
  groups: "access",
  trust: "trust",
  clusters: "delivery",
  services: "delivery",
  assertions: "guarantees",
  accept: "guarantees",
  "clusters.*.hostname": "trust",
  "clusters.*.owner": "delivery",
  "clusters.*.managed": "delivery",
  "clusters.*.inactive": "delivery",
  "clusters.*.trust": "trust",
  "clusters.*.gateways": "boundary",
  "clusters.*.gateways.ingress.idleTimeout": "traffic",
  "clusters.*.gateways.ingress.keepalive": "traffic",
  "clusters.*.istio": "claims",
  "clusters.*.gitops": "delivery",
  "services.*.protocol": "access",
  "services.*.description": "delivery",
  "services.*.owner": "delivery",
  "services.*.inactive": "delivery",
  "services.*.expose": "boundary",
  "services.*.expose.*.path": "traffic",
  "services.*.expose.*.weights": "traffic",
  "services.*.expose.*.serviceAccounts": "trust",
  "services.*.expose.*.allow": "access",
  "services.*.consume": "traffic",
  "services.*.consume.*.callers": "access",
  "services.*.consume.*.callerLabels": "access",
  "services.*.consume.*.inactive": "delivery",
};
const schema: Anything = schemaDocument();
const seeds = Array.from({ length: Number(process.env.LEGAL_COUNT ?? 43) }, (_, i) => i + 1);

test("a changed field has an entry, or changes neither meaning nor bytes", () => {
  const seen = new Map<string, number>();
  const failures: string[] = [];
  for (const seed of seeds) {
    const { data, files } = wholeFederation(seed);
    const before = owned(data);
    const old = loaded(before, files);
    let oldBytes: string | undefined;
    const certificates = (pattern: string, value: unknown) =>
      pattern.endsWith(".file")
        ? [...files.keys()].filter((file) => `./${file}` !== value && file !== value).slice(0, 1)
        : pattern.endsWith(".pem")
          ? rootTexts.filter((pem) => pem !== value).slice(0, 1)
          : [];
    for (const { pattern, path, data } of changedFields(schema, before, certificates)) {
      const times = seen.get(pattern) ?? 0;
      if (times >= 2) continue;
      const after = data();
      const entries = entriesBetween(old, loaded(after, files));
      if (!entries) continue;
      seen.set(pattern, times + 1);
      const isSame = () => {
        oldBytes ??= bytesOf(before, files);
        return [undefined, oldBytes].includes(bytesOf(after, files));
      };
      const problem = problemWith(pattern, path, entries, before, after, isSame);
      if (problem) failures.push(`seed ${seed}: ${path.join(".")}: ${problem}`);
    }
  }
  assert.equal(failures, []);
  // A group alone in `failover` is reported as its clusters, and what is left out of the defaults as what it then is.
  const isSpelledOut = (pattern: string) => /\.(?:failover|withoutDefaults\.\[\])$/.test(pattern);
  const missing = [...valueFields(schema)].filter((pattern) => !seen.has(pattern) && !isSpelledOut(pattern));
  assert.equal(missing, []);
});

test("an entry, an item or an alternative that comes or goes has an entry, or changes neither meaning nor bytes", () => {
  const seen = new Set<string>();
  const failures: string[] = [];
  for (const seed of seeds.slice(0, 16)) {
    const { data, files } = wholeFederation(seed);
    if (Object.keys(data.clusters).length > 5) continue; // each change of a large one takes long, and tells nothing new
    const before = owned(data);
    const old = loaded(before, files);
    let oldBytes: string | undefined;
    for (const { kind, pattern, path, data } of changedStructures(schema, before)) {
      const key = `${kind} ${pattern}`;
      if (seen.has(key)) continue;
      const after = data();
      const entries = entriesBetween(old, loaded(after, files));
      if (!entries) continue;
      seen.add(key);
      const isSame = () => {
        oldBytes ??= bytesOf(before, files);
        return [undefined, oldBytes].includes(bytesOf(after, files));
      };
      const problem = problemWith(pattern, path, entries, before, after, isSame);
      if (problem) failures.push(`seed ${seed}: ${kind} ${path.join(".")}: ${problem}`);
    }
  }
  assert.equal(failures, []);
  // Lists of the schema, entries of maps and words in place of lists are all met in some federation.
  const places = [...seen.keys()];
  for (const place of ["entry goes services.*.expose.*.protect", "entry goes trust.pairs", "item goes services.*.consume.*.routes.[].to"])
    assert.ok(places.includes(place), place);
  assert.ok(places.length > 200, String(places.length));
});

test("another order of keys and names is no entry, and changes no byte of an object", () => {
  for (const seed of seeds.slice(0, 6)) {
    const file = wholeFederation(seed);
    const before = file.data;
    const entries = entriesOf(before, shuffled(before, new Chance(seed)), file.files);
    // Lists of entries keep their order in a shuffle.
    assert.equal(entries, [], `seed ${seed}`);
    const turned = withNamesTurned(before);
    assert.equal(entriesOf(before, turned, file.files), [], `seed ${seed}`);
    assert.ok(bytesOf(turned, file.files, isObject) === bytesOf(before, file.files, isObject), `seed ${seed}`);
  }
});

test("a whole federation that comes or goes has entries in every section that it has fields in", () => {
  const file = wholeFederation(3);
  const version = compiled(file.data, file.files);
  assert.ok(version);
  const { entries } = changeReport(undefined, version);
  assert.ok(["trust", "boundary", "traffic", "delivery"].every((name) => entries.some(({ section }) => section === name)));
  assert.equal(changeReport(version, version).entries, []);
});

function problemWith(
  pattern: string,
  path: readonly (string | number)[],
  entries: readonly Entry[],
  before: Anything,
  after: Anything,
  isSame: () => boolean,
): string | undefined {
  if (entries.length === 0) return isSame() ? undefined : "no entry, but other bytes";
  const section = expectedSection(pattern);
  const own = entries.filter((entry) => entry.section === section);
  if (own.length === 0) return `no entry in ${section}, but in ${entries.map((entry) => entry.section).join()}`;
  const asked = new Set(own.flatMap(({ asks }) => asks));
  const lacking = ownersOf(path, before, after).filter((owner) => !asked.has(owner));
  return lacking.length > 0 ? `${lacking.join()} not asked, but ${[...asked].join()}` : undefined;
}

function expectedSection(pattern: string): string | undefined {
  const places = Object.keys(expectedSections).filter((place) => `${pattern.replaceAll(".[]", "")}.`.startsWith(`${place}.`));
  return expectedSections[places.sort((a, b) => b.length - a.length)[0] ?? ""];
}

/** A README lists names in the order of the file, and the inventory has its hash. */
function isObject(path: string): boolean {
  return path.startsWith("generated/") && path.endsWith(".yaml");
}

/** Lists of names in another order; lists of entries and addresses as they are. */
function withNamesTurned(value: Anything): Anything {
  if (Array.isArray(value)) return value.some((item) => typeof item === "object") ? value.map(withNamesTurned) : value.toReversed();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === "addresses" ? item : withNamesTurned(item)]));
}

function entriesOf(before: Anything, after: Anything, files: ReadonlyMap<string, string>): readonly Entry[] | undefined {
  return entriesBetween(loaded(before, files), loaded(after, files));
}

/** The entries of the files alone; undefined if the schema refuses one of them. */
function entriesBetween(old: ReturnType<typeof loaded>, now: ReturnType<typeof loaded>): readonly Entry[] | undefined {
  if (!old || !now) return undefined;
  return reportEntries([], versionsCompared(old, now, renamesBetween(old.federation, now.federation)));
}

function loaded(data: Anything, files: ReadonlyMap<string, string>) {
  const all = load(new Source("federation.yaml", blockText(data)), readerOf(files), new Findings());
  return all && { loaded: all, federation: resolve(all) };
}

function compiled(data: Anything, files: ReadonlyMap<string, string>) {
  const options = { readFile: readerOf(files), now: sampleTime, verify: false };
  const { federation, built } = compileWhole(new Source("federation.yaml", blockText(data)), options);
  return federation && built && { federation, ...built };
}

/** The overlays; undefined if a rule refuses the file. */
function bytesOf(data: Anything, files: ReadonlyMap<string, string>, counts = (_: string) => true): string | undefined {
  const all = compiled(data, files);
  return all && JSON.stringify(all.overlays.map((overlay) => [overlay.cluster, [...overlay.files].filter(([path]) => counts(path))]));
}

function readerOf(files: ReadonlyMap<string, string>) {
  return (path: string) => {
    const text = files.get(path.replace(/^\.\//, ""));
    return text === undefined ? { problem: "is not there" } : { text };
  };
}

test.run();
