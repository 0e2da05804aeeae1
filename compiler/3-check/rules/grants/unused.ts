import type { ConsumeAsWritten } from "../../../1-load/federation-file.ts";
import { warning } from "../../rule.ts";
import { assertedClusters } from "../../written-values.ts";

export const unused = warning("FED333", "unused group or root", {
  finds: `\
No service, pair, assertion or other group names a group, or no cluster names a
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
  check({ written, file: { trust, clusters }, federation, allows, at, report }) {
    const { groups = {} } = written;
    const services = Object.values(written.services);
    const entries = services.flatMap(({ consume = {} }) => Object.values(consume).flatMap((entry) => [entry].flat()));
    // Also groups where only a cluster can stand: `unknown-cluster` reports those.
    const keys = new Set([
      ...services.flatMap(({ expose = {}, consume = {} }) => [...Object.keys(expose), ...Object.keys(consume)]),
      ...allows.map(({ key }) => key),
      ...entries.flatMap(namedDestinations),
      ...(written.trust.pairs ?? []).flatMap(({ between }) => between),
      ...federation.assertions.flatMap(({ written }) => assertedClusters(at, written).map(({ value }) => value)),
    ]);
    const inGroups = new Set(Object.entries(groups).flatMap(([name, members]) => members.filter((member) => member !== name)));
    const isCluster = (name: string) => Object.hasOwn(clusters, name);
    // While some name is unknown, an entry that looks unused may be the one that was meant.
    if ([...keys].every((key) => isCluster(key) || Object.hasOwn(groups, key)))
      for (const [name, members] of Object.entries(groups))
        if (
          !keys.has(name) &&
          !inGroups.has(name) &&
          !isCluster(name) &&
          members.every((member) => isCluster(member) || Object.hasOwn(groups, member))
        )
          report({
            at: at.key(groups, name),
            message: `nothing uses the group \`${name}\``,
            help: "remove it, or name it where a cluster may stand",
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

function namedDestinations({ routes = [], failover = [] }: ConsumeAsWritten): readonly string[] {
  const listed = typeof failover === "string" ? [{ cluster: failover }] : failover;
  return [...routes.flatMap(({ to }) => to), ...listed].flatMap(({ cluster }) => cluster ?? []);
}
