import type { AssertedCall } from "../../../1-load/federation-file.ts";
import type { FederatedService } from "../../../2-resolve/federation.ts";
import { isListed } from "../../asserted-calls.ts";
import { entryPlace } from "../../entries.ts";
import { error, type RuleContext } from "../../rule.ts";

export const assertionWithoutConsumption = error("FED386", "always, for a call that does not exist", {
  afterOthers: true,
  finds: `\
An "always" is about a call that does not exist: the cluster does not consume
the service, the caller is not listed, or the cluster under "at" does not expose
the service.`,
  why: `\
"always" requires that every such call of every listed caller can arrive. If
there is no such call, the assertion would hold and say nothing.`,
  wrongLead: `Wrong, where the callers of cluster1 are default/web:`,
  wrong: `- always: { from: cluster1, caller: shop/web, to: reviews }`,
  right: `- always: { from: cluster1, caller: default/web, to: reviews }`,
  remark: `\
To say that a call must not work, use "never", also for clusters that have
nothing to do with the service.`,
  check(context) {
    const { services, clusters } = context.federation;
    const byName = new Map(services.map((service) => [service.name, service]));
    for (const { kind, call } of context.asserted) {
      const service = byName.get(call.to);
      if (kind === "always" && service && clusters.has(call.from)) checkCall(call, service, context);
    }
  },
});

function checkCall(
  call: AssertedCall,
  { consumptions, exposures, name }: FederatedService,
  { federation, file, at, report }: RuleContext,
): void {
  const { from, caller, at: exposer } = call;
  const consumed = consumptions.filter(({ cluster }) => cluster.name === from);
  const active = consumed.filter(({ inactive }) => inactive === undefined);
  const related = consumed[0] && {
    at: entryPlace(at, file, consumed[0].written),
    message: active.length === 0 ? "not in force" : "how it uses the service",
  };
  if (active.length === 0)
    report({
      at: at.value(call, "from"),
      message: consumed.length > 0 ? `\`${from}\` does not use \`${name}\` at present` : `\`${from}\` does not consume \`${name}\``,
      related,
      help: "let it consume the service, or remove the assertion",
    });
  else if (caller !== undefined && !active.some((consumption) => isListed(caller, consumption)))
    report({
      at: at.value(call, "caller"),
      message: `\`${caller}\` is not a caller of \`${name}\` in \`${from}\``,
      related,
      help: "list it under `callers`, or assert something else",
    });
  else if (exposer !== undefined && federation.clusters.has(exposer) && !exposures.some(({ cluster }) => cluster.name === exposer))
    report({ at: at.value(call, "at"), message: `\`${exposer}\` does not expose \`${name}\``, help: "name a cluster that exposes it" });
}
