import { error } from "../../rule.ts";

export const groupCircle = error("FED372", "group that holds itself", {
  finds: `A group is a member of itself, or of a group that it holds.`,
  why: `\
Such a group names no clusters that another one does not name. Nearly always one
of the names is wrong.`,
  wrong: `\
groups:
  eu: [store-1, north]
  north: [store-2, eu]`,
  right: `\
groups:
  eu: [store-1, north]
  north: [store-2]`,
  check({ written, at, report }) {
    const { clusters, groups = {} } = written;
    const done = new Set<string>();
    const follow = (name: string, way: readonly string[]): void => {
      const members = groups[name] ?? [];
      for (const [index, member] of members.entries()) {
        if (Object.hasOwn(clusters, member) || !Object.hasOwn(groups, member)) continue;
        const circle = [...way, name];
        const start = circle.indexOf(member);
        if (start >= 0)
          report({
            at: at.value(members, index),
            message: `the group \`${member}\` holds itself: ${[...circle.slice(start), member].map((one) => `\`${one}\``).join(", which holds ")}`,
            help: "take one of these names out of its list",
          });
        else if (!done.has(member)) follow(member, circle);
      }
      done.add(name);
    };
    for (const name of Object.keys(groups)) if (!done.has(name)) follow(name, []);
  },
});
