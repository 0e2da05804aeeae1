import { type ChangeReport, type Entry, type SectionName, sectionNames, sectionsOf } from "./change-report.ts";

interface SectionWords {
  readonly title: string;
  /** What stays, if the section is empty. */
  readonly asBefore: string;
}

export const sectionWords: Readonly<Record<SectionName, SectionWords>> = {
  access: { title: "access", asBefore: "who may call what" },
  trust: { title: "trust", asBefore: "who signs for whom, and who trusts whom" },
  boundary: { title: "boundary", asBefore: "what can be reached, and where" },
  traffic: { title: "traffic", asBefore: "where calls go" },
  guarantees: { title: "guarantees", asBefore: "what is asserted and accepted" },
  delivery: { title: "delivery", asBefore: "repositories and owners" },
  claims: { title: "claims about the mesh", asBefore: "what fedc believes about meshes" },
};

/** The sections in which nothing changes, in words. */
export function asBefore(report: Pick<ChangeReport, "entries">): string {
  const changed = sectionsOf(report).map(([name]) => name);
  return sectionNames
    .filter((name) => !changed.includes(name))
    .map((name) => sectionWords[name].asBefore)
    .join("; ");
}

/** What changes, with its values: `hostname of east: a.example.com -> b.example.com`. */
export function entryInWords({ text, before, after, change, detail }: Entry, arrow = "->"): string {
  if (detail !== undefined) return `${text}: ${detail}`;
  if (before === undefined && after === undefined) return text;
  if (before === undefined || after === undefined) return `${text}: ${after ?? before}`;
  return ["added", "changed", "removed"].includes(change) ? `${text}: ${before} ${arrow} ${after}` : `${text}: ${after}; before: ${before}`;
}

/** Where it stands, and who is asked: `federation.yaml:12; asks @example/east`. */
export function entryNotes({ at, asks, informs, unowned }: Entry): string {
  return [
    ...(at ? [`${at.file}:${at.line}`] : []),
    ...(asks.length > 0 ? [`asks ${asks.join("; ")}`] : []),
    ...(unowned ? [asks.length > 0 ? "but those who decide have no owner" : "nobody can approve: no owner"] : []),
    ...(informs.length > 0 ? [`informs ${informs.join("; ")}`] : []),
  ].join("; ");
}

const signs: Readonly<Record<Entry["change"], string>> = {
  gained: "gained:",
  widened: "widened:",
  narrowed: "narrowed:",
  lost: "lost:",
  added: "+",
  changed: "~",
  removed: "-",
  unsafe: "!",
};

/** A word for access, a sign for everything else. */
export function entrySign({ change }: Entry): string {
  return signs[change];
}
