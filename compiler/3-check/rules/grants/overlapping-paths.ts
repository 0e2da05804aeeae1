import type { Allow } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { compare } from "../../../findings/finding.ts";
import { uniqueBy } from "../../repeats.ts";
import { exposuresAsWritten } from "../../resolved.ts";
import { error } from "../../rule.ts";

export const overlappingPaths = error("FED345", "paths that overlap", {
  finds: `\
Two services of one exposing cluster have the same consumer, and the "path" of
one begins with the "path" of the other.`,
  why: `\
Between two gateways the prefix says which service a call is for. If one prefix
begins with another, a person or a program that reads the paths there takes
calls of one service for calls of the other. Istio does not: each service has a
host of its own, so no call reaches another service by its path.`,
  wrong: `\
details: { … path: /books/ }
reviews: { … path: /books/reviews/ }`,
  right: `\
details: { … path: /books/details/ }
reviews: { … path: /books/reviews/ }`,
  remark: `\
Prefixes of different consumers, or different exposing clusters, may be the
same.`,
  check({ federation, at, report }) {
    const allows = exposuresAsWritten(federation, at).flatMap(({ active, path, allows }) => (active && path !== undefined ? allows : []));
    // `workloads-path` reports a path in mode workloads.
    const prefixed = allows.filter(
      ({ inactive, exposure, consumer }) => inactive === undefined && federation.modeOf(exposure.cluster, consumer) === "gateways",
    );
    const byPair = grouped(prefixed, ({ exposure, consumer }) => `${exposure.cluster.name} ${consumer.name}`);
    for (const { allow, shorter } of uniqueBy([...byPair.values()].flatMap(overlapsIn), ({ allow }) => allow.exposure)) {
      const { exposure, consumer } = allow;
      const other = shorter.exposure.service.name;
      report({
        at: at.value(exposure.written, "path"),
        message: `for \`${consumer.name}\`, the prefix of \`${exposure.service.name}\` begins with that of \`${other}\` in \`${exposure.cluster.name}\``,
        related: { at: at.value(shorter.exposure.written, "path"), message: `the prefix of \`${other}\`` },
        help: "choose prefixes that do not begin with one another, or remove `path` from one",
      });
    }
  },
});

/** The allows whose prefix begins with that of another, each beside that one. */
function overlapsIn(allows: readonly Allow[]) {
  const [first, ...longer] = allows.toSorted((a, b) => compare(pathOf(a), pathOf(b)));
  let shorter = first;
  return longer.flatMap((allow) => {
    if (shorter && pathOf(allow).startsWith(pathOf(shorter))) return { allow, shorter };
    shorter = allow;
    return [];
  });
}

function pathOf({ exposure }: Allow): string {
  return exposure.path ?? "";
}
