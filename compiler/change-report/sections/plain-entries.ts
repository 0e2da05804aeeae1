import { grouped } from "../../2-resolve/grouped.ts";
import { askedForField } from "../asked-for-field.ts";
import type { Entry } from "../change-report.ts";
import { type Describe, entryAbout } from "../describe.ts";
import type { Difference } from "../differences.ts";
import { valueText } from "../value-text.ts";

/** An entry for each field that no section has described, in the words of the file. A new or removed thing has one entry per section. */
export const plainEntries: Describe = ({ differences, owners }) => {
  const left = differences.take([]);
  const keyOf = ({ entry, section, path }: Difference) => (entry ? `${section} ${entry.path.join(".")}` : path.join("."));
  return [...grouped(left, keyOf).values()].flatMap((fields): readonly Entry[] => {
    const [first] = fields;
    if (!first) return [];
    const { entry } = first;
    if (entry) return [newOrGone(fields, first, entry)];
    const { path, before, after, section } = first;
    const text = fieldText(path);
    const words = { change: "changed" as const, subject: text, text, before: valueText(before), after: valueText(after) };
    return [entryAbout(section, fields, words, askedForField(first, owners))];
  });

  function newOrGone(fields: readonly Difference[], first: Difference, { path, change }: NonNullable<Difference["entry"]>): Entry {
    const details = fields.flatMap((field) => {
      const value = change === "added" ? field.after : field.before;
      const name = field.path.slice(path.length).join(".");
      return name === "" || value === undefined ? [] : [`${name}: ${valueText(value)}`];
    });
    const text = `${thingText(path)} ${change === "added" ? "is new" : "goes away"}`;
    const detail = details.length > 0 ? { [change === "added" ? "after" : "before"]: details.join("; ") } : {};
    return entryAbout(first.section, fields, { change, subject: text, text, ...detail }, askedForField(first, owners));
  }
};

/** `replicas of gateways.ingress of cluster east` would read badly: the field keeps its path within its thing. */
function fieldText(path: readonly string[]): string {
  const length = thingLength(path);
  const field = path.slice(length).join(".");
  return field === "" ? thingText(path) : `${field} of ${thingText(path.slice(0, length))}`;
}

/** The cluster, service, half of a grant, root or group that a path leads into, in words. */
export function thingText(path: readonly string[]): string {
  const [top, name = "", half, key = "", as = ""] = path;
  if (top === "clusters") return path.length > 2 ? `${path.slice(2).join(".")} of cluster ${name}` : `cluster ${name}`;
  if (top === "groups") return `group ${name}`;
  if (top === "trust") return name === "roots" ? `root ${half}` : path.join(".");
  if (top !== "services") return "the federation";
  if (half === "expose") return `${name} of ${key}`;
  if (half === "consume") return as === ":" || as === "" ? `the use of ${name} by ${key}` : `${as.replace(/:$/, "")} in ${key}`;
  return `service ${name}`;
}

function thingLength([top, name, half]: readonly string[]): number {
  if (top === "clusters" || top === "groups") return 2;
  if (top === "trust") return name === "roots" ? 3 : 0;
  if (top !== "services") return 1;
  return half === "expose" ? 4 : half === "consume" ? 5 : 2;
}
