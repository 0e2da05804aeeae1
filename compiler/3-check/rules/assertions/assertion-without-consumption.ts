import { isListed } from "../../asserted-calls.ts";
import { entryPlace } from "../../entries.ts";
import { error } from "../../rule.ts";

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
  check({ federation, file, asserted, at, report }) {
    const { services, clusters } = federation;
    const byName = new Map(services.map((service) => [service.name, service]));
    for (const { call } of asserted.filter(({ kind }) => kind === "always")) {
      const { from, to, caller, at: exposer } = call;
      const service = byName.get(to);
      if (!service || !clusters.has(from)) continue;
      const consumptions = service.consumptions.filter(({ cluster }) => cluster.name === from);
      const active = consumptions.filter(({ inactive }) => inactive === undefined);
      const related = consumptions[0] && {
        at: entryPlace(at, file, consumptions[0].written),
        message: active.length === 0 ? "not in force" : "how it uses the service",
      };
      if (active.length === 0)
        report({
          at: at.value(call, "from"),
          message: related ? `\`${from}\` does not use \`${to}\` at present` : `\`${from}\` does not consume \`${to}\``,
          related,
          help: "let it consume the service, or remove the assertion",
        });
      else if (caller !== undefined && !active.some((consumption) => isListed(caller, consumption)))
        report({
          at: at.value(call, "caller"),
          message: `\`${caller}\` is not a caller of \`${to}\` in \`${from}\``,
          related,
          help: "list it under `callers`, or assert something else",
        });
      else if (exposer !== undefined && clusters.has(exposer) && !service.exposures.some(({ cluster }) => cluster.name === exposer))
        report({ at: at.value(call, "at"), message: `\`${exposer}\` does not expose \`${to}\``, help: "name a cluster that exposes it" });
    }
  },
});
