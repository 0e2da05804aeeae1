import { entriesOf } from "../entries.ts";
import { quoted } from "../quoted.ts";
import type { Rule } from "../rule.ts";

/** Who has an existing Service routed knows that it is routed for everyone in the callers' namespaces. */
export const existingWithoutLabels: Rule = {
  code: "FED353",
  severity: "warning",
  title: "existing Service routed for everyone",
  explain: `\
"callers" says who is let through to the other cluster. It does not say whose
calls are routed: routing is by namespace, so every pod in the callers'
namespaces gets the routes, and one that is no caller is refused instead of
reaching what it reached so far.

Warned of: every pod in shop calls cluster2 now, and all but shop/web get 403.

  as: reviews.shop
  localService: existing
  callers: [shop/web]

With labels of the callers' pods only their calls are routed; everyone else
keeps the local Service:

  as: reviews.shop
  localService: existing
  callers: [shop/web]
  callerLabels: { app: web }

The warning is about a change for others. Where all pods of these namespaces are
meant, leave it as it is.
`,
  check({ file, at, report }) {
    for (const { entry, service, serviceEntry } of entriesOf(file).consumes) {
      const { localService, callerLabels, callers, failover } = entry;
      if (localService !== "existing" || callerLabels || callers === undefined) continue;
      // There labels cannot be had: its endpoints are the same for a whole namespace.
      if (failover?.some(({ local }) => local) || entry.inactive !== undefined || serviceEntry.inactive !== undefined) continue;
      const namespaces = new Set(callers === "any" ? [] : callers.map((caller) => caller.slice(0, caller.indexOf("/"))));
      const whose = callers === "any" ? "every namespace" : `the ${namespaces.size > 1 ? "namespaces" : "namespace"} ${quoted(namespaces)}`;
      report({
        at: at.value(entry, "localService"),
        message: `calls of \`${entry.as ?? service}\` are routed for everyone in ${whose}, not for the callers alone`,
        help: "add `callerLabels`, labels of the callers' pods, if everyone else is to keep what the name leads to now",
      });
    }
  },
};
