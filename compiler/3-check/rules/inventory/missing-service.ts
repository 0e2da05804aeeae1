import { didYouMeanOneOf } from "../../../findings/suggest.ts";
import { error } from "../../rule.ts";

export const missingService = error("FED610", "exposed Service that does not exist", {
  finds: `\
The cluster's dump has Services, and the one that "service" names is not among
them.`,
  why: `\
The ingress gateway would send every call to a Service that does not exist, and
callers of other clusters would get 503.`,
  wrongLead: "Wrong, where the cluster has a Service stock-api in logistics:",
  wrong: `\
expose:
  warehouse: { service: stock.logistics, port: 8080, … }`,
  right: `\
expose:
  warehouse: { service: stock-api.logistics, port: 8080, … }`,
  check({ exposures, inventory, at, report }) {
    for (const { cluster, local, written, active } of exposures) {
      const standing = inventory.of(cluster);
      if (!active || !standing?.wouldHave("Service", local.namespace)) continue;
      if (standing.find("Service", local.namespace, local.name)) continue;
      const names = standing.all("Service").map(({ name, namespace }) => `${name}.${namespace}`);
      const there = names.filter((name) => name.endsWith(`.${local.namespace}`));
      report({
        at: at.value(written, "service"),
        message: `\`${cluster.name}\` has no Service \`${local.name}\` in the namespace \`${local.namespace}\``,
        help: didYouMeanOneOf(`${local.name}.${local.namespace}`, there.length > 0 ? there : names),
      });
    }
  },
});
