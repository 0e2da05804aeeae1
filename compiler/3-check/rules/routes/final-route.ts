import type { ConsumeEntry, FederationFile } from "../../../1-load/federation-file.ts";
import { entriesOf } from "../../entries.ts";
import type { Rule } from "../../rule.ts";

/** Some route is for the calls that no other one is for, where there is no local Service to take them. */
export const finalRoute: Rule = {
  code: "FED373",
  severity: "error",
  title: "no route for the remaining calls",
  finds: `\
A call that no route matches has nowhere to go and is answered with 404.`,
  why: `\
So the
last route has no "match" and takes what is left. Only where the local name is a
Service of yours ("localService: existing") may it be left out: whatever no
route matches then stays with that Service.`,
  example: `\
Wrong:

  localService: create
  routes:
    - match: { methods: [GET] }
      to: [{ cluster: cluster2 }]

Right:

  localService: create
  routes:
    - match: { methods: [GET] }
      to: [{ cluster: cluster2 }]
    - to: [{ cluster: cluster3 }]`,
  check({ file, at, report }) {
    for (const { entry, key } of entriesOf(file).consumes) {
      const last = entry.routes?.at(-1);
      if (!last?.match || maySay(entry) || isUnmanaged(file, key)) continue;
      report({
        at: at.key(last, "match"),
        message: "the last route has a `match`, so calls that no route matches have nowhere to go",
        help: "add a last route without `match`",
      });
    }
  },
};

/** An existing Service takes the rest; whether it exists must be said first where it is a Service. */
function maySay({ localService, as }: ConsumeEntry): boolean {
  return localService === "existing" || (localService === undefined && as?.split(".").length === 2);
}

function isUnmanaged({ clusters }: FederationFile, key: string): boolean {
  return Object.hasOwn(clusters, key) && clusters[key]?.managed === false;
}
