import type { AccessChange } from "../access/changes/access-change.ts";
import type { ObjectChange } from "../access/changes/object-changes.ts";

/** In the order in which they are shown. */
export const sectionNames = ["access", "trust", "boundary", "traffic", "guarantees", "delivery", "claims"] as const;

export type SectionName = (typeof sectionNames)[number];

/** A line of federation.yaml, at the revision that is compared with or now. */
export interface ReportedLine {
  readonly file: string;
  readonly line: number;
}

/** The owners whose approval an entry asks for. */
export interface EntryOwners {
  readonly asks: readonly string[];
  /** Those who lose something. They need not approve. */
  readonly informs: readonly string[];
  /** Whether those who must decide do not name an owner, so that nobody can approve. */
  readonly unowned: boolean;
}

/** One thing that changes, for those who decide on it. */
export interface Entry extends EntryOwners {
  readonly section: SectionName;
  /** `unsafe` is a step of a rotation by which calls would fail. */
  readonly change: AccessChange["kind"] | "added" | "changed" | "removed" | "unsafe";
  /** A short name, for lists of approvals: `shop -> stock of warehouse`. */
  readonly subject: string;
  /** A phrase, or a sentence without a full stop. */
  readonly text: string;
  readonly before?: string;
  readonly after?: string;
  /** What readers must know about it: who trusts the root, which step of a rotation it is. */
  readonly note?: string;
  /** The clusters whose overlays it is about, if overlays are compared. */
  readonly clusters?: readonly string[];
  /** More about objects that change: their fields with values. */
  readonly detail?: string;
  /** The line now; of something that is removed, the line before. */
  readonly at?: ReportedLine;
  /** The fields of federation.yaml that change: `clusters.east.hostname`. */
  readonly fields: readonly string[];
}

/** All callers of a service whose access changes, before and after. */
export interface ServiceCallers {
  readonly service: string;
  readonly cluster: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Everything that a change does. `fedc diff`, the Action and pull requests show the same one. */
export interface ChangeReport {
  /** By section, in its order. */
  readonly entries: readonly Entry[];
  readonly callers: readonly ServiceCallers[];
  readonly access: readonly AccessChange[];
  readonly objects: readonly ObjectChange[];
  /** All owners that either version names. */
  readonly owners: readonly string[];
  /** Whether both versions of the file are known. Of overlays only the objects are. */
  readonly comparesFiles: boolean;
  /** Whether the texts differ although nothing that they say does: comments, order, a default that is written out. */
  readonly onlyText: boolean;
}

/** The entries by section. Empty sections are left out. */
export function sectionsOf({ entries }: Pick<ChangeReport, "entries">): readonly (readonly [SectionName, readonly Entry[]])[] {
  return sectionNames.flatMap((name) => {
    const own = entries.filter(({ section }) => section === name);
    return own.length > 0 ? [[name, own] as const] : [];
  });
}
