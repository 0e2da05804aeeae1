import type { Finding } from "../../findings/finding.ts";
import { quoted } from "../../findings/formats/words.ts";
import type { Place } from "../../findings/source.ts";
import type { Spans } from "../spans.ts";
import type { DefaultEntry } from "./defaults.ts";

/** A part of the file that stands for several clusters or services: a default, or an entry under a group. */
export interface SharedPlace {
  readonly place: Place;
  /** The clusters or services, each with the place of its own entry. */
  readonly users: readonly { readonly name: string; readonly at: Place }[];
  /** What the part is to them: `a default`. */
  readonly what: string;
}

const maxNamed = 3;

/** The defaults of a file, each with those that take it. Inner ones come after the ones that they lie in. */
export function sharedDefaults(defaults: readonly DefaultEntry[], data: object, at: Spans): readonly SharedPlace[] {
  return defaults.map(({ half, place, takers }) => {
    const entries = (data as Readonly<Record<string, object>>)[half] ?? {};
    return { place, users: [...takers].map((name) => ({ name, at: at.key(entries, name as never) })), what: "a default" };
  });
}

/** The findings, with those about one mistake in a shared part as one, which says for whom it holds. */
export function onceForAll(findings: readonly Finding[], shared: readonly SharedPlace[]): readonly Finding[] {
  if (shared.length === 0) return findings;
  const byPlace = new Map<string, { readonly first: Finding; readonly place: SharedPlace; readonly all: Finding[] }>();
  const kept: (Finding | string)[] = [];
  for (const finding of findings) {
    const place = finding.at && shared.findLast((one) => isIn(finding.at, one.place));
    const id = `${finding.code} ${finding.at?.start} ${finding.at?.end} ${finding.accepted}`;
    const same = place && byPlace.get(id);
    if (same) same.all.push(finding);
    else if (place) {
      byPlace.set(id, { first: finding, place, all: [finding] });
      kept.push(id);
    } else kept.push(finding);
  }
  return kept.flatMap((one) => {
    const same = typeof one === "string" ? byPlace.get(one) : undefined;
    return same ? asOne(same.first, same.place, same.all) : typeof one === "string" ? [] : one;
  });
}

function asOne(earliest: Finding, { users, what }: SharedPlace, all: readonly Finding[]): Finding {
  // Only in quotes: a cluster may be called `a`.
  const namesIn = ({ message }: Finding) => (message.match(/`[^`]*`/g) ?? []).join(" ");
  const isNamed = (name: string, finding: Finding) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(namesIn(finding));
  const named = users.filter(({ name }) => all.some((finding) => isNamed(name, finding)));
  const concerned = named.length > 0 ? named : users;
  const [user] = concerned;
  if (!user) return earliest;
  const first = all.find((finding) => isNamed(user.name, finding)) ?? earliest;
  const names = concerned.map(({ name }) => `\`${name}\``);
  const more = names.length - maxNamed;
  const whose = more > 1 ? `${names.slice(0, maxNamed).join(", ")} and ${more} others` : quoted(concerned.map(({ name }) => name));
  if (!first.related) return { ...first, related: { at: user.at, message: `${what} of ${whose}` } };
  return concerned.length === 1 ? first : { ...first, help: [first.help, `this is ${what} of ${whose}`].filter(Boolean).join("\n") };
}

function isIn(place: Place | undefined, around: Place): boolean {
  return place !== undefined && place.source === around.source && place.start >= around.start && place.end <= around.end;
}
