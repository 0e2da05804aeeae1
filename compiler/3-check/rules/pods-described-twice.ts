import type { Exposure } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { mayShare } from "../shared-pods.ts";
import { exposurePlace, exposuresAsWritten } from "../written-places.ts";

/** What is said of the pods behind a port of a Service is the same wherever it is said. */
export const podsDescribedTwice: Rule = {
  code: "FED416",
  severity: "error",
  title: "one port of a Service described in two ways",
  explain: `\
Two services of the federation may be behind one port of one Service, as a whole
or by subsets. Then "targetPort" is where that port leads, once, and the pods
run as service accounts that both name: callers in mode workloads insist on
them, and would refuse the pods that the other entry speaks of.

Wrong, both with service: bar.xyz and port: 9080:

  bar:       { … targetPort: 9080, serviceAccounts: [bar] }
  bar-admin: { … targetPort: 8080, serviceAccounts: [admin] }

Right:

  bar:       { … targetPort: 9080, serviceAccounts: [bar, admin] }
  bar-admin: { … targetPort: 9080, serviceAccounts: [bar, admin] }

Subsets that are different pods may run as different accounts.
`,
  check(context) {
    const active = exposuresAsWritten(context.federation, context.at).filter((one) => one.active);
    for (const exposures of grouped(active, ({ cluster, local, port }) => `${cluster.name} ${local.fqdn}:${port}`).values())
      for (const [index, exposure] of exposures.entries())
        checkExposure(
          exposure,
          exposures.slice(0, index).filter((other) => mayShare(other, exposure)),
          context,
        );
  },
};

function checkExposure(exposure: Exposure, others: readonly Exposure[], { at, report }: RuleContext): void {
  const { targetPort, serviceAccounts, written, service, port } = exposure;
  const elsewhere = others.find((one) => one.targetPort !== undefined && targetPort !== undefined && one.targetPort !== targetPort);
  if (elsewhere)
    report({
      at: at.key(written, "targetPort"),
      message: `port ${port} of \`${written.service}\` leads to ${targetPort} for \`${service.name}\` and to ${elsewhere.targetPort} for \`${elsewhere.service.name}\``,
      related: { at: at.key(elsewhere.written, "targetPort"), message: `${elsewhere.targetPort} here` },
      help: "write the container port that it leads to in both",
    });
  const named = others.filter((one) => one.serviceAccounts.length > 0);
  const common = named.reduce((left, one) => left.filter((account) => one.serviceAccounts.includes(account)), serviceAccounts);
  const [other] = named;
  if (other && serviceAccounts.length > 0 && common.length === 0)
    report({
      at: at.key(written, "serviceAccounts"),
      message: `\`${service.name}\` and \`${other.service.name}\` are served by the same pods of \`${written.service}\`, but name no service account in common`,
      related: { at: exposurePlace(at, other), message: `served by ${other.serviceAccounts.join(", ")} here` },
      help: "name all accounts of these pods in both, or tell the pods apart by `subset`",
    });
}
