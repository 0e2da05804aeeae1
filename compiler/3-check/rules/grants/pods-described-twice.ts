import type { Exposure } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { localServersOf } from "../../../2-resolve/local-servers.ts";
import { exposurePlace, exposuresAsWritten } from "../../../2-resolve/written-places.ts";
import type { Place } from "../../../findings/source.ts";
import { error, type RuleContext } from "../../rule.ts";
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
  check(context) {
    const active = exposuresAsWritten(context.federation, context.at).filter((exposure) => exposure.active);
    for (const exposures of grouped(active, ({ cluster, local, port }) => `${cluster.name} ${local.fqdn}:${port}`).values())
      for (const [index, exposure] of exposures.entries()) {
        const others = exposures.slice(0, index).filter((other) => mayShare(other, exposure));
        checkPort(exposure, others, context);
        const described = others.map((other) => ({
          shown: `\`${other.service.name}\``,
          accounts: other.serviceAccounts,
          place: exposurePlace(context.at, other),
        }));
        checkAccounts(exposure, [...described, ...localNameEntries(exposure, context)], context);
      }
  },
});

function checkPort({ targetPort, written, service, port }: Exposure, others: readonly Exposure[], { at, report }: RuleContext): void {
  const elsewhere = others.find((other) => other.targetPort !== undefined && targetPort !== undefined && other.targetPort !== targetPort);
  if (elsewhere)
    report({
      at: at.key(written, "targetPort"),
      message: `port ${port} of \`${written.service}\` leads to ${targetPort} for \`${service.name}\` and to ${elsewhere.targetPort} for \`${elsewhere.service.name}\``,
      related: { at: at.key(elsewhere.written, "targetPort"), message: `${elsewhere.targetPort} here` },
      help: "write the same container port in both",
    });
}

/** Another entry about the same pods. */
interface PodsEntry {
  readonly shown: string;
  readonly accounts: readonly string[];
  readonly place: Place;
}

function checkAccounts({ serviceAccounts, written, service }: Exposure, others: readonly PodsEntry[], { at, report }: RuleContext): void {
  const named = others.filter(({ accounts }) => accounts.length > 0);
  const common = named.reduce((left, { accounts }) => left.filter((account) => accounts.includes(account)), serviceAccounts);
  const [other] = named;
  if (other && serviceAccounts.length > 0 && common.length === 0)
    report({
      at: at.key(written, "serviceAccounts"),
      message: `\`${service.name}\` and ${other.shown} are served by the same pods of \`${written.service}\`, but they have no service account in common`,
      related: { at: other.place, message: `served by ${other.accounts.join(", ")} here` },
      help: "name all accounts of these pods in both, or separate the pods by `subset`",
    });
}

/** A cluster may expose a Service and also call it by a local name. */
function localNameEntries(exposure: Exposure, { consumptions, at }: RuleContext): readonly PodsEntry[] {
  const { cluster, local, port } = exposure;
  const calling = consumptions.filter(
    (each) => each.cluster === cluster && each.inactive === undefined && each.port === port && each.as?.host === local.fqdn,
  );
  const servers = calling.flatMap(localServersOf).filter((server) => mayShare(server, exposure));
  return servers.map(({ accounts, written }) => ({ shown: "the local name", accounts, place: at.key(written, "serviceAccounts") }));
}
