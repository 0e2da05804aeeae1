import { usedNames } from "../../local-names.ts";
import { repeatsBy, uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const duplicateLocalName = error("FED310", "one local name and port for two services", {
  finds: `Two entries of one cluster answer the same local name on the same port.`,
  why: `\
A call to a local name and port leads to one service, so one of the two would
never be called. Names are compared in full: reviews.default and
reviews.default.svc.cluster.local are one. Services may share a name on
different ports.`,
  wrong: `\
reviews:
  consume: { cluster1: { as: shared.default, port: 80, ... } }
ratings:
  consume: { cluster1: { as: shared.default, port: 80, ... } }`,
  right: `\
ratings:
  consume: { cluster1: { as: shared.default, port: 81, ... } }`,
  check({ federation, at, report }) {
    const repeats = usedNames(federation).flatMap(({ consumptions }) => {
      const inTextOrder = consumptions
        .filter(({ port }) => port !== undefined)
        .sort((a, b) => at.value(a.written, "as").start - at.value(b.written, "as").start);
      return repeatsBy(inTextOrder, ({ port }) => port);
    });
    for (const { first, repeat } of uniqueBy(repeats, (pair) => pair.repeat.written)) {
      const { as, cluster, port, service, written } = repeat;
      report({
        at: at.value(written, "as"),
        message: `\`${cluster.name}\` uses \`${as.host}\`, port ${port}, for \`${first.service.name}\` and again for \`${service.name}\``,
        related: { at: at.value(first.written, "as"), message: "first here" },
        help: "choose another name or another port for one of them",
      });
    }
  },
});
