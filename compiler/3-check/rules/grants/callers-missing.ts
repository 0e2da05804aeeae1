import type { AllowEntry } from "../../../1-load/federation-file.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";
import { grantsByWorkloads } from "../../workload-trust.ts";

export const callersMissing: Rule = {
  code: "FED392",
  severity: "error",
  title: "grant that does not say which callers",
  finds: `An alternative of a grant in mode workloads has no "callers".`,
  why: `\
In mode workloads the called workload sees which service account of the other
cluster calls, so the grant must say which accounts may. Nothing left out means
"all": write "any" if you mean it. A workload may call if both halves of the
grant list it.`,
  example: `\
Wrong:

  allow: { a: { methods: [GET] } }
  allow: { a: any }                                     # tcp

Right:

  allow: { a: { methods: [GET], callers: [shop/foo] } }
  allow: { a: { callers: any } }                        # tcp`,
  check({ federation, at, report }) {
    const reported = new Set<AllowEntry | string>();
    for (const { allow, exposure, consumer } of grantsByWorkloads(federation)) {
      const { written, alternatives, key } = allow;
      const { service, cluster } = exposure;
      const isTcp = service.protocol === "tcp";
      // The word `any` is the same for every grant.
      const entry = typeof written === "string" ? `${service.name} ${cluster.name} ${key}` : written;
      if (reported.has(entry)) continue;
      reported.add(entry);
      // Of tcp, `{}` is another rule's.
      const lacking = alternatives.filter((one) => one.callers === undefined && !(isTcp && Object.keys(one).length === 0));
      const places = lacking.map((alternative) =>
        Array.isArray(written) ? at.key(written, written.indexOf(alternative)) : allowPlace(at, allow),
      );
      if (written === "any" && isTcp) places.push(at.value(exposure.written.allow ?? {}, key));
      for (const place of places)
        report({
          at: place,
          message: `\`${cluster.name}\` is in mode workloads with \`${consumer.name}\`, but this grant of \`${service.name}\` does not say which \`callers\` it is for`,
          help: isTcp ? "write `{ callers: any }` if all are meant" : "add `callers`, a list or the word `any`",
        });
    }
  },
};
