import { askedForField } from "./asked-for-field.ts";
import type { Entry } from "./change-report.ts";
import { entryAt } from "./describe.ts";
import type { FileVersion } from "./file-version.ts";
import type { Owners } from "./owners.ts";
import type { Renames } from "./renames.ts";

/** Clusters, services, groups and roots that only got another name. Everything else is compared as if they always had it. */
export function renameEntries(renames: Renames, { federation, placeOf }: FileVersion, owners: Owners): readonly Entry[] {
  const { clusters, groups = {}, trust, services } = federation.written;
  const kinds = [
    { kind: "cluster", names: renames.clusters, written: clusters, path: (name: string) => ["clusters", name] },
    { kind: "service", names: renames.services, written: services, path: (name: string) => ["services", name] },
    { kind: "group", names: renames.groups, written: groups, path: (name: string) => ["groups", name] },
    { kind: "root", names: renames.roots, written: trust.roots, path: (name: string) => ["trust", "roots", name] },
  ];
  return kinds.flatMap(({ kind, names, written, path }) =>
    [...names].map(([before, after]) => {
      const words = { change: "changed" as const, subject: `${kind} ${before} is renamed`, text: `name of a ${kind}`, before, after };
      const asked = askedForField({ path: path(after), section: "delivery" }, owners);
      return { ...entryAt("delivery", placeOf(written, after), [], words, asked), fields: [path(after).join(".")] };
    }),
  );
}

/** A federation.yaml that had another name in its repository. */
export interface MovedFile {
  readonly formerPath: string;
  readonly path: string;
}

/** Its owners are those of the same clusters and services, so it asks nobody. */
export function movedFileEntry({ formerPath, path }: MovedFile): Entry {
  const words = { change: "changed" as const, subject: "name of the file", text: "name of the file", before: formerPath, after: path };
  return entryAt("delivery", undefined, [], words, { asks: [], informs: [], unowned: false });
}
