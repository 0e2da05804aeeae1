import type { FederationFile } from "../../../1-load/federation-file.ts";
import { destinationsOf, entriesOf } from "../../entries.ts";
import type { Rule } from "../../rule.ts";

export const unused: Rule = {
  code: "FED333",
  severity: "warning",
  title: "unused group or root",
  finds: `No "allow" and no "consume" names a group, or no cluster names a root.`,
  why: `\
The entry has no effect. It may be a leftover, or another name was written where
this one was meant.`,
  example: `\
No effect:

  groups:
    stores: [store-1, store-2]      # no other entry names stores

Remove it, or use it:

  allow:
    stores: { methods: [GET] }`,
  check({ file, at, report }) {
    const { groups = {}, trust, clusters } = file;
    const isRoot = new Set(Object.keys(trust.roots));
    const named = namedKeys(file);
    // While some name exists nowhere, what looks unused may be what was meant.
    if ([...named].every((key) => Object.hasOwn(clusters, key) || Object.hasOwn(groups, key)))
      for (const name of Object.keys(groups))
        if (!named.has(name) && !Object.hasOwn(clusters, name) && groups[name]?.every((member) => Object.hasOwn(clusters, member)))
          report({
            at: at.key(groups, name),
            message: `nothing uses the group \`${name}\``,
            help: "take it away, or name it under `allow` or `consume`",
          });
    const roots = new Set(
      Object.values(clusters).flatMap((cluster) => [cluster.trust?.gateways?.root ?? [], cluster.trust?.workloads?.root ?? []].flat()),
    );
    if ([...roots].every((root) => isRoot.has(root)))
      for (const name of isRoot)
        if (!roots.has(name))
          report({
            at: at.key(trust.roots, name),
            message: `no cluster uses the root \`${name}\``,
            help: "take it away, or name it in a cluster's `trust`",
          });
  },
};

/** Also where a group cannot stand: that is told already. */
function namedKeys(file: FederationFile): ReadonlySet<string> {
  const { exposes, allows, consumes } = entriesOf(file);
  const destinations = consumes.flatMap(({ entry }) => destinationsOf(entry).flatMap(({ cluster }) => cluster ?? []));
  return new Set([...[...exposes, ...allows, ...consumes].map(({ key }) => key), ...destinations]);
}
