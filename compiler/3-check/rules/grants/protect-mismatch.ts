import { labelsText } from "../../../1-load/labels-text.ts";
import type { Exposure } from "../../../2-resolve/federation.ts";
import { sorted } from "../../../2-resolve/names.ts";
import { exposurePlace, exposuresAsWritten } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";

export const protectMismatch: Rule = {
  code: "FED349",
  severity: "error",
  title: "one port protected in two ways",
  finds: `\
Two services are served by the same pods and port, and their "protect" lists
differ, or only one of them has "protect".`,
  why: `\
"protect" becomes a policy that denies every caller that is not listed, and
denials add up: only callers on both lists get through. A service without
"protect" is then protected all the same.`,
  example: `\
Wrong:

  # both with selector: { app: ratings } and targetPort: 9080
  ratings:       { … protect: { callers: [shop/web] } }
  ratings-admin: { … protect: { callers: [shop/admin] } }

Right: one list for both.

  ratings:       { … protect: { callers: [shop/web, shop/admin] } }
  ratings-admin: { … protect: { callers: [shop/web, shop/admin] } }`,
  check({ federation, at, report }) {
    const first = new Map<string, Exposure>();
    for (const exposure of exposuresAsWritten(federation, at)) {
      const { cluster, local, selector, targetPort, service, active } = exposure;
      if (!active || !selector || targetPort === undefined) continue;
      const pods = `${cluster.name} ${local.namespace} ${targetPort} ${labelsText(selector)}`;
      const other = first.get(pods);
      if (!other) first.set(pods, exposure);
      else if (protection(other) !== protection(exposure))
        report({
          at: exposure.protect ? at.key(exposure.written, "protect") : exposurePlace(at, exposure),
          message: `\`${service.name}\` and \`${other.service.name}\` are served by the same pods and port of \`${cluster.name}\`, but protected differently`,
          related: {
            at: other.protect ? at.key(other.written, "protect") : exposurePlace(at, other),
            message: other.protect ? "other callers stay allowed here" : "not protected here",
          },
          help: "give both the same `protect`",
        });
    }
  },
};

function protection({ protect }: Exposure): string | undefined {
  return protect && sorted(protect).join();
}
