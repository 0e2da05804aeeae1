import type { ExceptionEntry, FederationFile, OneOrMore } from "../../1-load/federation-file.ts";
import { membersOf } from "../../1-load/spelled-out/groups.ts";
import type { Assertion } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import { enumerated } from "../../findings/formats/words.ts";
import type { Place } from "../../findings/source.ts";
import { type ComparedVersions, type Describe, entryAt } from "../describe.ts";
import type { Difference } from "../differences.ts";
import type { FileVersion } from "../file-version.ts";
import { Protection } from "./protection.ts";
import { withdrawalNote } from "./withdrawn-assertions.ts";

interface Asserted {
  readonly assertion: Assertion;
  /** The assertion in words, with the members of its groups. */
  readonly text: string;
  /** The same with clusters in place of groups. Assertions with the same words are the same. */
  readonly meaning: string;
  readonly place: Place | undefined;
}

type Conjunction = "and" | "or";

/** What an assertion's text says for a cluster or a group. */
type ClusterWords = (name: string, file: FederationFile) => readonly string[];

interface AssertionChange {
  readonly was?: Asserted;
  readonly is?: Asserted;
}

/** The assertions that were added, changed and deleted, also by a group that they name. The owners of what they protect are asked. */
export const guaranteeEntries: Describe = ({ before, after, differences, owners }: ComparedVersions) => {
  const own = differences.take(["assertions"]);
  const changes = changesBetween(assertionsIn(before), assertionsIn(after));
  if (changes.length === 0) return [];
  const protection = new Protection(owners);
  const groups = differences.find(["groups"]);
  return changes.map((change) => {
    const all = [change.was, change.is].flatMap((one) => one ?? []);
    const asked = owners.asked(protection.of(all.map(({ assertion }) => assertion)));
    const words = { ...wordsOf(change), ...(change.was && { note: withdrawalNote(change.was.assertion, after.federation) }) };
    return entryAt("guarantees", (change.is ?? change.was)?.place, causesOf(change, own, groups), words, asked);
  });
};

/** Deleted, changed and added ones, in this order. What goes and what comes about the same calls is one change. */
function changesBetween(old: readonly Asserted[], now: readonly Asserted[]): readonly AssertionChange[] {
  const removed = without(old, now);
  const added = without(now, old);
  const changed: AssertionChange[] = [];
  for (const isSame of [sameParties, sameTarget]) {
    for (const is of [...added]) {
      const index = removed.findIndex((was) => isSame(was.assertion, is.assertion));
      if (index === -1) continue;
      added.splice(added.indexOf(is), 1);
      changed.push(...removed.splice(index, 1).map((was) => ({ was, is })));
    }
  }
  return [...removed.map((was) => ({ was })), ...changed, ...added.map((is) => ({ is }))];
}

/** An assertion that stands twice and then once is deleted once. */
function without(all: readonly Asserted[], others: readonly Asserted[]): Asserted[] {
  const left = new Map([...grouped(others, ({ meaning }) => meaning)].map(([meaning, same]) => [meaning, same.length]));
  return all.filter(({ meaning }) => {
    const count = left.get(meaning) ?? 0;
    left.set(meaning, count - 1);
    return count <= 0;
  });
}

function sameParties({ written: a }: Assertion, { written: b }: Assertion): boolean {
  return namesText(a.from) === namesText(b.from) && namesText(a.to) === namesText(b.to);
}

function sameTarget(a: Assertion, b: Assertion): boolean {
  return a.kind === b.kind && namesText(a.written.to) === namesText(b.written.to);
}

/** An assertion that stands as it was has changed with a group. */
function causesOf({ was, is }: AssertionChange, own: readonly Difference[], groups: readonly Difference[]): readonly Difference[] {
  const isSame = was && is && JSON.stringify(was.assertion.written) === JSON.stringify(is.assertion.written);
  return isSame ? groups : own;
}

function wordsOf({ was, is }: AssertionChange) {
  const change = !was ? "added" : is ? "changed" : "removed";
  return {
    change,
    subject: `assertion: ${(is ?? was)?.text}`,
    text: `an assertion is ${{ added: "new", changed: "changed", removed: "deleted" }[change]}`,
    ...(was && { before: was.text }),
    ...(is && { after: is.text }),
  } as const;
}

function assertionsIn({ federation: { assertions, written }, placeOf }: FileVersion): readonly Asserted[] {
  const entries = written.assertions ?? [];
  const indexes = new Map(entries.map(({ never, always }, i) => [never ?? always, i]));
  return assertions.map((assertion) => ({
    assertion,
    text: assertionText(assertion, written, withMembers),
    meaning: assertionText(assertion, written, membersOf),
    place: placeOf(entries, indexes.get(assertion.written) ?? 0),
  }));
}

/** `never from any cluster to any service, method DELETE, except eu`. The order of names means nothing, so names are sorted. */
function assertionText({ kind, written }: Assertion, file: FederationFile, wordsFor: ClusterWords): string {
  const { except = [] } = written;
  const conjunction = kind === "always" ? "and" : "or";
  const exceptions = except.map((one) => partiesText(typeof one === "string" ? { from: one } : one, file, "and", wordsFor));
  const requests = (["method", "rpc", "path"] as const).flatMap((field) => {
    const value = written[field];
    return value === undefined ? [] : [`${field} ${listText(value, conjunction)}`];
  });
  return [
    `${kind} ${partiesText(written, file, conjunction, wordsFor)}`,
    ...requests,
    ...(exceptions.length === 0 ? [] : [`except calls ${enumerated(sorted(exceptions), "and")}`]),
  ].join(", ");
}

function partiesText(
  { from, to, at, caller }: ExceptionEntry,
  file: FederationFile,
  conjunction: Conjunction,
  wordsFor: ClusterWords,
): string {
  const clustersText = (names: OneOrMore) =>
    names === "any" ? "any cluster" : enumerated(sorted([names].flat().flatMap((name) => wordsFor(name, file))), conjunction);
  return [
    ...(from === undefined ? [] : [`from ${clustersText(from)}`]),
    ...(caller === undefined || caller === "any" ? [] : [`by ${listText(caller, conjunction)}`]),
    ...(to === undefined ? [] : [`to ${to === "any" ? "any service" : listText(to, conjunction)}`]),
    ...(at === undefined || at === "any" ? [] : [`at ${clustersText(at)}`]),
  ].join(" ");
}

/** `eu (eu-1 and eu-2)` */
function withMembers(name: string, file: FederationFile): readonly string[] {
  const members = membersOf(name, file);
  return members.length === 1 && members[0] === name ? [name] : [`${name} (${listText(members, "and")})`];
}

function namesText(names: OneOrMore): string {
  return sorted([names].flat()).join(" ");
}

function listText(names: OneOrMore, conjunction: Conjunction): string {
  return enumerated(sorted([names].flat()), conjunction);
}
