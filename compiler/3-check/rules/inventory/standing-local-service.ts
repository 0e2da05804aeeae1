import { isOwnObject } from "../../../inventory/ownership.ts";
import { error } from "../../rule.ts";

export const standingLocalService = error("FED622", "local Service to be created that exists", {
  finds: `\
A local name has "localService: create", and the cluster's dump has a Service of
this name that fedc did not write.`,
  why: `\
fedc would replace that Service by one without pods, and local calls to it would
end. With "existing" it stays, and only the calls that you route leave the
cluster.`,
  wrongLead: "Wrong, where the Service stock exists in default:",
  wrong: `\
consume:
  shop: { as: stock.default, localService: create, … }`,
  right: `\
consume:
  shop: { as: stock.default, localService: existing, … }`,
  check({ consumptions, federation, inventory, at, report }) {
    for (const { cluster, as, create, inactive, written } of consumptions) {
      const object = as?.namespace === undefined ? undefined : inventory.of(cluster)?.find("Service", as.namespace, as.name);
      if (!create || inactive !== undefined || !object || isOwnObject(object, federation.name) || written.as === undefined) continue;
      report({
        at: written.localService === undefined ? at.value(written, "as") : at.value(written, "localService"),
        message: `\`${cluster.name}\` has a Service \`${written.as}\` already`,
        related: { at: object.at, message: "this one would be replaced" },
        help: "write `localService: existing`, or choose another name",
      });
    }
  },
});

export const missingLocalService = error("FED623", "existing local Service that does not exist", {
  finds: `\
A local name has "localService: existing", and the cluster's dump has Services
but none of this name.`,
  why: "Callers could not look the name up: fedc writes routes for it, but no Service.",
  wrongLead: "Wrong, where there is no Service stock in default:",
  wrong: `\
consume:
  shop: { as: stock.default, localService: existing, … }`,
  right: `\
consume:
  shop: { as: stock.default, localService: create, … }`,
  check({ consumptions, federation, inventory, at, report }) {
    for (const { cluster, as, create, inactive, written } of consumptions) {
      const standing = inventory.of(cluster);
      if (create || inactive !== undefined || as?.namespace === undefined || !standing?.wouldHave("Service", as.namespace)) continue;
      const object = standing.find("Service", as.namespace, as.name);
      if (object && !isOwnObject(object, federation.name)) continue;
      report({
        at: at.value(written, "localService"),
        message: object
          ? `the Service \`${written.as}\` of \`${cluster.name}\` is fedc's own, which the next build removes`
          : `\`${cluster.name}\` has no Service \`${as.name}\` in the namespace \`${as.namespace}\``,
        ...(object && { related: { at: object.at, message: "created by an earlier build" } }),
        help: "write `localService: create`, or create the Service first",
      });
    }
  },
});
