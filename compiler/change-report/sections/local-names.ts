import type { Consumption, Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { enumerated } from "../../findings/formats/words.ts";
import { askedForField } from "../asked-for-field.ts";
import type { Entry } from "../change-report.ts";
import { type ComparedVersions, entryAbout } from "../describe.ts";
import type { Difference } from "../differences.ts";

/** A local name of one cluster before and after; undefined where it is not there, or not in force. */
interface NameChange {
  readonly name: string;
  readonly before: Consumption | undefined;
  readonly after: Consumption | undefined;
}

/** Names that appear, go away, or lead to another service. The clusters of a group share an entry. */
export function nameEntries({ before, after, differences, owners }: ComparedVersions): readonly Entry[] {
  const [old, now] = [namesIn(before.federation), namesIn(after.federation)];
  const keys = [...new Set([...now.keys(), ...old.keys()])];
  const changes = keys.flatMap((key): readonly NameChange[] => {
    const [was, is] = [old.get(key), now.get(key)];
    if (was?.service.name === is?.service.name) return [];
    return [{ name: key.slice(key.indexOf(" ") + 1), before: was, after: is }];
  });
  const entries = [...grouped(changes, sameForAll).values()].flatMap((alike) => {
    const [first] = alike;
    const consumption = first && (first.after ?? first.before);
    if (!first || !consumption) return [];
    const causes = alike.flatMap((change) => causesOf(change, differences.left));
    const { service, key } = consumption;
    const path = ["services", service.name, "consume", key, "", "as"];
    return [{ causes, entry: entryAbout("traffic", causes, wordsOf(first, alike), askedForField({ path, section: "traffic" }, owners)) }];
  });
  const explained = new Set(entries.flatMap(({ causes }) => causes.filter(({ section }) => section === "traffic")));
  differences.take([], (difference) => explained.has(difference));
  return entries.map(({ entry }) => entry);
}

export function namesIn({ services }: Federation): ReadonlyMap<string, Consumption> {
  const inForce = services.flatMap(({ consumptions }) => consumptions.filter(({ as, inactive }) => as && inactive === undefined));
  return new Map(inForce.map((one) => [`${one.cluster.name} ${one.written.as}:${one.port}`, one]));
}

function sameForAll({ name, before, after }: NameChange): string {
  return JSON.stringify([name, ...[before, after].map((one) => one && [one.service.name, one.key, one.callers])]);
}

/** The fields of the entry that comes or goes; of one that only gets another name, the name; and whatever puts it out of force. */
function causesOf({ name, before, after }: NameChange, differences: readonly Difference[]): readonly Difference[] {
  const uses = [before, after].flatMap((one) => (one ? [{ service: one.service.name, key: one.key, cluster: one.cluster.name }] : []));
  return differences.filter(({ path: [top, first, half, key, as, field], entry }) => {
    if (top === "clusters") return half === "inactive" && uses.some(({ cluster }) => cluster === first);
    const use = uses.find(({ service }) => top === "services" && service === first);
    if (!use) return top === "groups" && uses.some((one) => one.key === first);
    if (half === "inactive") return true;
    if (half !== "consume" || key !== use.key) return false;
    return entry ? as === name : ["as", "port", "inactive"].includes(field ?? "");
  });
}

function wordsOf({ name, before, after }: NameChange, alike: readonly NameChange[]) {
  const clusters = enumerated(alike.flatMap((change) => (change.after ?? change.before)?.cluster.name ?? []));
  const callers = (consumption: Consumption) => (consumption.callers === "any" ? "everyone" : consumption.callers.join(", "));
  const subject = `${name} in ${clusters}`;
  if (before && after)
    return {
      change: "changed" as const,
      subject,
      text: `${name} in ${clusters} leads to another service`,
      before: before.service.name,
      after: after.service.name,
    };
  if (after)
    return {
      change: "added" as const,
      subject,
      text: `${name} appears in ${clusters} for ${callers(after)}, and leads to ${after.service.name}`,
    };
  const who = before ? callers(before) : "";
  return { change: "removed" as const, subject, text: `${name} goes away in ${clusters} for ${who}: it led to ${before?.service.name}` };
}
