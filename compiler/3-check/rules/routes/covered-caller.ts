import { namespaceOf } from "../../../2-resolve/caller-lists.ts";
import { warning } from "../../rule.ts";

export const coveredCaller = warning("FED355", "caller that is already listed", {
  finds: `\
A list of callers names a service account, and also "namespace/*", which is
every service account of its namespace.`,
  why: `\
The single account adds nothing, and the list looks narrower than it is. Someone
who takes the account out later, to revoke its access, revokes nothing.`,
  example: `\
Wrong:

  callers: [shop/*, shop/web]

Right, for everyone in the namespace:

  callers: [shop/*]

and for one of them:

  callers: [shop/web]`,
  check({ exposes, allows, consumes, at, report }) {
    const lists = [
      ...exposes.map(({ entry }) => entry.protect?.callers),
      ...allows.flatMap(({ alternatives }) => alternatives.map(({ callers }) => callers)),
      ...consumes.map(({ entry }) => entry.callers),
    ];
    for (const callers of lists.filter((list) => typeof list === "object")) {
      if (!callers.some((caller) => caller.endsWith("/*"))) continue;
      const indexOf = new Map(callers.map((caller, index) => [caller, index]));
      for (const [index, caller] of callers.entries()) {
        const whole = indexOf.get(`${namespaceOf(caller)}/*`);
        if (whole === undefined || whole === index) continue;
        report({
          at: at.key(callers, index),
          message: `\`${caller}\` is included in \`${callers[whole]}\``,
          related: { at: at.key(callers, whole), message: "everyone in that namespace" },
          help: "leave one of the two out",
        });
      }
    }
  },
});
