import type { Place } from "../../../findings/source.ts";
import { destinationsOf, entriesOf } from "../../entries.ts";
import { nameSuggester } from "../../name-suggester.ts";
import type { Rule } from "../../rule.ts";

/** Words that look as if all clusters were meant. */
const everyCluster = /^(?:any|all|every|everyone|everybody)$/;

export const unknownCluster: Rule = {
  code: "FED301",
  severity: "error",
  title: "unknown cluster",
  finds: `\
A name stands where a cluster must stand, but "clusters" does not list it. Or a
group stands where only one cluster can: as an exposing cluster, as a
destination, as a member of a group, in "trust.pairs" or in an assertion.`,
  why: `\
Such a name is nearly always a misspelling. Without this check a grant for a
misspelled name would have no effect, and nothing would show it.`,
  example: `\
Wrong, where the cluster is called cluster1:

  allow:
    clutser1: { methods: [GET] }

Right:

  allow:
    cluster1: { methods: [GET] }`,
  check({ file, at, report }) {
    const { groups = {} } = file;
    const clusters = Object.keys(file.clusters);
    const suggestCluster = nameSuggester(clusters, "list it under `clusters`, or name one that is listed there");
    const suggestListed = nameSuggester(
      [...clusters, ...Object.keys(groups)],
      "list it under `clusters` or `groups`, or name what is listed there",
    );
    const suggestKey = (name: string) =>
      everyCluster.test(name) ? "no word means every cluster: name each, or a group of them" : suggestListed(name);

    const reported = new Set<string>();
    /** Whether a service names it for the first time: a cluster that was renamed would fill the screen. */
    function isFirst(name: string, service: string): boolean {
      const before = reported.size;
      return reported.add(`${service} ${name}`).size > before;
    }

    /** A name that is the value of a field or an item of a list, as only a cluster's can be. */
    function checkValue<T extends object>(parent: T, key: (keyof T & string) | number, name: string | undefined): void {
      if (name !== undefined && !Object.hasOwn(file.clusters, name)) reportCluster(name, at.value(parent, key));
    }

    function reportCluster(name: string, place: Place): void {
      const group = Object.hasOwn(groups, name);
      report({
        at: place,
        message: group ? `\`${name}\` is a group, and only a cluster can stand here` : `\`${name}\` is not a cluster of the federation`,
        ...(group && { related: { at: at.key(groups, name), message: "the group" } }),
        help: group ? "name its clusters one by one" : suggestCluster(name),
      });
    }

    function checkKeys(entries: Readonly<Record<string, unknown>>, service: string): void {
      for (const name of Object.keys(entries))
        if (!Object.hasOwn(file.clusters, name) && !Object.hasOwn(groups, name) && isFirst(name, service))
          report({ at: at.key(entries, name), message: `\`${name}\` is neither a cluster nor a group`, help: suggestKey(name) });
    }

    for (const members of Object.values(groups)) for (const [i, name] of members.entries()) checkValue(members, i, name);
    for (const { between } of file.trust.pairs ?? []) for (const [i, name] of between.entries()) checkValue(between, i, name);
    const { exposes, consumes } = entriesOf(file);
    for (const { key, within, entry, service } of exposes) {
      if (!Object.hasOwn(file.clusters, key) && isFirst(key, service)) reportCluster(key, at.key(within, key));
      checkKeys(entry.allow ?? {}, service);
    }
    for (const [service, { consume }] of Object.entries(file.services)) checkKeys(consume ?? {}, service);
    for (const { entry, service } of consumes)
      for (const destination of destinationsOf(entry)) {
        const { cluster } = destination;
        if (cluster !== undefined && !Object.hasOwn(file.clusters, cluster) && isFirst(cluster, service))
          reportCluster(cluster, at.value(destination, "cluster"));
      }
    for (const { never, always } of file.assertions ?? []) {
      const call = never ?? always;
      if (!call) continue;
      checkValue(call, "from", call.from);
      checkValue(call, "at", call.at);
    }
  },
};
