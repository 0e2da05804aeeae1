import { labelsText } from "../../../1-load/labels-text.ts";
import type { Exposure } from "../../../2-resolve/federation.ts";
import { exposurePlace, exposuresAsWritten } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";

/** Pods deny by default or they do not, whichever service they serve. */
export const defaultDenyMismatch: Rule = {
  code: "FED400",
  severity: "error",
  title: "pods that deny by default for one service only",
  finds: `\
"defaultDeny" says that nothing reaches these pods that no policy allows.`,
  why: `\
For a
service with it a policy is emitted that allows the federation's calls, and
where a policy allows something, all else is denied: also the calls of another
service on the same pods that says "defaultDeny: false", or nothing.`,
  example: `\
Wrong, both with selector: { app: ratings }:

  ratings: { … defaultDeny: true }
  stars:   { … }

Right, where policies of yours are about these pods:

  ratings: { … defaultDeny: true }
  stars:   { … defaultDeny: true }

and without "defaultDeny" anywhere, where there are none.`,
  check({ federation, at, report }) {
    const first = new Map<string, Exposure>();
    for (const exposure of exposuresAsWritten(federation, at)) {
      const { cluster, local, selector, service, active, defaultDeny, written } = exposure;
      if (!active || !cluster.managed) continue;
      // The same labels are the same pods, and so is the same Service.
      const keys = [local.fqdn, ...(selector ? [`${local.namespace} ${labelsText(selector)}`] : [])].map((key) => `${cluster.name} ${key}`);
      const other = keys.map((key) => first.get(key)).find((one) => one && one.defaultDeny !== defaultDeny);
      for (const key of keys) if (!first.has(key)) first.set(key, exposure);
      if (other)
        report({
          at: written.defaultDeny === undefined ? exposurePlace(at, exposure) : at.key(written, "defaultDeny"),
          message: `\`${service.name}\` and \`${other.service.name}\` are served by the same pods of \`${cluster.name}\`, but only \`${(defaultDeny ? service : other.service).name}\` has \`defaultDeny\``,
          related: {
            at: other.written.defaultDeny === undefined ? exposurePlace(at, other) : at.key(other.written, "defaultDeny"),
            message: other.defaultDeny ? "denied by default here" : "not here",
          },
          help: "give both the same `defaultDeny`",
        });
    }
  },
};
