import type { Place } from "../findings/source.ts";
import type { Entry, EntryOwners, ReportedLine, SectionName } from "./change-report.ts";
import type { Difference } from "./differences.ts";
import type { FileVersion } from "./file-version.ts";
import type { Owners } from "./owners.ts";

/** The two versions, what differs, and the owners. */
export interface ComparedVersions {
  readonly before: FileVersion;
  readonly after: FileVersion;
  readonly differences: OpenDifferences;
  readonly owners: Owners;
}

/** Describes the changes of one section in its own words, and takes the differences that they explain. */
export type Describe = (comparison: ComparedVersions) => readonly Entry[];

/** The differences that no entry explains yet. Those that are left over get plain entries, so that none is lost. */
export class OpenDifferences {
  #left: readonly Difference[];

  constructor(differences: readonly Difference[]) {
    this.#left = differences;
  }

  get left(): readonly Difference[] {
    return this.#left;
  }

  /** Takes the differences at this place and below it. `*` stands for any name. */
  take(pattern: readonly string[], fits: (difference: Difference) => boolean = () => true): readonly Difference[] {
    const taken = new Set(this.find(pattern, fits));
    this.#left = this.#left.filter((difference) => !taken.has(difference));
    return [...taken];
  }

  find(pattern: readonly string[], fits: (difference: Difference) => boolean = () => true): readonly Difference[] {
    const isThere = ({ path }: Difference) => pattern.every((key, i) => (key === "*" ? path.length > i : key === path[i]));
    return this.#left.filter((difference) => isThere(difference) && fits(difference));
  }
}

type EntryText = Pick<Entry, "change" | "subject" | "text" | "before" | "after" | "note">;

/** An entry about these differences. Its line is that of the first one. */
export function entryAbout(section: SectionName, differences: readonly Difference[], text: EntryText, owners: EntryOwners): Entry {
  const place = differences.find(({ at }) => at)?.at ?? differences.find(({ was }) => was)?.was;
  return entryAt(section, place, differences, text, owners);
}

/** The same for changes that stand at another place. */
export function entryAt(
  section: SectionName,
  place: Place | undefined,
  differences: readonly Difference[],
  text: EntryText,
  owners: EntryOwners,
): Entry {
  const { change, subject, text: words, before, after, note } = text;
  return {
    section,
    change,
    subject,
    text: words,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(note !== undefined && { note }),
    ...(place && { at: lineOf(place) }),
    ...owners,
    fields: differences.map(({ path }) => path.join(".")),
  };
}

function lineOf({ source, start }: Place): ReportedLine {
  return { file: source.name, line: source.position(start).line };
}

/** Whether something was added, removed or changed, by its values before and after. */
export function changeOf(before: unknown, after: unknown): "added" | "changed" | "removed" {
  return before === undefined ? "added" : after === undefined ? "removed" : "changed";
}
