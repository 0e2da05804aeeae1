import { usedNames } from "../../local-names.ts";
import type { Rule } from "../../rule.ts";

/** One local name and port of a cluster means one service. */
export const duplicateLocalName: Rule = {
  code: "FED310",
  severity: "error",
  title: "one local name and port for two",
  finds: `A call to a local name and port leads to one service.`,
  why: `\
Two entries of one cluster
that answer the same name on the same port cannot both have it. Names are
compared in full: reviews.default and reviews.default.svc.cluster.local are one.
Services may share a name on different ports.`,
  example: `\
Wrong:

  reviews:
    consume: { cluster1: { as: shared.default, port: 80, ... } }
  ratings:
    consume: { cluster1: { as: shared.default, port: 80, ... } }

Right:

  ratings:
    consume: { cluster1: { as: shared.default, port: 81, ... } }`,
  check({ federation, at, report }) {
    const reported = new Set<object>();
    for (const { cluster, host, consumptions } of usedNames(federation)) {
      if (consumptions.length < 2) continue;
      const entries = consumptions
        .filter(({ port }) => port !== undefined)
        .map((consumption) => ({ consumption, place: at.value(consumption.written, "as") }))
        .sort((a, b) => a.place.start - b.place.start);
      const firstOfPort = new Map<number | undefined, (typeof entries)[number]>();
      for (const entry of entries) {
        const { service, port, written } = entry.consumption;
        const first = firstOfPort.get(port);
        if (!first) firstOfPort.set(port, entry);
        else if (!reported.has(written)) {
          reported.add(written);
          report({
            at: entry.place,
            message: `\`${cluster.name}\` uses \`${host}\`, port ${port}, for \`${first.consumption.service.name}\` and again for \`${service.name}\``,
            related: { at: first.place, message: "first here" },
            help: "choose another name or another port for one of them",
          });
        }
      }
    }
  },
};
