import { oncePerEntry } from "../../resolved.ts";
import { error } from "../../rule.ts";

const maxLength = 253;

export const nameLimits = error("FED370", "name that Kubernetes does not accept", {
  finds: `\
A name that fedc puts together is longer than 253 characters, or fedc would have
to create a Service whose name begins with a digit.`,
  why: `\
Kubernetes would refuse the object, and the overlay could not be applied. Names
grow when they are completed: a Service becomes name.namespace.svc.<domain>, and
the object for a full host name is called "federation-<host name>". A full name
may also hide that the Service's own name begins with a digit.`,
  wrong: `\
as: 9lives.shop.svc.cluster.local
localService: create`,
  right: `\
as: ninelives.shop
localService: create`,
  check({ federation, exposures, at, report }) {
    const tooLong = (name: string) => `\`${name.slice(0, 40)}…\` would have ${name.length} characters, but may have at most ${maxLength}`;
    for (const { local, written } of exposures)
      if (written.service !== undefined && local.fqdn.length > maxLength)
        report({ at: at.value(written, "service"), message: tooLong(local.fqdn), help: "shorten the cluster's `istio.domain`" });
    for (const { as, create, written } of oncePerEntry(federation, (consumption) => consumption.as !== undefined)) {
      if (!as) continue;
      const host = as.namespace === undefined ? `federation-${as.host}` : as.host;
      if (host.length > maxLength) report({ at: at.value(written, "as"), message: tooLong(host), help: "choose a shorter name" });
      else if (create && as.namespace !== undefined && /^[0-9]/.test(as.name))
        report({
          at: at.value(written, "as"),
          message: `fedc cannot create a Service called \`${as.name}\`: its name does not begin with a letter`,
          help: "choose a name that begins with a letter",
        });
    }
  },
});
