import { grouped } from "../../2-resolve/grouped.ts";
import type { Place } from "../../findings/source.ts";
import type { Entry } from "../change-report.ts";
import { type ComparedVersions, type Describe, entryAt } from "../describe.ts";
import type { FileVersion } from "../file-version.ts";
import type { Owners } from "../owners.ts";
import { valueText } from "../value-text.ts";

/** The fields of an asserted call. `from`, `to` and `at` name a cluster, a group or a service, several of them, or any. */
type Names = string | readonly string[] | undefined;

interface Asserted {
  readonly kind: string;
  readonly call: { readonly from?: Names; readonly to?: Names; readonly at?: Names; readonly [field: string]: unknown };
  readonly text: string;
  readonly place: Place | undefined;
}

/** The assertions that were added, changed and deleted. The owners of what they protect are asked. */
export const guaranteeEntries: Describe = ({ before, after, differences, owners }: ComparedVersions) => {
  const fields = differences.take(["assertions"]);
  if (fields.length === 0) return [];
  const [old, now] = [assertionsIn(before), assertionsIn(after)];
  const removed = without(old, now);
  const added = without(now, old);
  const changed = added.flatMap((one) => {
    const index = removed.findIndex((other) => sameSubject(one, other));
    return index === -1 ? [] : removed.splice(index, 1).map((former) => ({ former, one }));
  });
  const entry = (change: Entry["change"], is: Asserted | undefined, was: Asserted | undefined): readonly Entry[] => {
    const shown = is ?? was;
    if (!shown) return [];
    const text = change === "removed" ? "deleted" : change === "added" ? "new" : "changed";
    const words = {
      change,
      subject: `assertion: ${shown.text}`,
      text: `an assertion is ${text}`,
      ...(was && { before: was.text }),
      ...(is && { after: is.text }),
    };
    const protect = [is, was].flatMap((one) => (one ? [protectedBy(one, owners)] : []));
    const asked = owners.asked({
      clusters: protect.flatMap(({ clusters }) => clusters),
      services: protect.flatMap(({ services }) => services),
    });
    return [entryAt("guarantees", shown.place, fields, words, asked)];
  };
  const isNew = (one: Asserted) => !changed.some((pair) => pair.one === one);
  return [
    ...removed.flatMap((one) => entry("removed", undefined, one)),
    ...changed.flatMap(({ former, one }) => entry("changed", one, former)),
    ...added.filter(isNew).flatMap((one) => entry("added", one, undefined)),
  ];
};

function assertionsIn({ federation, placeOf }: FileVersion): readonly Asserted[] {
  const all = federation.written.assertions ?? [];
  return all.flatMap((written, i) =>
    Object.entries(written).map(([kind, call]) => ({
      kind,
      call: call as Asserted["call"],
      text: `${kind} ${callInWords(call as Asserted["call"])}`,
      place: placeOf(all, i),
    })),
  );
}

function callInWords({ from, to, ...others }: Asserted["call"]): string {
  const details = Object.entries(others).map(([field, value]) => `, ${field} ${valueText(value)}`);
  return `from ${valueText(from)} to ${valueText(to)}${details.join("")}`;
}

/** An assertion that stands twice and then once is deleted once. */
function without(all: readonly Asserted[], others: readonly Asserted[]): Asserted[] {
  const left = new Map([...grouped(others, ({ text }) => text)].map(([text, same]) => [text, same.length]));
  return all.filter(({ text }) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

function sameSubject(a: Asserted, b: Asserted): boolean {
  const subject = ({ call: { from, to } }: Asserted) => JSON.stringify([from, to]);
  return subject(a) === subject(b);
}

/** `never` protects the service and its exposers, `always` the callers as well. */
function protectedBy({ kind, call: { from, to, at } }: Asserted, owners: Owners) {
  const services = named(to, owners.services(), (name) => [name]);
  const exposers =
    at === undefined
      ? services.flatMap((service) => owners.exposersOf(service))
      : named(at, owners.clusters(), (name) => owners.membersOf(name));
  const callers = kind === "always" ? named(from, owners.clusters(), (name) => owners.membersOf(name)) : [];
  return { services, clusters: [...exposers, ...callers] };
}

function named(names: Names, all: readonly string[], membersOf: (name: string) => readonly string[]): readonly string[] {
  if (names === undefined || names === "any") return all;
  return [names].flat().flatMap(membersOf);
}
