import { clustersNamed, consumePlace, destinationsOf } from "../../entries.ts";
import { uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const selfConsumption = error("FED309", "cluster that uses itself", {
  finds: `A cluster allows a service to itself, or consumes a service from itself.`,
  why: `\
A cluster reaches its own services without the federation: the calls cross no
border, so no gateway can check them. A group under "allow" may contain the
exposing cluster. It is then left out.`,
  wrong: `\
reviews:
  expose:
    cluster2: { ..., allow: { cluster2: { methods: [GET] } } }
  consume:
    cluster1:
      routes:
        - to:
            - { cluster: cluster1, weight: 50 }
            - { cluster: cluster2, weight: 50 }`,
  rightLead: `Right: the local Service of that name is written as "local".`,
  right: `\
        - to:
            - { local: {}, weight: 50 }
            - { cluster: cluster2, weight: 50 }`,
  check({ file, written, consumes, at, report }) {
    // A group that exposes may name a member under `allow`: the others allow it.
    for (const [service, { expose = {} }] of Object.entries(written.services))
      for (const [key, { allow = {} }] of Object.entries(expose))
        if (Object.hasOwn(allow, key) && Object.hasOwn(file.clusters, key))
          report({
            at: at.key(allow, key),
            message: `\`${key}\` allows \`${service}\` to itself`,
            help: "remove this entry: calls within a cluster do not need a grant",
          });
    for (const consume of consumes) {
      const { key, entry, service, serviceEntry } = consume;
      const consumers = clustersNamed(key, file);
      const shown = (name: string) => (name === key ? `\`${name}\`` : `\`${name}\` of the group \`${key}\``);
      const own = destinationsOf(entry).filter(({ cluster }) => cluster !== undefined && consumers.includes(cluster));
      for (const destination of uniqueBy(own, ({ cluster }) => cluster))
        report({
          at: at.value(destination, "cluster"),
          message: `${shown(destination.cluster ?? "")} consumes \`${service}\` from itself`,
          help: "write the local Service of that name as `local: {}`, or remove this cluster",
        });
      const [exposer, second] = Object.keys(serviceEntry.expose ?? {});
      if (entry.routes || entry.failover || exposer === undefined || second !== undefined) continue;
      if (consumers.includes(exposer) && Object.hasOwn(file.clusters, exposer))
        report({
          at: consumePlace(at, consume),
          message: `${shown(exposer)} consumes \`${service}\`, which only it exposes`,
          related: { at: at.key(serviceEntry.expose ?? {}, exposer), message: "exposed here" },
          help: "remove this cluster: it reaches its own services without the federation",
        });
    }
  },
});
