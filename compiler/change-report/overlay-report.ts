import type { Federation } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { accessSinceOverlays, type Withdrawn } from "../access/changes/diff-access.ts";
import { type ObjectChange, objectChanges } from "../access/changes/object-changes.ts";
import { type PlacedObjects, placedAmong } from "../access/changes/placed-objects.ts";
import { type AnchorsByCluster, anchorsIn } from "./anchors-in-objects.ts";
import { type ChangeReport, type Entry, type SectionName, sectionNames } from "./change-report.ts";
import { Owners } from "./owners.ts";
import { accessEntry, callersOfChanged } from "./sections/access.ts";
import { valueText } from "./value-text.ts";

/**
 * Everything that changes between live overlays and planned objects. Overlays do not have the fields of federation.yaml, so only access asks for
 * approval; the other sections show the objects. Only clusters `among` these may differ. Throws UnsupportedObject.
 */
export function overlayReport(
  live: PlacedObjects,
  federation: Federation,
  planned: PlacedObjects,
  among: ReadonlySet<string> = new Set([...live.keys(), ...planned.keys()]),
): { readonly report: ChangeReport; readonly withdrawn: readonly Withdrawn[] } {
  const { access, before, after, withdrawn } = accessSinceOverlays(live, federation, planned, among);
  const owners = new Owners([federation]);
  const accessed = access.map((change) => ({ ...accessEntry(change, owners), clusters: [change.access.from, change.access.to] }));
  const { objects, entries, ...others } = unreadableReport(placedAmong(live, among), placedAmong(planned, among));
  const report = {
    ...others,
    objects,
    entries: [...accessed, ...entries],
    access,
    callers: callersOfChanged(access, before, after),
    owners: owners.all(),
  };
  return { report, withdrawn };
}

/** The same without access, for objects that the model of Istio does not know. */
export function unreadableReport(live: PlacedObjects, planned: PlacedObjects): ChangeReport {
  const objects = objectChanges(live, planned);
  const found = [...anchorEntries(anchorsIn(live), anchorsIn(planned)), ...objectEntries(objects)];
  const entries = sectionNames.flatMap((name) => found.filter(({ section }) => section === name));
  return { entries, callers: [], access: [], objects, owners: [], comparesFiles: false, onlyText: false };
}

const nobody = { asks: [], informs: [], unowned: false, fields: [] };

/** The certificates that a cluster's gateways or mesh trust, and for which names. */
function anchorEntries(before: AnchorsByCluster, after: AnchorsByCluster): readonly Entry[] {
  const entries = (from: AnchorsByCluster, other: AnchorsByCluster, change: "added" | "removed") =>
    [...from].flatMap(([cluster, anchors]) =>
      [...anchors]
        .filter(([key]) => !other.get(cluster)?.has(key))
        .map(([, { names, certificate }]): Entry => {
          const verb = change === "added" ? "now trusts" : "no longer trusts";
          const value = `${certificate.subject}, until ${certificate.notAfter.toISOString().slice(0, 10)}`;
          return {
            ...nobody,
            section: "trust",
            change,
            clusters: [cluster],
            subject: `trust of ${cluster}`,
            text: `${cluster} ${verb} for ${names}`,
            [change === "added" ? "after" : "before"]: value,
          };
        }),
    );
  return [...entries(after, before, "added"), ...entries(before, after, "removed")];
}

const sectionOfKind: Readonly<Record<string, SectionName>> = {
  Certificate: "trust",
  ConfigMap: "trust",
  DestinationRule: "traffic",
  Secret: "trust",
  ServiceEntry: "traffic",
  VirtualService: "traffic",
};

/** Objects by cluster, file and section. Policies of gateways show in access, and the bundles of roots by their anchors. */
function objectEntries(objects: readonly ObjectChange[]): readonly Entry[] {
  const isAccess = ({ kind, file }: ObjectChange) => kind === "AuthorizationPolicy" && /^(consumer|exposer)-/.test(file);
  const shown = objects.filter((change) => !isAccess(change) && change.file !== "trust.yaml");
  const sectionOf = (change: ObjectChange): SectionName => {
    const dials = change.fields.some(({ field }) => /^spec\.(endpoints|addresses|ports)/.test(field));
    return dials ? "boundary" : (sectionOfKind[change.kind] ?? (change.file.startsWith("as-") ? "traffic" : "boundary"));
  };
  return [...grouped(shown, (change) => `${sectionOf(change)} ${change.cluster} ${change.file} ${change.change}`).values()].flatMap(
    (alike) => {
      const [first] = alike;
      if (!first) return [];
      const { cluster, file, change } = first;
      const names = alike.map(({ kind, namespace, name }) => `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`);
      const fields = alike.flatMap((one) =>
        one.fields.map(({ field, before, after }) => `${field}: ${valueText(before)} -> ${valueText(after)}`),
      );
      const text = `${cluster}/${file}: ${names.join(", ")}`;
      const subject = `${cluster}/${file}`;
      return [
        {
          ...nobody,
          section: sectionOf(first),
          clusters: [cluster],
          change,
          subject,
          text,
          ...(fields.length > 0 && fields.length <= maxFields && { detail: fields.join("; ") }),
        },
      ];
    },
  );
}

const maxFields = 6;
