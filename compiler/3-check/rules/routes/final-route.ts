import { error } from "../../rule.ts";

export const finalRoute = error("FED373", "no route for the remaining calls", {
  finds: `\
The last route has a "match", and the local name has no Service of yours that
could take the remaining calls.`,
  why: `\
A call that no route matches has nowhere to go and gets 404. The last route
therefore has no "match" and takes what is left. It may be left out only where
the local name is a Service of yours ("localService: existing"), which then
keeps those calls.`,
  wrong: `\
localService: create
routes:
  - match: { methods: [GET] }
    to: [{ cluster: cluster2 }]`,
  right: `\
localService: create
routes:
  - match: { methods: [GET] }
    to: [{ cluster: cluster2 }]
  - to: [{ cluster: cluster3 }]`,
  check({ federation, consumes, at, report }) {
    for (const { entry, key } of consumes) {
      const last = entry.routes?.at(-1);
      if (!last?.match) continue;
      // An existing Service takes the rest. For a Service without `localService`, another rule asks first whether it exists.
      const isService = entry.as?.split(".").length === 2;
      const takesRest = entry.localService === "existing" || (entry.localService === undefined && isService);
      if (takesRest || federation.clusters.get(key)?.managed === false) continue;
      report({
        at: at.key(last, "match"),
        message: "the last route has a `match`, so calls that no route matches have nowhere to go",
        help: "add a last route without `match`",
      });
    }
  },
});
