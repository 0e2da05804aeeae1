import type { Place } from "../../../findings/source.ts";
import { nameSuggester } from "../../../findings/suggest.ts";
import { destinationsOf } from "../../entries.ts";
import { uniqueBy } from "../../repeats.ts";
import { error, type RuleContext } from "../../rule.ts";
import { assertedClusters, assertedServices } from "../../written-values.ts";

/** Words that a user may write for all clusters. */
const everyCluster = /^(?:any|all|every|everyone|everybody)$/;
const nowhere = "there is no word for all clusters: name each of them, or a group";
const alone = "write `any` if all are meant, alone and not in a list";

export const unknownCluster = error("FED301", "unknown cluster", {
  finds: `\
A name stands where a cluster or a group must stand, but neither "clusters" nor
"groups" lists it. Or a group stands where only a cluster can: among the
destinations of a route.`,
  why: `\
Such a name is nearly always a misspelling. Without this check a grant for a
misspelled name would have no effect, and nothing would show it.`,
  wrongLead: `Wrong, where the cluster is called cluster1:`,
  wrong: `\
allow:
  clutser1: { methods: [GET] }`,
  right: `\
allow:
  cluster1: { methods: [GET] }`,
  check(context) {
    const { at, report } = context;
    const { clusters, groups = {} } = context.written;
    const isGroup = (name: string) => Object.hasOwn(groups, name);
    const isCluster = (name: string) => Object.hasOwn(clusters, name);
    const suggestCluster = nameSuggester(Object.keys(clusters), "list it under `clusters`, or name one that is listed there");
    const suggestKey = nameSuggester(
      [...Object.keys(clusters), ...Object.keys(groups)],
      "list it under `clusters` or `groups`, or name one that is listed there",
    );
    const unknown = unknownMentions(context, isCluster, (name) => isCluster(name) || isGroup(name));
    // Once per service: otherwise a cluster that was renamed would fill the screen.
    for (const { name, place, isKey, inAssertion } of uniqueBy(unknown, ({ name, place, service }) =>
      service ? `${service} ${name}` : place,
    ))
      if (isKey)
        report({
          at: place,
          message: `\`${name}\` is neither a cluster nor a group`,
          help: everyCluster.test(name) ? (inAssertion ? alone : nowhere) : suggestKey(name),
        });
      else if (isGroup(name))
        report({
          at: place,
          message: `\`${name}\` is a group, and only a cluster can stand here`,
          related: { at: at.key(groups, name), message: "the group" },
          help: "a route gives each cluster a share: name them one by one, each with its `weight`; in `failover`, a group may stand",
        });
      else report({ at: place, message: `\`${name}\` is not a cluster of the federation`, help: suggestCluster(name) });
  },
});

/** A place that names a cluster, and the service that it belongs to. */
interface Mention {
  readonly name: string;
  readonly place: Place;
  readonly service?: string;
  /** It may also name a group. */
  readonly isKey?: true;
  readonly inAssertion?: true;
}

function unknownMentions(
  { written, federation, exposes, consumes, at }: RuleContext,
  isCluster: (name: string) => boolean,
  isClusterOrGroup: (name: string) => boolean,
): readonly Mention[] {
  const itemsOf = (names: readonly string[]) =>
    names.flatMap((name, index) => (isClusterOrGroup(name) ? [] : { name, place: at.value(names, index), isKey: true as const }));
  const keysOf = (entries: Readonly<Record<string, unknown>>, service: string) =>
    Object.keys(entries)
      .filter((name) => !isClusterOrGroup(name))
      .map((name) => ({ name, place: at.key(entries, name), service, isKey: true as const }));
  return [
    ...Object.values(written.groups ?? {}).flatMap(itemsOf),
    ...(written.trust.pairs ?? []).flatMap(({ between }) => itemsOf(between)),
    ...Object.entries(written.services).flatMap(([service, { expose }]) => keysOf(expose ?? {}, service)),
    ...exposes.flatMap(({ entry, service }) => keysOf(entry.allow ?? {}, service)),
    ...Object.entries(written.services).flatMap(([service, { consume }]) => keysOf(consume ?? {}, service)),
    ...consumes.flatMap(({ entry, service }) =>
      destinationsOf(entry).flatMap((destination) => {
        const { cluster: name } = destination;
        if (name === undefined || isCluster(name)) return [];
        const isInFailover = entry.failover?.includes(destination) ?? false;
        return { name, place: at.value(destination, "cluster"), service, ...(isInFailover && { isKey: true as const }) };
      }),
    ),
    ...federation.assertions.flatMap(({ written }) =>
      assertedClusters(at, written)
        .filter(({ value }) => !isClusterOrGroup(value))
        .map(({ value: name, place }) => ({ name, place, isKey: true as const, inAssertion: true as const })),
    ),
  ];
}

export const unknownRoot = error("FED302", "unknown root", {
  finds: `The "root" of a cluster's gateways or workloads is not a key of "trust.roots".`,
  why: `\
The root says which authority signs the cluster's certificates. Without its
public certificate the other clusters cannot check who is calling.`,
  wrongLead: `Wrong, where "trust.roots" has example-ca:`,
  wrong: `trust: { gateways: { root: exmaple-ca } }`,
  right: `trust: { gateways: { root: example-ca } }`,
  check({ file, at, report }) {
    const { roots } = file.trust;
    const suggest = nameSuggester(Object.keys(roots), "list its public certificate under `trust.roots`");
    for (const [name, { trust }] of Object.entries(file.clusters))
      for (const part of [trust?.gateways, trust?.workloads]) {
        if (part?.root === undefined || Object.hasOwn(roots, part.root)) continue;
        report({
          at: at.value(part, "root"),
          message: `\`${name}\` names the root \`${part.root}\`, which is not listed under \`trust.roots\``,
          help: suggest(part.root),
        });
      }
  },
});

export const unknownService = error("FED303", "unknown service", {
  finds: `A service that an assertion names is not a key of "services".`,
  why: `\
An assertion about a service that does not exist would guard nothing: "never"
would hold whatever the grants say.`,
  wrongLead: `Wrong, where the service is called payments:`,
  wrong: `\
assertions:
  - never: { from: cluster3, to: payment }`,
  right: `\
assertions:
  - never: { from: cluster3, to: payments }`,
  check({ file, federation, at, report }) {
    const suggest = nameSuggester(Object.keys(file.services), "name a key of `services`");
    for (const { written } of federation.assertions)
      for (const { value: name, place } of assertedServices(at, written))
        if (!Object.hasOwn(file.services, name))
          report({
            at: place,
            message: `an assertion names \`${name}\`, which is not listed under \`services\``,
            help: name === "any" ? alone : suggest(name),
          });
  },
});
