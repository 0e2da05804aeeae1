import type { Exposure } from "../../../2-resolve/federation.ts";
import { allowPlace, exposurePlace } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";
import { grantsByWorkloads } from "../../workload-trust.ts";

/** Who is called in mode workloads says which accounts serve. */
export const servingAccounts: Rule = {
  code: "FED391",
  severity: "error",
  title: "no service accounts that serve",
  finds: `\
In mode workloads TLS runs from workload to workload, and the caller's proxy
insists on who answers: one of the service accounts that serve.`,
  why: `\
Without them it
would take any workload of the other mesh for the service. It is needed of a
partner with "managed: false", too: callers elsewhere insist on it.`,
  example: `\
Wrong:

  b:
    service: bar.xyz
    port: 9080
    selector: { app: bar }
    targetPort: 9080

Right: names of accounts in the Service's namespace.

  b:
    service: bar.xyz
    port: 9080
    selector: { app: bar }
    targetPort: 9080
    serviceAccounts: [bar]

To see them:

  kubectl get pods -n xyz -l app=bar -o custom-columns=:.spec.serviceAccountName`,
  check({ federation, at, report }) {
    const reported = new Set<Exposure>();
    for (const { exposure, allow } of grantsByWorkloads(federation)) {
      if (exposure.serviceAccounts.length > 0 || reported.has(exposure)) continue;
      reported.add(exposure);
      report({
        at: exposurePlace(at, exposure),
        message: `\`${exposure.service.name}\` of \`${exposure.cluster.name}\` is called in mode workloads, which needs \`serviceAccounts\``,
        related: { at: allowPlace(at, allow), message: "callers there insist on who answers" },
        help: `add the service accounts of the pods behind \`${exposure.written.service}\``,
      });
    }
  },
};
