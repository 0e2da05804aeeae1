import type { FederationFile } from "../../../1-load/federation-file.ts";
import { entriesOf } from "../../entries.ts";
import type { Rule } from "../../rule.ts";

/** No caller is listed beside the whole of its namespace. */
export const coveredCaller: Rule = {
  code: "FED355",
  severity: "warning",
  title: "caller that is listed already",
  finds: `"namespace/*" is every service account of a namespace.`,
  why: `\
One that is listed beside
it adds nothing, and makes the list look narrower than it is; to take it out
later would revoke nothing.`,
  example: `\
Wrong:

  callers: [shop/*, shop/web]

Right, for everyone in the namespace:

  callers: [shop/*]

and for one of them:

  callers: [shop/web]`,
  check({ file, at, report }) {
    for (const callers of callerLists(file)) {
      const whole = new Map<string, number>();
      for (const [index, caller] of callers.entries()) if (caller.endsWith("/*")) whole.set(caller.slice(0, -2), index);
      if (whole.size === 0) continue;
      for (const [index, caller] of callers.entries()) {
        const other = whole.get(caller.slice(0, caller.indexOf("/")));
        if (other === undefined || other === index) continue;
        report({
          at: at.key(callers, index),
          message: `\`${caller}\` is included in \`${callers[other]}\``,
          related: { at: at.key(callers, other), message: "everyone in that namespace" },
          help: "leave one of the two out",
        });
      }
    }
  },
};

function callerLists(file: FederationFile): readonly (readonly string[])[] {
  const { exposes, allows, consumes } = entriesOf(file);
  const lists = [
    ...exposes.map(({ entry }) => (entry.protect?.callers === "none" ? undefined : entry.protect?.callers)),
    ...allows.flatMap(({ alternatives }) => alternatives.map(({ callers }) => (callers === "any" ? undefined : callers))),
    ...consumes.map(({ entry }) => (entry.callers === "any" ? undefined : entry.callers)),
  ];
  return lists.flatMap((list) => (list ? [list] : []));
}
