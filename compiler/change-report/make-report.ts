import type { Loaded } from "../1-load/load.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { resolve } from "../2-resolve/resolve.ts";
import { type AccessChange, accessChanges } from "../access/changes/access-change.ts";
import { type Planned, type PlannedChanges, plannedChanges } from "../access/changes/planned-changes.ts";
import type { Access } from "../access/who-may-call.ts";
import { type ChangeReport, type Entry, type ServiceCallers, sectionNames } from "./change-report.ts";
import { type ComparedVersions, type Describe, OpenDifferences } from "./describe.ts";
import { differencesBetween } from "./differences.ts";
import { type FileVersion, formerVersion, presentVersion } from "./file-version.ts";
import { Owners } from "./owners.ts";
import { planEntries } from "./plan-entries.ts";
import { type MovedFile, movedFileEntry, renameEntries } from "./rename-entries.ts";
import { type Renames, renamesBetween } from "./renames.ts";
import { acceptanceEntries } from "./sections/acceptances.ts";
import { accessEntries, callersOfChanged } from "./sections/access.ts";
import { boundaryEntries } from "./sections/boundary.ts";
import { claimEntries } from "./sections/claims.ts";
import { deliveryEntries } from "./sections/delivery.ts";
import { guaranteeEntries } from "./sections/guarantees.ts";
import { plainEntries } from "./sections/plain-entries.ts";
import { trafficEntries } from "./sections/traffic.ts";
import { trustEntries } from "./sections/trust.ts";

/** A federation.yaml without errors, and the plans of its clusters. */
export interface ReportedVersion extends Planned {
  readonly loaded: Loaded;
}

/** The order matters: a section may take differences that a later one would describe less well. `plainEntries` takes the rest. */
const sections: readonly Describe[] = [
  trustEntries,
  boundaryEntries,
  trafficEntries,
  guaranteeEntries,
  acceptanceEntries,
  deliveryEntries,
  claimEntries,
  plainEntries,
];

/** Everything that changes between two versions of a federation.yaml. Without the former one all is new. */
export function changeReport(
  before: ReportedVersion | undefined,
  after: ReportedVersion,
  moved?: MovedFile | "" | undefined,
): ChangeReport {
  const renames = renamesBetween(before?.federation ?? emptyFederation(after.federation), after.federation);
  const planned = plannedChanges(before, after, renames.clusters);
  const former = planned.before.map((access) => withPresentNames(access, renames));
  const access = accessChanges(former, planned.after);
  const comparison = versionsCompared(before, after, renames);
  const entries = [
    ...reportEntries(access, comparison),
    ...renameEntries(renames, comparison.after, comparison.owners),
    ...(moved ? [movedFileEntry(moved)] : []),
    ...planEntries(before?.plans, after.plans, renames, comparison.owners),
  ];
  const { objects } = planned;
  const textDiffers = before !== undefined && before.loaded.at.source.text !== after.loaded.at.source.text;
  return {
    entries: sectionNames.flatMap((name) => unsafeFirst(entries.filter(({ section }) => section === name))),
    callers: callersOf(access, former, planned, renames),
    access,
    objects,
    owners: comparison.owners.all(),
    comparesFiles: true,
    onlyText: textDiffers && entries.length + objects.length === 0,
  };
}

/** The end of a long section is cut off in a comment. */
function unsafeFirst(entries: readonly Entry[]): readonly Entry[] {
  const isUnsafe = ({ change }: Entry) => change === "unsafe";
  return [...entries.filter(isUnsafe), ...entries.filter((entry) => !isUnsafe(entry))];
}

/** The two files side by side, in the names of the latter. */
export function versionsCompared(
  before: Omit<ReportedVersion, "plans"> | undefined,
  { federation, loaded }: Omit<ReportedVersion, "plans">,
  renames: Renames,
): ComparedVersions {
  const former: FileVersion = before
    ? formerVersion(before.loaded, before.federation, renames)
    : { federation: emptyFederation(federation), placeOf: () => undefined };
  const present = presentVersion(federation, loaded.at);
  return {
    before: former,
    after: present,
    differences: new OpenDifferences(differencesBetween(former, present)),
    owners: new Owners([former.federation, present.federation]),
  };
}

/** An entry for every difference, and for every change of access. */
export function reportEntries(access: readonly AccessChange[], comparison: ComparedVersions): readonly Entry[] {
  return [...accessEntries(access, comparison), ...sections.flatMap((describe) => describe(comparison))];
}

/** All callers of the services whose access changes: those that the change affects, and the others. */
function callersOf(
  access: readonly AccessChange[],
  former: readonly Access[],
  { after, accessBeside }: PlannedChanges,
  renames: Renames,
): readonly ServiceCallers[] {
  const changed = new Set(access.map((change) => change.access.service));
  const beside = accessBeside((service) => changed.has(renames.services.get(service) ?? service));
  const others = beside.before.map((one) => withPresentNames(one, renames));
  return callersOfChanged(access, [...former, ...others], [...after, ...beside.after]);
}

function emptyFederation({ written: { apiVersion, kind, metadata } }: Federation): Federation {
  const file = { apiVersion, kind, metadata, clusters: {}, trust: { roots: {} }, services: {} };
  return resolve({ file, roots: new Map() });
}

function withPresentNames(access: Access, { clusters, services }: Renames): Access {
  const { from, to, service } = access;
  return {
    ...access,
    from: clusters.get(from) ?? from,
    to: clusters.get(to) ?? to,
    service: services.get(service) ?? service,
  };
}
