import { clustersNamed, destinationsOf } from "../../entries.ts";
import { note } from "../../rule.ts";

export const unconnectedCluster = note("FED334", "cluster without services", {
  finds: `\
No service names a cluster under "expose", "allow" or "consume", and no
assertion names it either.`,
  why: `\
This is how a cluster begins, and it may be what you want: its overlay holds its
namespace and a marker. It may also be a cluster that was forgotten. An
assertion such as "never: { from: cluster3, to: payments }" shows that it is
meant.`,
  wrongLead: `Not connected:`,
  wrong: `\
clusters:
  cluster3: { hostname: c3.example.com, ... }`,
  rightLead: `Connected:`,
  right: `\
services:
  reviews:
    consume:
      cluster3: { as: reviews.default, ... }`,
  check({ file, federation, exposes, allows, consumes, at, report }) {
    const { clusters, groups = {} } = file;
    const keys = new Set([...exposes, ...allows, ...consumes].map(({ key }) => key));
    // An unknown name may be a misspelling of any of them.
    if ([...keys].some((key) => !Object.hasOwn(clusters, key) && !Object.hasOwn(groups, key))) return;
    const named = new Set([
      ...[...keys].flatMap((key) => clustersNamed(key, file)),
      ...consumes.flatMap(({ entry }) => destinationsOf(entry).map(({ cluster }) => cluster)),
      ...federation.assertions.flatMap(({ from, at }) => [from, at].flatMap((names) => (names === "any" ? [] : [...names]))),
    ]);
    for (const [name, { inactive }] of Object.entries(clusters))
      if (inactive === undefined && !named.has(name))
        report({
          at: at.key(clusters, name),
          message: `no service and no assertion names \`${name}\``,
          help: "to connect it, name it under `expose` or `consume` of a service",
        });
  },
});
