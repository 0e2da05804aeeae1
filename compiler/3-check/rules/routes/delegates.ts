import { oncePerEntry } from "../../resolved.ts";
import { error } from "../../rule.ts";

export const delegateWithoutRoutes = error("FED481", "delegate that no gateway can use", {
  finds: `\
"delegate: true" stands beside a tcp service, or beside a full host name.`,
  why: `\
A VirtualService delegates HTTP alone. A delegate belongs to a Service: a full
host name has its own objects in each caller's namespace, and a gateway would
need others. Your gateway reaches the service under another local name.`,
  wrong: `\
as: reviews.shop.global
delegate: true`,
  right: `\
as: reviews.shop
localService: create
delegate: true`,
  remark: `\
An entry may be a list: one local name for applications, and one for the
gateway. For a tcp service, send calls of your gateway to a proxy of your own.`,
  check({ federation, at, report }) {
    for (const { written, as, service } of oncePerEntry(federation, ({ delegate, as }) => delegate && as !== undefined)) {
      const tcp = service.protocol === "tcp";
      if (!tcp && as?.namespace !== undefined) continue;
      report({
        at: at.key(written, "delegate"),
        message: tcp
          ? `\`${service.name}\` speaks tcp, and gateways delegate HTTP alone`
          : `\`${as?.host}\` is a full host name, which has no delegate`,
        help: tcp ? "leave `delegate` out" : "leave it out, or use the service under the name of a Service, too",
      });
    }
  },
});
