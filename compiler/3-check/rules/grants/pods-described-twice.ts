import { isLocated } from "../../../2-resolve/exposed-service.ts";
import type { Exposure, Federation } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { type LocalServers, localServersOf } from "../../../2-resolve/local-servers.ts";
import { exposurePlace } from "../../../2-resolve/written-places.ts";
import { usedAsExposed } from "../../origins.ts";
import { exposuresAsWritten } from "../../resolved.ts";
import { error } from "../../rule.ts";
import { mayShare } from "../../shared-pods.ts";

export const podsDescribedTwice = error("FED416", "one port of a Service described in two ways", {
  finds: `\
Two services are behind one port of one Service and may share pods, but they
have different values of "targetPort", or "serviceAccounts" without a common
account. The "local" destination of a "consume" entry counts too.`,
  why: `\
A port of a Service leads to one container port. The pods run as accounts that
both entries must name: callers in mode workloads insist on these accounts, and
would refuse the pods that only the other entry describes.`,
  wrongLead: `Wrong, both with service: bar.xyz and port: 9080:`,
  wrong: `\
bar:       { … targetPort: 9080, serviceAccounts: [bar] }
bar-admin: { … targetPort: 8080, serviceAccounts: [admin] }`,
  right: `\
bar:       { … targetPort: 9080, serviceAccounts: [bar, admin] }
bar-admin: { … targetPort: 9080, serviceAccounts: [bar, admin] }`,
  remark: `Subsets that are different pods may run as different accounts.`,
  check({ federation, at, report }) {
    const active = exposuresAsWritten(federation, at).filter((exposure) => exposure.active && isLocated(exposure));
    for (const exposures of grouped(active, ({ cluster, local, port }) => `${cluster.name} ${local.fqdn}:${port}`).values())
      for (const [index, exposure] of exposures.entries()) {
        const { targetPort, serviceAccounts, written, service, port } = exposure;
        const samePods = exposures.slice(0, index).filter((other) => mayShare(other, exposure));
        const ported = targetPort === undefined ? [] : samePods.filter((other) => other.targetPort !== undefined);
        const elsewhere = ported.find((other) => other.targetPort !== targetPort);
        if (elsewhere)
          report({
            at: at.key(written, "targetPort"),
            message: `port ${port} of \`${written.service}\` leads to ${targetPort} for \`${service.name}\` and to ${elsewhere.targetPort} for \`${elsewhere.service.name}\``,
            related: { at: at.key(elsewhere.written, "targetPort"), message: `${elsewhere.targetPort} here` },
            help: "write the same container port in both",
          });
        const ofExposures = samePods.map((other) => ({
          name: `\`${other.service.name}\``,
          accounts: other.serviceAccounts,
          place: exposurePlace(at, other),
        }));
        const ofLocalNames = localServers(exposure, federation).map((server) => ({
          name: "the local name",
          accounts: server.accounts,
          place: at.key(server.written, "serviceAccounts"),
        }));
        const described = [...ofExposures, ...ofLocalNames].filter(({ accounts }) => accounts.length > 0);
        const common = serviceAccounts.filter((account) => described.every(({ accounts }) => accounts.includes(account)));
        const [other] = described;
        if (other && serviceAccounts.length > 0 && common.length === 0)
          report({
            at: at.key(written, "serviceAccounts"),
            message: `\`${service.name}\` and ${other.name} are served by the same pods of \`${written.service}\`, but they have no service account in common`,
            related: { at: other.place, message: `served by ${other.accounts.join(", ")} here` },
            help: "name all accounts of these pods in both, or separate the pods by `subset`",
          });
      }
  },
});

/** The same pods as the cluster's own local names describe them: it may expose a Service and also call it. */
function localServers(exposure: Exposure, federation: Federation): readonly LocalServers[] {
  return usedAsExposed(federation, exposure)
    .filter(({ port }) => port === exposure.port)
    .flatMap(localServersOf)
    .filter((server) => mayShare(server, exposure));
}
