import type { Exposure } from "../../../2-resolve/federation.ts";
import { allowPlace, exposurePlace } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";
import { grantsByWorkloads } from "../../workload-trust.ts";

export const servingAccounts: Rule = {
  code: "FED391",
  severity: "error",
  title: "missing serviceAccounts in mode workloads",
  finds: `\
A service is called in mode workloads, and its exposing cluster does not name
the service accounts that serve it.`,
  why: `\
In mode workloads TLS runs from workload to workload, and the caller's proxy
insists that one of these accounts answers. Without them it would accept any
workload of the other mesh as the service. A partner with "managed: false" needs
them too, since callers in other clusters insist on them.`,
  example: `\
Wrong:

  b:
    service: bar.xyz
    port: 9080
    selector: { app: bar }
    targetPort: 9080

Right, with names of accounts in the Service's namespace:

  b:
    service: bar.xyz
    port: 9080
    selector: { app: bar }
    targetPort: 9080
    serviceAccounts: [bar]

To list them:

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
