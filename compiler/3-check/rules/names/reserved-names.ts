import { isDeviceName } from "../../device-name.ts";
import { error } from "../../rule.ts";

export const groupNames = error("FED304", "group with the name of a cluster", {
  finds: `A key under "groups" is also a key under "clusters".`,
  why: `\
A key of "allow" or "consume" may name a cluster or a group. With one name for
both, a grant for the cluster could be read as a grant for the whole group.`,
  wrong: `\
clusters:
  stores: { hostname: stores.example.com }
groups:
  stores: [store-1, store-2]`,
  right: `\
groups:
  all-stores: [store-1, store-2]`,
  check({ file, at, report }) {
    const { groups = {}, clusters } = file;
    for (const name of Object.keys(groups))
      if (Object.hasOwn(clusters, name))
        report({
          at: at.key(groups, name),
          message: `the group \`${name}\` has the name of a cluster`,
          related: { at: at.key(clusters, name), message: "the cluster" },
          help: "give the group another name",
        });
  },
});

export const reservedClusterName = error("FED305", "reserved name", {
  finds: `\
A cluster is called "failover", or has a name that Windows reserves for a
device: con, prn, aux, nul, com0 to com9, lpt0 to lpt9. Or a cluster, a group or
a service is called "any".`,
  why: `\
A cluster's name becomes the name of a folder and a part of host names. In host
names, "failover" stands for a group of exposing clusters. A repository with a
folder called like a device cannot be checked out on Windows. In an assertion,
"any" means all clusters, or all services.`,
  wrong: `\
clusters:
  aux: { hostname: aux.example.com }`,
  right: `\
clusters:
  auxiliary: { hostname: aux.example.com }`,
  check({ file, at, report }) {
    const { clusters, groups = {}, services } = file;
    for (const [kind, entries] of Object.entries({ cluster: clusters, group: groups, service: services }))
      if (Object.hasOwn(entries, "any"))
        report({
          at: at.key<Readonly<Record<string, unknown>>>(entries, "any"),
          message: `a ${kind} cannot be called \`any\`: assertions use that word for all of them`,
          help: `give the ${kind} another name`,
        });
    for (const name of Object.keys(clusters)) {
      const reason =
        name === "failover"
          ? "names of failover groups contain that word"
          : isDeviceName(name)
            ? "Windows does not allow a folder of that name"
            : undefined;
      if (reason !== undefined)
        report({
          at: at.key(clusters, name),
          message: `a cluster cannot be called \`${name}\`: ${reason}`,
          help: "give the cluster another name",
        });
    }
  },
});

export const reservedFederationName = error("FED335", "reserved federation name", {
  finds: `\
The federation is called "svc", "localhost", "internal" or "local", or like the
last label of some cluster's domain ("istio.domain").`,
  why: `\
The federation's name is the end of host names, such as
reviews.cluster1.bookinfo for a failover group. Under "svc" such a name would
look like a Service, "localhost" is the pod itself, and ".internal" already ends
other names of the federation. Under "local", or the end of a cluster's domain,
the names could meet those of the cluster's own Services.`,
  wrong: `metadata: { name: internal }`,
  right: `metadata: { name: bookinfo }`,
  check({ federation, file, at, report }) {
    const { name } = file.metadata;
    const domains = [...federation.clusters.values()].map(({ istio }) => istio.domain.slice(istio.domain.lastIndexOf(".") + 1));
    if (["svc", "localhost", "internal", "local", ...domains].includes(name))
      report({
        at: at.value(file.metadata, "name"),
        message: `a federation cannot be called \`${name}\`: host names that end in it have another meaning`,
        help: "choose another name",
      });
  },
});
