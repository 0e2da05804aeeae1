import { consumePlace, destinationsOf, entriesOf, type WrittenConsume } from "../../entries.ts";
import type { Rule, RuleContext } from "../../rule.ts";

export const selfConsumption: Rule = {
  code: "FED309",
  severity: "error",
  title: "a cluster that uses itself",
  finds: `A cluster allows a service to itself, or consumes a service from itself.`,
  why: `\
A cluster reaches its own services without the federation: the calls cross no
border, so no gateway can check them. A group under "allow" may contain the
exposing cluster. It is then left out.`,
  example: `\
Wrong:

  reviews:
    expose:
      cluster2: { ..., allow: { cluster2: { methods: [GET] } } }
    consume:
      cluster1:
        routes:
          - to:
              - { cluster: cluster1, weight: 50 }
              - { cluster: cluster2, weight: 50 }

Right: the local Service of that name is written as "local".

          - to:
              - { local: {}, weight: 50 }
              - { cluster: cluster2, weight: 50 }`,
  check(context) {
    const { file, at, report } = context;
    const { allows, consumes } = entriesOf(file);
    for (const { expose, key, within } of allows)
      if (key === expose.key && Object.hasOwn(file.clusters, key))
        report({
          at: at.key(within, key),
          message: `\`${key}\` allows \`${expose.service}\` to itself`,
          help: "take this entry away: calls within a cluster need no grant",
        });
    for (const consume of consumes) checkConsume(consume, context);
  },
};

function checkConsume(consume: WrittenConsume, { file, at, report }: RuleContext): void {
  const { key, entry, service, serviceEntry } = consume;
  const consumers = new Set(Object.hasOwn(file.clusters, key) ? [key] : (file.groups?.[key] ?? []));
  const as = (name: string) => (name === key ? `\`${name}\`` : `\`${name}\` of the group \`${key}\``);
  const help = "write the local Service of that name as `local: {}`, or leave this cluster out";
  if (entry.routes || entry.failover) {
    const reported = new Set<string>();
    for (const destination of destinationsOf(entry)) {
      const { cluster } = destination;
      if (cluster === undefined || !consumers.has(cluster) || reported.has(cluster)) continue;
      reported.add(cluster);
      report({ at: at.value(destination, "cluster"), message: `${as(cluster)} consumes \`${service}\` from itself`, help });
    }
    return;
  }
  const expose = serviceEntry.expose ?? {};
  const [exposer, ...others] = Object.keys(expose);
  if (exposer === undefined || others.length > 0 || !consumers.has(exposer) || !Object.hasOwn(file.clusters, exposer)) return;
  report({
    at: consumePlace(at, consume),
    message: `${as(exposer)} consumes \`${service}\`, which only it exposes`,
    related: { at: at.key(expose, exposer), message: "exposed here" },
    help: "leave this cluster out: it reaches its own services without the federation",
  });
}
