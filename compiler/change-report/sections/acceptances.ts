import { loadExplanations } from "../../1-load/explanations.ts";
import { rules } from "../../3-check/rules/index.ts";
import { askedForField } from "../asked-for-field.ts";
import type { Entry, EntryOwners } from "../change-report.ts";
import { type Describe, entryAt } from "../describe.ts";
import { sectionOfField } from "../field-sections.ts";
import type { FileVersion } from "../file-version.ts";
import type { Owners } from "../owners.ts";

const titles = new Map([...loadExplanations, ...rules].map(({ code, title }) => [code, title]));

/** Findings that are no longer shown, and those that are shown again. The owners of the entry that they are about are asked. */
export const acceptanceEntries: Describe = ({ before, after, differences, owners }) => {
  const fields = differences.take(["accept"]);
  if (fields.length === 0) return [];
  const [old, now] = [acceptancesIn(before), acceptancesIn(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys.flatMap((key): readonly Entry[] => {
    const [was, is] = [old.get(key), now.get(key)];
    const shown = is ?? was;
    if (!shown || was?.because === is?.because) return [];
    const change = !was ? "added" : is ? "changed" : "removed";
    const what = { added: "is accepted, and no longer shown", changed: "is accepted for another reason", removed: "is no longer accepted" };
    const title = titles.get(shown.finding);
    const text = `${shown.finding}${title === undefined ? "" : ` (${title})`} at ${shown.at} ${what[change]}`;
    const words = {
      change,
      subject: `${shown.finding} at ${shown.at}`,
      text,
      ...(was && { before: was.because }),
      ...(is && { after: is.because }),
    } as const;
    return [entryAt("guarantees", is?.place ?? was?.place, fields, words, askedForPlace(shown.at, owners))];
  });
};

/** The owners of an entry and of all below it, by its path. One that leads to many things asks the owners of all. */
function askedForPlace(at: string, owners: Owners): EntryOwners {
  const path = at.split(".");
  const [top, name, half, key] = path;
  if (top === "assertions" && name !== undefined && name !== "any") return askedForServices(name.split(","), owners);
  const isField =
    top === "clusters" || top === "groups" || top === "services" || (top === "trust" && name === "roots" && half !== undefined);
  if (name === undefined || !isField) return owners.asked({ clusters: owners.clusters(), services: owners.services() });
  if (top === "services" && key === undefined && (half === "expose" || half === "consume"))
    return askedForPlace(`services.${name}`, owners);
  return askedForField({ path, section: sectionOfField(path) ?? "delivery" }, owners);
}

function askedForServices(services: readonly string[], owners: Owners): EntryOwners {
  return owners.asked({ services, clusters: services.flatMap((name) => owners.exposersOf(name)) });
}

/** Of two entries for the same findings the first one counts. */
function acceptancesIn({ federation: { written }, placeOf }: FileVersion) {
  const all = written.accept ?? [];
  return new Map(all.map((one, i) => [`${one.finding} ${one.at}`, { ...one, place: placeOf(all, i) }] as const).toReversed());
}
