import { destinationsOf } from "../../entries.ts";
import { warning } from "../../rule.ts";
import { assertedClusters } from "../../written-values.ts";

export const unused = warning("FED333", "unused group or root", {
  finds: `No "allow", no "consume" and no assertion names a group, or no cluster names a
root.`,
  why: `\
The entry has no effect. It may be a leftover, or another name was written where
this one was meant.`,
  wrongLead: `No effect:`,
  wrong: `\
groups:
  stores: [store-1, store-2]      # no other entry names stores`,
  rightLead: `Remove it, or use it:`,
  right: `\
allow:
  stores: { methods: [GET] }`,
  check({ file: { groups = {}, trust, clusters }, federation, exposes, allows, consumes, at, report }) {
    // Also groups where only a cluster can stand: `unknown-cluster` reports those.
    const keys = new Set([
      ...[...exposes, ...allows, ...consumes].map(({ key }) => key),
      ...consumes.flatMap(({ entry }) => destinationsOf(entry).flatMap(({ cluster }) => cluster ?? [])),
      ...federation.assertions.flatMap(({ written }) => assertedClusters(at, written).map(({ value }) => value)),
    ]);
    const isCluster = (name: string) => Object.hasOwn(clusters, name);
    // While some name is unknown, an entry that looks unused may be the one that was meant.
    if ([...keys].every((key) => isCluster(key) || Object.hasOwn(groups, key)))
      for (const [name, members] of Object.entries(groups))
        if (!keys.has(name) && !isCluster(name) && members.every(isCluster))
          report({
            at: at.key(groups, name),
            message: `nothing uses the group \`${name}\``,
            help: "remove it, or name it under `allow`, under `consume` or in an assertion",
          });
    const roots = new Set(
      Object.values(clusters).flatMap(({ trust }) => [trust?.gateways, trust?.workloads].flatMap((part) => part?.root ?? [])),
    );
    if ([...roots].every((root) => Object.hasOwn(trust.roots, root)))
      for (const name of Object.keys(trust.roots))
        if (!roots.has(name))
          report({
            at: at.key(trust.roots, name),
            message: `no cluster uses the root \`${name}\``,
            help: "remove it, or name it in a cluster's `trust`",
          });
  },
});
